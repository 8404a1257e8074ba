import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.patient_data import ages_in_years, report_unlabelled, sexes


def test_b23_ages_that_are_none_are_missing_and_reported(told):
    texts = pd.Series({"A": "52.5", "B": "-1", "C": "", "D": "n/a", "E": "121", "F": "0"}, name="Age")
    ages = ages_in_years(texts, "clinical.xlsx")
    assert ages.dtype == float
    np.testing.assert_array_equal(ages, [52.5, np.nan, np.nan, np.nan, np.nan, 0])
    said = told()
    assert "clinical.xlsx: Age of 4 patient(s) is not a number of years from 0 to 120" in said
    assert "B '-1', C '', D 'n/a', E '121'" in said


def test_b23_sexes_that_are_not_known_are_missing_and_reported(told):
    texts = pd.Series({"A": "M", "B": "female", "C": "MALE", "D": "f", "E": "unknown"}, name="Sex")
    found = sexes(texts, "clinical.xlsx")
    assert found.tolist()[:4] == ["M", "F", "M", "F"]
    assert found.isna().tolist() == [False] * 4 + [True]
    assert "Sex of 1 patient(s) is not male or female, they are kept without it: E 'unknown'" in told()


def test_a_thousand_unknown_ages_are_one_line(told):
    ages_in_years(pd.Series({f"P{number}": "" for number in range(1000)}, name="Age"), "clinical.csv")
    said = told()
    assert said.count("P") <= 6
    assert "and 995 more" in said


def test_identifiers_that_match_no_label_are_reported_with_the_nearest(told):
    report_unlabelled(["TCGA-02-0006", "TCGA-02-0009"], ["TCGA-02-0006", "TCGA-02-0008"], "labels.csv")
    said = told()
    assert "labels.csv: no row for 1 scan(s), whose label is not known" in said
    assert "TCGA-02-0009 (nearest: 'TCGA-02-0008')" in said


def test_what_is_known_is_not_reported(told):
    report_unlabelled(["A"], ["A", "B"], "labels.csv")
    ages_in_years(pd.Series({"A": "52"}, name="Age"), "clinical.csv")
    sexes(pd.Series({"A": "M"}, name="Sex"), "clinical.csv")
    assert told() == ""


@pytest.mark.parametrize(("code", "ages"), [("0", ["18", "70"]), ("99", ["5", "90"])])
def test_ages_that_stand_for_nothing_known_are_kept_and_told(told, code, ages):
    found = ages_in_years(pd.Series([*ages, code], ["A", "B", "C"], name="Age"), "clinical.csv")
    assert found["C"] == float(code)
    assert f"Age of 1 patient(s) is {code}, of all others {ages[0]} to {ages[1]}; if that means" in told()


@pytest.mark.parametrize(("age", "ages"), [("0", ["2", "70"]), ("99", ["50", "93"])])
def test_children_and_the_very_old_are_not_told(told, age, ages):
    ages_in_years(pd.Series([*ages, age], name="Age"), "clinical.csv")
    assert told() == ""


def test_m_is_a_woman_where_men_are_h(told):
    assert sexes(pd.Series(["H", "M", "Hombre"], name="Sexo"), "clinical.csv").isna().all()
    assert "Sexo of 3 patient(s) is not male or female (next to H or V, M may be a woman)" in told()
    assert sexes(pd.Series(["m", "w", "F", "H"], name="Sex"), "clinical.csv").fillna("").tolist() == ["M", "", "F", ""]
