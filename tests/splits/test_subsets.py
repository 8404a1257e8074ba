import pandas as pd
import pytest

from radiogenomics.splits.subsets import patient_ids, patients_of_groups, training_patients


@pytest.fixture
def splits():
    rows = [
        ("a", "DSC", "test"),
        ("a", "DTI", "test"),
        ("c", "DSC", "train"),
        ("c", "DTI", "unused"),
        ("b", "DTI", "train"),
    ]
    return pd.DataFrame(rows, columns=["patient_id", "group", "subset"])


@pytest.fixture
def cohort():
    rows = [("c", "c_11", True), ("c", "c_21", False), ("b", "b_11", True), ("a", "a_11", True), ("d", "d_11", True)]
    return pd.DataFrame(rows, columns=["patient_id", "scan_id", "included"])


def test_patients_of_a_group_are_sorted_and_named_once(splits):
    assert patient_ids(splits, ["DSC", "DTI"], "train", "test") == ["a", "b", "c"]
    assert patient_ids(splits, ["DTI"], "train") == ["b"]


def test_scans_of_a_group_are_the_included_ones_of_its_patients(cohort, splits):
    assert patients_of_groups(cohort, splits, ["DSC"]).scan_id.tolist() == ["a_11", "c_11"]


def test_no_test_patient_is_among_the_training_patients(cohort, splits):
    assert training_patients(cohort, splits).scan_id.tolist() == ["b_11", "c_11"]
