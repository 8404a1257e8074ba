import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.splits.holdout import split_patients
from radiogenomics.splits.labels import label_tables
from radiogenomics.splits.settings import SplitSettings


def test_training_and_test_labels_are_apart_and_complete(real_cohort, published_groups):
    splits = split_patients(real_cohort, published_groups, SplitSettings())
    train, test = label_tables(real_cohort, splits)
    assert list(train) == list(test) == ["patient_id", "label"]
    assert set(train["patient_id"]).isdisjoint(test["patient_id"])
    assert set(train["patient_id"]) == set(splits["patient_id"][splits["subset"] == "train"])
    assert test["label"].value_counts().to_dict() == {1: 24, 0: 33}
    for table in (train, test):
        assert table["patient_id"].is_unique
        assert table["patient_id"].is_monotonic_increasing


def test_labels_belong_to_their_patients(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1") for i in range(20)])
    splits = split_patients(cohort[::-1], {"Struct": ["T1"]}, SplitSettings(folds=2, test_group="Struct"))
    expected = cohort.set_index("patient_id")["label"]
    for table in label_tables(cohort[::-1], splits):
        assert table["label"].tolist() == expected[table["patient_id"]].tolist()


def test_a_patient_on_both_sides_stops(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1") for i in range(20)])
    splits = split_patients(cohort, {"Struct": ["T1"]}, SplitSettings(folds=2, test_group="Struct"))
    leaked = splits[splits["subset"] == "test"]["patient_id"].iloc[0]
    splits.loc[splits.index[splits["subset"] == "train"][0], "patient_id"] = leaked
    with pytest.raises(InputError, match=f"patient {leaked} is in a training set and in a test set"):
        label_tables(cohort, splits)


def test_tables_of_a_study_without_a_label_say_who_trains_and_who_is_tested(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1") for i in range(20)]).assign(label=pd.NA)
    splits = split_patients(cohort, {"T1": ["T1"]}, SplitSettings(folds=4, test_group="T1", test_fraction=0.2))
    train, test = label_tables(cohort, splits)
    assert (len(train), len(test)) == (16, 4) and train["label"].isna().all() and test["label"].isna().all()
