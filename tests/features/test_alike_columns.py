"""A sequence whose features are another's is told, of one patient and of all; what agrees by nature is not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.features.alike_columns import notice_alike_columns
from radiogenomics.oddities import noticed_since_last

SEQUENCES = ("T1", "T1GD", "T2", "FLAIR")
NAMES = ("firstorder_Mean", "firstorder_Median", "firstorder_Entropy", "glcm_Contrast", "shape_Sphericity")


@pytest.fixture
def features() -> pd.DataFrame:
    """Of four sequences in two regions; the shape of a region is the same in all sequences."""
    rng = np.random.default_rng(0)
    columns = [f"{sequence}_{region}_{name}" for sequence in SEQUENCES for region in ("ED", "ET") for name in NAMES]
    table = pd.DataFrame(rng.gamma(2.0, 50.0, (20, len(columns))), [f"P{n:02}" for n in range(20)], columns)
    for region in ("ED", "ET"):
        of_all = [f"{sequence}_{region}_shape_Sphericity" for sequence in SEQUENCES]
        table[of_all] = np.tile(table[of_all[:1]].to_numpy(), (1, len(of_all)))
    noticed_since_last()
    return table


def copied(features: pd.DataFrame, patients: slice, one: str = "T1_", other: str = "T1GD_") -> pd.DataFrame:
    """The table in which the columns of one word are those of another for some patients, written with four digits."""
    table = features.copy()
    for column in table.columns[table.columns.str.contains(other)]:
        source = table[column.replace(other, one)].iloc[patients]
        table.iloc[patients, table.columns.get_loc(column)] = [float(f"{value:.4g}") for value in source]
    return table


def said(features: pd.DataFrame) -> list[tuple[str, str]]:
    notice_alike_columns(features, "f.csv")
    return [(patient, what) for patient, _, what in noticed_since_last()]


def test_a_sequence_that_is_another_of_one_patient_is_told(features):
    ((patient, what),) = said(copied(features, slice(3, 4)))
    assert patient == "P03"
    assert what.startswith("the 8 columns of T1GD are those of T1 (T1_ED_firstorder_Mean = T1GD_ED_firstorder_Mean …)")


def test_a_region_that_is_another_of_one_patient_is_told(features):
    ((patient, what),) = said(copied(features, slice(7, 8), "_ED_", "_ET_"))
    assert patient == "P07" and "columns of ET are those of ED" in what


def test_a_sequence_that_is_another_of_all_patients_is_told_once(features):
    ((patient, what),) = said(copied(features, slice(None)))
    assert patient == "" and what.startswith("in 20 of 20 rows the 8 columns of T1GD are those of T1")


def test_a_sequence_that_is_another_of_some_patients_is_told_with_the_first(features):
    ((patient, what),) = said(copied(features, slice(2, 8)))
    assert patient == "" and what.startswith("in 6 of 20 rows (P02, P03, P04, P05 and 2 more) the 8 columns of T1GD")


def test_names_that_end_in_the_sequence_are_read(features):
    ends = features.rename(columns=lambda name: "_".join([*name.split("_")[1:], name.split("_")[0]]))
    assert [patient for patient, _ in said(copied(ends, slice(3, 4), "_T1", "_T1GD"))] == ["P03"]


def test_what_was_measured_is_not_told(features):
    assert said(features) == []


def test_shapes_of_sequences_are_the_same_and_not_told(features):
    assert said(features.filter(like="shape")) == []


def test_gaps_zeros_and_few_numbers_tell_nothing(features):
    for nothing in (np.nan, 0.0, 1.0):
        odd = features.copy()
        odd.iloc[2] = nothing
        assert said(odd) == []


def test_nearly_all_columns_are_not_all(features):
    table = copied(features, slice(3, 4))
    table.loc["P03", "T1GD_ET_glcm_Contrast"] *= 1.1
    assert said(table) == []
