"""Patients whose genes of the sex chromosomes contradict their sex are told, and nobody else."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.expression.odd_sex import notice_other_sex
from radiogenomics.oddities import noticed_since_last

PATIENTS = [f"P{number:02}" for number in range(12)]
SEX = pd.Series(["F", "M"] * 6, PATIENTS)


@pytest.fixture(params=["XIST RPS4Y1 UTY", "ENSG00000229807.11 ENSG00000129824.16 KDM5D|8284", "TP53 DDX3Y EIF1AY"])
def logarithms(request) -> pd.DataFrame:
    """Of two groups as far apart as in TCGA's glioblastomas; in the last case without XIST."""
    rng = np.random.default_rng(0)
    values = pd.DataFrame(rng.normal(5, 1, (12, 33)), PATIENTS, [*request.param.split(), *map(str, range(30))])
    women = (SEX == "F").to_numpy()
    for column, sign in zip(values.columns[:3], (1, -1, -1), strict=True):
        if column != "TP53":
            values[column] = rng.normal(2 + sign * np.where(women, 5, -5), 1.2)
    noticed_since_last()
    return values


def said(logarithms, sex) -> list[tuple[str, str]]:
    notice_other_sex(logarithms, sex, "m.csv")
    return [(patient, what) for patient, _, what in noticed_since_last()]


def test_sexes_that_fit_and_unknown_ones_are_not_told(logarithms):
    assert said(logarithms, SEX) == []
    assert said(logarithms, SEX.replace("F", None)) == []
    assert said(logarithms, SEX.iloc[:4]) == []


def test_exchanged_samples_are_named(logarithms):
    exchanged = logarithms.rename({"P03": "P04", "P04": "P03"})
    ((patient, what),) = said(exchanged, SEX)
    assert patient == "" and "2 patient(s) are of the other sex" in what and "(P03, P04)" in what
    ((patient, what),) = said(logarithms, SEX.replace({"P05": "F"}).mask(SEX.index == "P05", "F"))
    assert patient == "P05"


def test_a_column_with_the_codes_exchanged_is_told_once(logarithms):
    ((patient, what),) = said(logarithms, SEX.map({"F": "M", "M": "F"}))
    assert patient == "" and "most patients called women are men" in what


def test_without_genes_of_the_sex_chromosomes_nothing_is_said(logarithms):
    assert said(logarithms.iloc[:, 3:], SEX) == []


def test_a_lost_chromosome_is_not_the_other_sex(logarithms):
    """Tumours of men may lose the Y chromosome; without XIST they lie between the groups, or with the women."""
    if "TP53" not in logarithms:
        lost = logarithms.copy()
        lost.loc["P01", logarithms.columns[1:3]] = -3
        assert said(lost, SEX) == []
