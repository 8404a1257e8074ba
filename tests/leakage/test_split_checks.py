import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.leakage.persons import COLUMNS
from radiogenomics.leakage.roles import Roles
from radiogenomics.leakage.split_checks import label_check, split_checks
from radiogenomics.splits.holdout import split_patients
from radiogenomics.splits.labels import label_tables
from radiogenomics.splits.settings import SplitSettings

GROUPS = {"structural": ["T1"], "DTI": ["FA"], "DSC": ["PH"], "channels": ["FA", "PH"]}


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 80), st.integers(0, 2**31), st.integers(2, 4), st.floats(0.1, 0.5))
def test_a_split_of_the_workflow_never_raises_a_finding(n, seed, folds, test_fraction):
    random = np.random.default_rng(seed)
    ids = [f"UPENN-GBM-{number:05d}" for number in random.choice(10**5, n, replace=False)]
    cohort = pd.DataFrame({"patient_id": ids, "label": random.integers(0, 2, n), "included": True})
    cohort["scan_id"] = cohort["patient_id"] + "_11"
    for modality in ("T1", "FA", "PH"):
        cohort[f"has_{modality}"] = random.random(n) < 0.9
    follow_ups = cohort.head(3).assign(scan_id=lambda rows: rows["patient_id"] + "_21", included=False)
    cohort = pd.concat([cohort, follow_ups], ignore_index=True)
    try:
        splits = split_patients(cohort, GROUPS, SplitSettings(test_fraction=test_fraction, folds=folds, seed=seed % 99))
    except InputError:
        assume(False)  # a class is too small for this split
    training, test = label_tables(cohort, splits)
    crosswalks = pd.DataFrame([(f"C{name}", name, "map.csv") for name in ids], columns=COLUMNS)
    checks = split_checks(cohort, splits, crosswalks, Roles(splits, cross_validated=True))
    checks.append(label_check(splits, list(training["patient_id"]), list(test["patient_id"])))
    assert {check.name: check.found + check.notes for check in checks if check.found + check.notes} == {}


def test_only_the_ids_of_test_patients_are_needed():
    splits = pd.DataFrame({"patient_id": ["A", "T"], "group": "all", "subset": ["train", "test"], "fold": [0, None]})
    assert label_check(splits, ["A"], ["T"]).found == ()
    assert label_check(splits, ["A", "T"], []).found == (
        "labels/train.csv holds the label of T, who is a test patient",
        "labels/test.csv has no label of T",
    )
    assert label_check(splits, ["A", "A"], ["T"]).found == ("labels/train.csv has A twice",)


def test_a_crosswalk_without_pairs_of_names_has_nothing_to_examine():
    splits = pd.DataFrame({"patient_id": ["A", "T"], "group": "all", "subset": ["train", "test"], "fold": [0, None]})
    cohort = pd.DataFrame({"patient_id": ["A", "T"], "scan_id": ["A", "T"], "included": True})
    for pairs, nothing in (([], True), ([("X", "Y", "map.csv")], False)):
        checks = split_checks(cohort, splits, pd.DataFrame(pairs, columns=COLUMNS), Roles(splits))
        assert {check.name: check.nothing_to_examine for check in checks}["crosswalks"] == nothing
