import numpy as np
import pandas as pd
import pytest

from radiogenomics.leakage.feature_checks import feature_checks, used_features
from radiogenomics.leakage.roles import Roles


@pytest.fixture
def features():
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(30, 9)), [f"P{number}" for number in range(30)])
    return table.rename(columns=str)


@pytest.fixture
def label_in_table(features):
    """A table that holds the label, and the labels of all its patients, who train."""
    labels = pd.Series(np.arange(30) % 2, features.index)
    table = features.assign(grade=labels).rename_axis("patient_id").reset_index()
    splits = pd.DataFrame({"patient_id": features.index, "group": "all", "subset": "train", "fold": 0})
    return table, labels, Roles(splits)


def test_a_label_in_a_column_that_no_input_uses_leaks_nowhere(label_in_table):
    table, labels, roles = label_in_table
    for names, leaks in ((None, 1), (["1", "gra*"], 1), (["1", "2"], 0)):
        item = {"tables": ["own"], "features": names, "modalities": ["T1"]}
        _, check = feature_checks({"own": table}, [item], labels, roles)
        assert len(check.found) == leaks, check.found


def test_a_feature_that_truly_separates_is_stopped_and_the_check_says_so(label_in_table):
    """The rule knows nothing of strong features: its promise holds for features that do not depend on the label."""
    table, labels, roles = label_in_table
    strong = table.assign(grade=4 * labels.to_numpy() + np.random.default_rng(0).normal(size=len(labels)) / 2)
    _, check = feature_checks({"own": strong}, [{"tables": ["own"], "features": None, "modalities": []}], labels, roles)
    assert len(check.found) == 1
    assert "truly separates the classes so well is stopped too" in check.examined
    assert "name the inputs' `features` without it" in check.fix


def test_few_patients_are_not_judged_and_the_report_says_so(label_in_table):
    table, labels, roles = label_in_table
    item = {"tables": ["own"], "features": None, "modalities": ["T1"]}
    _, check = feature_checks({"own": table}, [item], labels[:12], roles)
    assert (check.found, check.notes) == ((), ("12 training patients are too few to know a label from chance",))


def test_inputs_use_features_of_their_modalities_and_tables():
    scans = pd.DataFrame({"patient_id": ["A"], "T1_core_glcm_1": 1.0, "T2_core_glcm_1": 2.0, "age": 3.0})
    clinical = pd.DataFrame({"patient_id": ["A"], "age": 60.0, "sex_male": 1.0})
    inputs = [
        {"tables": ["scans"], "features": None, "modalities": ["T1"]},
        {"tables": ["clinical"], "features": ["sex*"], "modalities": ["T1"]},
    ]
    used = used_features({"scans": scans, "clinical": clinical}, inputs)
    assert {name: sorted(table) for name, table in used.items()} == {
        **{"scans": ["T1_core_glcm_1", "age"], "clinical": ["sex_male"]}
    }
