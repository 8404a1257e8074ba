import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedKFold, train_test_split

from radiogenomics.cohorts.characteristics import patient_characteristics
from radiogenomics.errors import InputError
from radiogenomics.files import read_table, write_table
from radiogenomics.splits.holdout import dropped_patients, split_patients
from radiogenomics.splits.settings import SplitSettings

GROUPS = {"Struct": ["T1"], "DTI": ["DTI_FA"], "DSC": ["DSC_PH"], "all": ["T1", "DTI_FA", "DSC_PH"]}
FEW = SplitSettings(folds=2)

PATIENT = st.tuples(st.integers(0, 1), st.sampled_from(["T1", "T1 DTI_FA", "T1 DSC_PH", "T1 DTI_FA DSC_PH", "DTI_FA"]))
# Enough patients with everything for every group to be split; whatever else comes is free.
COHORT = st.lists(PATIENT, max_size=40).map(lambda more: [(i % 2, "T1 DTI_FA DSC_PH") for i in range(20)] + more)
PUBLISHED_TABLE_1 = {
    "Male": [150, 62.5, 62, 41.3, 88, 58.7],
    "Female": [90, 37.5, 40, 44.4, 50, 55.6],
    "18–29": [6, 2.5, 1, 16.7, 5, 83.3],
    "30–49": [23, 9.6, 6, 26.1, 17, 73.9],
    "50–69": [146, 60.8, 64, 43.8, 82, 56.2],
    # The paper prints 27.2 %, but 65 of 240 are 27.08 %.
    "70+": [65, 27.1, 31, 47.7, 34, 52.3],
}


def members(splits: pd.DataFrame, subset: str, group: str | None = None) -> set[str]:
    chosen = splits["subset"].eq(subset) & (splits["group"].eq(group) if group else True)
    return set(splits["patient_id"][chosen])


def test_the_published_sizes(real_cohort, published_groups):
    splits = split_patients(real_cohort, published_groups, SplitSettings())
    sizes = splits.groupby(["group", "subset"]).size().unstack()[["train", "test", "unused"]]
    assert sizes.to_dict("index") == {
        "Struct": {"train": 183, "test": 57, "unused": 22},
        "DTI": {"train": 151, "test": 57, "unused": 54},
        "DSC": {"train": 132, "test": 57, "unused": 73},
    }
    labels = real_cohort[real_cohort["included"]].set_index("patient_id")["label"]
    for group in published_groups:
        assert labels[list(members(splits, "test", group))].value_counts().to_dict() == {1: 24, 0: 33}
    assert len(members(splits, "test")) == 57


def test_the_published_patient_characteristics(real_cohort, published_groups):
    splits = split_patients(real_cohort, published_groups, SplitSettings())
    used = members(splits, "train", "Struct") | members(splits, "test", "Struct")
    patients = real_cohort[real_cohort["included"] & real_cohort["patient_id"].isin(used)]
    table = patient_characteristics(patients).set_index("category").drop(columns="characteristic")
    assert table.loc["Patients"].tolist() == [240, 100.0, 102, 42.5, 138, 57.5]
    assert {category: table.loc[category].tolist() for category in PUBLISHED_TABLE_1} == PUBLISHED_TABLE_1


def test_the_published_division_and_folds(real_cohort, published_groups):
    """Written out in plain scikit-learn: a group's patients without DSC are divided by themselves and come first."""
    patients = real_cohort[real_cohort["included"]].set_index("patient_id").sort_index()
    labels, has_dsc = patients["label"].astype(int), patients["has_DSC_PH"]
    halves = {"test_size": 0.3, "random_state": 42}
    training, test = train_test_split(labels.index[has_dsc], stratify=labels[has_dsc], **halves)
    splits = split_patients(real_cohort, published_groups, SplitSettings())
    assert members(splits, "test") == set(test)
    folds = splits[splits["subset"] == "train"].set_index(["group", "patient_id"])["fold"]
    for group, has in [("Struct", patients["has_T1"]), ("DTI", patients["has_DTI_FA"])]:
        others, _ = train_test_split(labels.index[has & ~has_dsc], stratify=labels[has & ~has_dsc], **halves)
        ids = [*others, *training[has[training]]]
        kfold = StratifiedKFold(5, shuffle=True, random_state=42)
        for fold, (_, validation) in enumerate(kfold.split(ids, labels[ids])):
            assert set(folds[group].index[folds[group] == fold]) == {ids[i] for i in validation}


def test_the_dropped_patients_of_upenn_gbm(real_cohort, published_groups):
    splits = split_patients(real_cohort, published_groups, SplitSettings())
    dropped = dropped_patients(real_cohort, splits, "Struct")
    assert len(dropped) == 22
    assert dropped["label"].isin([0, 1]).all()
    assert dropped["reason"].str.startswith("held out, but not in the common test set: without ").all()
    assert dropped["reason"].str.endswith("DSC_ap-rCBV, DSC_PH, DSC_PSR").all()
    # Six of the 22 train on DTI, whose patients without DSC are divided by themselves.
    assert dropped["trains_in"].value_counts().to_dict() == {"": 16, "DTI": 6}


def test_a_reason_names_a_modality_of_two_groups_once(real_cohort, published_groups):
    everything = [modality for modalities in published_groups.values() for modality in modalities]
    splits = split_patients(real_cohort, {**published_groups, "all": everything}, SplitSettings())
    reasons = dropped_patients(real_cohort, splits, "Struct")["reason"]
    assert (reasons.str.count("DSC_PSR") == 1).all()


def test_a_cohort_read_back_from_csv_is_split_alike(real_cohort, published_groups, tmp_path):
    write_table(real_cohort, tmp_path / "cohort.csv")
    expected = split_patients(real_cohort, published_groups, SplitSettings())
    again = split_patients(read_table(tmp_path / "cohort.csv"), published_groups, SplitSettings())
    pd.testing.assert_frame_equal(again, expected)


@settings(max_examples=40, deadline=None)
@given(patients=COHORT, seed=st.integers(0, 1000))
def test_no_patient_trains_in_one_group_and_is_tested_in_another(cohort_of, patients, seed):
    splits = split_patients(cohort_of(*patients), GROUPS, SplitSettings(folds=2, seed=seed))
    assert members(splits, "train").isdisjoint(members(splits, "test"))


@settings(max_examples=40, deadline=None)
@given(patients=COHORT)
def test_one_test_set_serves_all_groups(cohort_of, patients):
    cohort = cohort_of(*patients).set_index("patient_id")
    splits = split_patients(cohort.reset_index(), GROUPS, FEW)
    test = members(splits, "test", "DSC")
    for group, modalities in GROUPS.items():
        complete = set(cohort.index[cohort[[f"has_{modality}" for modality in modalities]].all(axis=1)])
        assert members(splits, "test", group) == test <= complete
        assert members(splits, "train", group) <= complete


@settings(max_examples=40, deadline=None)
@given(patients=COHORT)
def test_folds_partition_each_training_set(cohort_of, patients):
    splits = split_patients(cohort_of(*patients), GROUPS, SplitSettings(folds=3))
    assert (splits["fold"].notna() == splits["subset"].eq("train")).all()
    assert splits["fold"].dtype == "Int64"
    assert not splits.duplicated(["patient_id", "group"]).any()
    assert len(splits) == len(patients) * len(GROUPS)
    for _, training in splits[splits["subset"] == "train"].groupby("group"):
        assert set(training["fold"]) == {0, 1, 2}


@settings(max_examples=40, deadline=None)
@given(patients=COHORT)
def test_the_test_set_is_stratified_within_one_patient(cohort_of, patients):
    cohort = cohort_of(*patients).set_index("patient_id")
    splits = split_patients(cohort.reset_index(), {"DSC": GROUPS["DSC"]}, FEW)
    candidates, tested = cohort["label"][cohort["has_DSC_PH"]], cohort["label"][list(members(splits, "test", "DSC"))]
    assert abs(len(tested) - 0.3 * len(candidates)) < 1
    assert abs(tested.sum() - candidates.mean() * len(tested)) < 1


@settings(max_examples=40, deadline=None)
@given(patients=COHORT, order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(cohort_of, patients, order: random.Random):
    cohort = cohort_of(*patients)
    rows = list(cohort.index)
    order.shuffle(rows)
    expected = split_patients(cohort, GROUPS, FEW)
    pd.testing.assert_frame_equal(split_patients(cohort.loc[rows], GROUPS, FEW), expected)


@settings(max_examples=60, deadline=None)
@given(patients=st.lists(PATIENT, max_size=25), folds=st.integers(2, 4), fraction=st.sampled_from([0.05, 0.3, 0.9]))
def test_a_cohort_is_split_or_refused_in_one_line(cohort_of, patients, folds, fraction):
    cohort = cohort_of(*patients, (1, "T1"))
    try:
        splits = split_patients(cohort, GROUPS, SplitSettings(folds=folds, test_fraction=fraction))
    except InputError as error:
        assert "\n" not in str(error)
    else:
        labels = cohort.set_index("patient_id")["label"]
        for group in GROUPS:
            assert set(labels[list(members(splits, "test", group))]) == {0, 1}


def test_whoever_lacks_a_group_is_not_tested_and_the_reason_is_given(cohort_of):
    """Every ensemble averages over all groups: a test patient without DTI could not be predicted by all of them."""
    everything, no_dti = "T1 DTI_FA DSC_PH", "T1 DSC_PH"
    cohort = cohort_of(*[(i % 2, no_dti if i % 5 == 0 else everything) for i in range(60)])
    splits = split_patients(cohort, GROUPS, FEW)
    without = set(cohort["patient_id"][~cohort["has_DTI_FA"]])
    held_out = without - members(splits, "train", "Struct")
    assert held_out
    assert members(splits, "test").isdisjoint(without)
    dropped = dropped_patients(cohort, splits, "Struct").set_index("patient_id")
    assert set(dropped.index) == held_out
    assert set(dropped["reason"]) == {"held out, but not in the common test set: without DTI_FA"}
    reasons = splits.set_index(["group", "patient_id"])["reason"]
    assert set(reasons["DTI"][sorted(without - held_out)]) == {"without DTI_FA"}
    assert (splits["reason"].ne("") == splits["subset"].eq("unused")).all()


def test_patients_too_few_to_be_divided_all_train(cohort_of):
    complete = [(i % 2, "T1 DTI_FA DSC_PH") for i in range(20)]
    splits = split_patients(cohort_of(*complete, (1, "T1")), GROUPS, FEW)
    assert "UPENN-GBM-00021" in members(splits, "train", "Struct")


def test_excluded_scans_are_no_part_of_it(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(21)])
    cohort.loc[20, "included"] = False
    assert "UPENN-GBM-00021" not in set(split_patients(cohort, GROUPS, FEW)["patient_id"])


def test_b17_a_follow_up_scan_of_an_included_patient_stops(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(20)])
    follow_up = cohort.iloc[[0]].assign(scan_id="UPENN-GBM-00001_21")
    with pytest.raises(InputError, match=r"patient UPENN-GBM-00001 is included with 2 scans .*_11, .*_21"):
        split_patients(pd.concat([cohort, follow_up], ignore_index=True), GROUPS, FEW)


def test_b18_an_included_patient_without_label_stops(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(20)]).astype({"label": "Int64"})
    cohort.loc[3, "label"] = pd.NA
    with pytest.raises(InputError, match="patient UPENN-GBM-00004 is included without a label"):
        split_patients(cohort, GROUPS, FEW)


def test_b21_fewer_training_patients_than_folds(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(6)])
    with pytest.raises(InputError, match="group 'Struct': 2 positive and 2 negative training patients for 5 folds"):
        split_patients(cohort, GROUPS, SplitSettings())


def test_b22_a_test_set_with_one_class(cohort_of):
    cohort = cohort_of(*[(0, "T1 DTI_FA DSC_PH")] * 12, *[(1, "T1 DTI_FA")] * 12)
    message = (
        "split: the test set would have 0 positive and 4 negative patients, "
        "of 0 positive and 12 negative who have the modalities of all groups; choose another"
    )
    with pytest.raises(InputError, match=message):
        split_patients(cohort, {"DSC": ["DSC_PH"]}, FEW)


@pytest.mark.parametrize(("label", "called"), [(0, "positive"), (1, "negative")])
def test_a_class_of_nobody_is_said_before_fractions_and_folds(cohort_of, label, called):
    cohort = cohort_of(*[(label, "T1 DTI_FA DSC_PH")] * 12)
    message = rf"^split: nobody of the 12 patients who take part is {called} \(label {1 - label}\); correct the labels"
    with pytest.raises(InputError, match=message) as error:
        split_patients(cohort, GROUPS, FEW)
    assert "fraction" not in str(error.value)


def test_a_class_that_is_left_out_altogether_is_said_as_such(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(12)])
    cohort["included"] = cohort["label"] == 0
    with pytest.raises(InputError, match=r"is positive \(label 1\), and 6 who are do not take part \(cohort.csv says"):
        split_patients(cohort, GROUPS, FEW)


@pytest.mark.parametrize("empty", [10, 11, 12])
def test_many_patients_without_a_label_are_counted_before_all_else(cohort_of, empty):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(14)])
    cohort["label"] = cohort["label"].astype("Int64")
    cohort.loc[14 - empty :, ["label", "included"]] = [pd.NA, False]
    with pytest.raises(InputError, match=f"^{empty} of 14 patients have no label: give it .* merged .*; (split|group)"):
        split_patients(cohort, GROUPS, FEW)


def test_a_few_patients_without_a_label_are_not_why_the_others_cannot_be_split(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(7)])
    cohort["label"] = cohort["label"].astype("Int64")
    cohort.loc[6, ["label", "included"]] = [pd.NA, False]
    with pytest.raises(InputError, match=r"^group 'Struct': 2 positive and 2 negative"):
        split_patients(cohort, GROUPS, SplitSettings())


def test_b22_a_test_set_with_one_class_in_a_smaller_group(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DSC_PH" if i % 2 else "T1 DTI_FA DSC_PH") for i in range(20)])
    with pytest.raises(InputError, match="split: the test set would have 0 positive and 3 negative patients"):
        split_patients(cohort, GROUPS, FEW)


def test_b28_a_test_group_or_modality_that_does_not_exist(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(20)])
    with pytest.raises(InputError, match=r"`test_group` 'DSK' .*\(nearest: 'DSC'\); use one of Struct, DTI, DSC, all"):
        split_patients(cohort, GROUPS, SplitSettings(test_group="DSK"))
    with pytest.raises(
        InputError, match=r"group 'new': the cohort does not know modality 'DSC_PX' \(nearest: 'DSC_PH'\)"
    ):
        split_patients(cohort, {**GROUPS, "new": ["DSC_PX"]}, FEW)


def test_patients_of_single_modalities_train_and_the_others_train_and_are_tested_in_their_own_group():
    names = [f"{kind}{number:02d}" for kind in "IGB" for number in range(10)]
    cohort = pd.DataFrame({"patient_id": names, "scan_id": names, "label": [0, 1] * 15, "included": True})
    cohort["has_T1"], cohort["has_expression"] = (
        ~cohort["patient_id"].str.startswith("G"),
        cohort["patient_id"].str[0] != "I",
    )
    groups = {"images": ["T1"], "expression": ["expression"], "both": ["T1", "expression"]}
    settings = SplitSettings(test_fraction=0.4, test_group="both", single_groups=True, folds=2)
    splits = split_patients(cohort, groups, settings)
    training = splits[splits["subset"] == "train"].groupby("group")["patient_id"].agg(lambda ids: {i[0] for i in ids})
    assert training.to_dict() == {"images": {"I"}, "expression": {"G"}, "both": {"B"}}
    counts = splits.groupby(["group", "subset"]).size()
    assert counts["images", "train"] == counts["expression", "train"] == 10
    assert counts["both", "train"] == 6 and counts["both", "test"] == counts["images", "test"] == 4


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        ("IG", "the test set would have 0 positive and 0 negative patients, of 0 positive and 0 negative who have the"),
        ("IB", "group 'expression': 0 positive and 0 negative training patients for 2 folds"),
    ],
)
def test_nobody_with_both_modalities_or_with_one_of_them_is_said_in_one_line(kept, message):
    names = [f"{kind}{number:02d}" for kind in kept for number in range(10)]
    cohort = pd.DataFrame({"patient_id": names, "scan_id": names, "label": [0, 1] * 10, "included": True})
    cohort["has_T1"] = ~cohort["patient_id"].str.startswith("G")
    cohort["has_expression"] = cohort["patient_id"].str[0] != "I"
    groups = {"images": ["T1"], "expression": ["expression"], "both": ["T1", "expression"]}
    settings = SplitSettings(test_fraction=0.4, test_group="both", single_groups=True, folds=2)
    with pytest.raises(InputError, match=message) as error:
        split_patients(cohort, groups, settings)
    assert "\n" not in str(error.value)


def test_without_any_label_patients_are_divided_at_random(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1") for i in range(20)])
    settings = SplitSettings(folds=4, test_group="T1", test_fraction=0.2)
    splits = split_patients(cohort.assign(label=pd.NA), {"T1": ["T1"]}, settings)
    assert splits["subset"].value_counts().to_dict() == {"train": 16, "test": 4}
    assert splits["fold"].value_counts().to_dict() == dict.fromkeys(range(4), 4)
    assert not split_patients(cohort, {"T1": ["T1"]}, settings)["subset"].eq("unused").any()
    with pytest.raises(InputError, match="2 training patients for 4 folds"):
        split_patients(cohort.assign(label=pd.NA).iloc[:3], {"T1": ["T1"]}, settings)


def test_all_reasons_why_a_small_cohort_cannot_be_split_are_named_at_once(cohort_of):
    cohort = cohort_of(*[(i % 2, "T1 DTI_FA DSC_PH") for i in range(6)])
    with pytest.raises(InputError) as caught:
        split_patients(cohort, {"Struct": ["T1"], "DSC": ["DSC_PH"]}, SplitSettings(), {"Struct": 4})
    message = str(caught.value)
    assert message.count("; also ") == 2
    for expected in ("group 'Struct': 2 positive", "group 'DSC': 2 positive", "3 patient(s) for 4 folds of `cross_val"):
        assert expected in message
