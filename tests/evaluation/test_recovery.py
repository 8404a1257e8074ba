import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.metrics import evaluate
from radiogenomics.evaluation.recovery import planted_effect_recovery

GROUND_TRUTH = pd.DataFrame({"kind": ["modality", "ensemble"], "name": ["DSC_PH", "dsc"], "ideal_auc": [0.7, 0.98]})


@pytest.fixture
def patients(labels) -> pd.Series:
    return pd.Series(labels, index=[f"P{i:02d}" for i in range(57)], name="label")


@pytest.fixture
def ideal(patients) -> pd.Series:
    return patients * 3.0 + np.random.default_rng(0).normal(size=57)


def metrics_of(patients, scores):
    probabilities = 1 / (1 + np.exp(-np.asarray(scores)))
    return evaluate(patients, probabilities).assign(model="spottune", ensemble="dsc")


def test_model_that_sees_all_recovers_the_effect(patients, ideal):
    shuffled = {"dsc": ideal.sample(frac=1, random_state=1)}
    row = planted_effect_recovery(metrics_of(patients, ideal), GROUND_TRUTH, shuffled, patients).iloc[0]
    area = roc_area(patients, ideal)
    assert (row["ideal_auc_test"], row["ideal_ci_low"], row["ideal_ci_high"]) == area[:3]
    assert row["auc"] == row["ideal_auc_test"]
    assert row["ideal_auc_population"] == 0.98
    assert row["intervals_overlap"]
    assert (row["n"], row["n_positive"]) == (57, 24)


def test_model_that_sees_nothing_does_not(patients, ideal):
    metrics = metrics_of(patients, np.random.default_rng(1).normal(size=57))
    assert not planted_effect_recovery(metrics, GROUND_TRUTH, {"dsc": ideal}, patients)["intervals_overlap"].any()


def test_null_cohort_is_defined(patients):
    truth = GROUND_TRUTH.assign(ideal_auc=0.5)
    metrics = metrics_of(patients, np.random.default_rng(1).normal(size=57))
    row = planted_effect_recovery(metrics, truth, {"dsc": patients * 0.0}, patients).iloc[0]
    assert row["ideal_auc_test"] == 0.5
    assert row["intervals_overlap"]


def test_what_is_missing_is_named(patients, ideal):
    metrics = metrics_of(patients, ideal)
    with pytest.raises(InputError, match="ground truth: ensemble 'dsc' is missing"):
        planted_effect_recovery(metrics, GROUND_TRUTH.iloc[:1], {"dsc": ideal}, patients)
    with pytest.raises(InputError, match="ideal scores: ensemble 'dsc' is missing"):
        planted_effect_recovery(metrics, GROUND_TRUTH, {}, patients)
    with pytest.raises(InputError, match="test patient P03 is missing"):
        planted_effect_recovery(metrics, GROUND_TRUTH, {"dsc": ideal.drop("P03")}, patients)
