from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.design import predict_anew, with_permuted_labels
from radiogenomics.evaluation.delong import roc_area


@pytest.fixture
def features(design):
    return pd.DataFrame(np.random.default_rng(0).normal(size=(90, 3)), design.labels.index, ["a", "b", "c"])


def test_groups_that_take_no_part_are_left_out(design):
    assert list(design.groups) == ["structural", "DSC"]
    assert "has_DTI_FA" not in design.cohort


def test_permuted_labels_keep_the_classes_of_every_group(design):
    permuted = with_permuted_labels(design, 1)
    has_dsc = design.cohort["has_DSC_PH"]
    for chosen in (has_dsc, ~has_dsc):
        assert permuted.cohort["label"][chosen].sum() == design.cohort["label"][chosen].sum()
    assert not permuted.labels.equals(design.labels)
    pd.testing.assert_series_equal(permuted.labels, with_permuted_labels(design, 1).labels)
    assert not permuted.labels.equals(with_permuted_labels(design, 2).labels)


def test_groups_are_permuted_independently_of_each_other(design):
    """Two halves of the same size, with the same labels in the same order."""
    cohort = design.cohort.assign(has_DSC_PH=np.arange(90) < 45, label=np.tile(np.arange(45) % 2, 2))
    permuted = with_permuted_labels(replace(design, cohort=cohort), 1).cohort["label"].to_numpy()
    assert (permuted[:45] != permuted[45:]).any()


def test_test_patients_are_those_of_a_new_split_of_the_same_size(design, features):
    first, second = (predict_anew({"own": features}, design, seed) for seed in (1, 2))
    assert len(first) == len(second) == 24
    assert first["label"].sum() == second["label"].sum()
    assert set(first["patient_id"]) != set(second["patient_id"])
    assert set(first["patient_id"]) <= set(design.cohort["patient_id"][design.cohort["has_DSC_PH"]])
    assert first["own"].between(0, 1).all()
    pd.testing.assert_frame_equal(first, predict_anew({"own": features}, design, 1))


def test_a_feature_that_tells_the_label_is_found(design, features):
    features["a"] += 5 * design.labels
    predicted = predict_anew({"own": features}, design, 1)
    assert roc_area(predicted["label"], predicted["own"]).auc > 0.95
