import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.patients import match_patients


def test_every_patient_has_a_row():
    table = match_patients(["P2", "P3"], ["P1", "P2"], "m.csv")
    assert table["patient_id"].tolist() == ["P1", "P2", "P3"]
    assert table["reason"].tolist() == ["no expression", "", "not in the cohort"]
    assert (table["in_cohort"] & table["has_expression"]).tolist() == [False, True, False]


def test_patients_who_match_nobody_stop():
    with pytest.raises(
        InputError, match=r"m\.csv: none of its 1 patients \(TCGA.1\) is among the 3 of the cohort \(P1"
    ):
        match_patients(["TCGA.1"], ["P1", "P2", "P3"], "m.csv")
