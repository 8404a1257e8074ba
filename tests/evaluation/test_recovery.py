import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.recovery import ABOVE, BELOW, WITHIN, planted_effect_recovery

GROUND_TRUTH = pd.DataFrame({"level": ["input", "ensemble"], "name": ["DSC_PH", "dsc"], "ideal_auc": [0.7, 0.98]})


@pytest.fixture
def patients(labels) -> pd.Series:
    return pd.Series(labels, index=[f"P{i:02d}" for i in range(57)], name="label")


@pytest.fixture
def ideal(patients) -> pd.Series:
    return patients * 3.0 + np.random.default_rng(0).normal(size=57)


def predicted(patients, scores):
    probabilities = 1 / (1 + np.exp(-np.asarray(scores)))
    columns = {"patient_id": patients.index, "probability": probabilities, "label": patients.to_numpy()}
    return pd.DataFrame({"model": "spottune", "ensemble": "dsc", **columns})


def test_model_that_sees_all_recovers_the_effect(patients, ideal):
    shuffled = {"dsc": ideal.sample(frac=1, random_state=1)}
    row = planted_effect_recovery(predicted(patients, ideal), GROUND_TRUTH, shuffled).iloc[0]
    area = roc_area(patients, ideal)
    assert (row["ideal_auc_test"], row["ideal_ci_low"], row["ideal_ci_high"]) == area[:3]
    assert row["auc"] == row["ideal_auc_test"]
    assert row["shortfall"] == 0
    assert row["ideal_auc_population"] == 0.98
    assert row["verdict"] == WITHIN
    assert (row["n"], row["n_positive"]) == (57, 24)


@pytest.mark.parametrize(("noise", "verdict"), [(0.3, WITHIN), (3.0, BELOW), (100.0, BELOW)])
def test_a_shortfall_counts_once_it_exceeds_chance(patients, ideal, noise, verdict):
    scores = ideal + noise * np.random.default_rng(1).normal(size=57)
    row = planted_effect_recovery(predicted(patients, scores), GROUND_TRUTH, {"dsc": ideal}).iloc[0]
    assert row["shortfall"] == pytest.approx(row["ideal_auc_test"] - row["auc"])
    assert row["shortfall_low"] <= row["shortfall"] <= row["shortfall_high"]
    assert row["verdict"] == verdict


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_model_that_beats_the_ideal_of_a_null_cohort_is_flagged(patients, noise):
    """Without noise the classes are separated, and DeLong's interval of the difference has no width."""
    scores = patients + noise * np.random.default_rng(1).normal(size=57)
    row = planted_effect_recovery(predicted(patients, scores), GROUND_TRUTH, {"dsc": patients * 0.0}).iloc[0]
    assert row["auc"] > 0.95
    assert row["verdict"] == ABOVE


def test_separating_a_handful_of_patients_by_chance_is_no_leak():
    few = pd.Series([0, 0, 1, 1], index=["P0", "P1", "P2", "P3"], name="label")
    row = planted_effect_recovery(predicted(few, few), GROUND_TRUTH, {"dsc": few * 0.0}).iloc[0]
    assert row["auc"] == 1
    assert row["shortfall_low"] < row["shortfall"] == -0.5 < 0 < row["shortfall_high"]
    assert row["verdict"] == WITHIN


def test_two_that_both_separate_the_classes_are_alike(patients):
    ideal = patients * 10.0 + np.random.default_rng(0).uniform(size=57)
    row = planted_effect_recovery(predicted(patients, patients), GROUND_TRUTH, {"dsc": ideal}).iloc[0]
    assert row["verdict"] == WITHIN


def test_null_cohort_is_defined(patients):
    truth = GROUND_TRUTH.assign(ideal_auc=0.5)
    scores = np.random.default_rng(1).normal(size=57)
    row = planted_effect_recovery(predicted(patients, scores), truth, {"dsc": patients * 0.0}).iloc[0]
    assert row["ideal_auc_test"] == 0.5
    assert row["verdict"] == WITHIN


def test_what_is_missing_is_named(patients, ideal):
    table = predicted(patients, ideal)
    with pytest.raises(InputError, match="ground truth: ensemble 'dsc' is missing"):
        planted_effect_recovery(table, GROUND_TRUTH.iloc[:1], {"dsc": ideal})
    with pytest.raises(InputError, match="ideal scores: ensemble 'dsc' is missing"):
        planted_effect_recovery(table, GROUND_TRUTH, {})
    with pytest.raises(InputError, match="test patient P03 is missing"):
        planted_effect_recovery(table, GROUND_TRUTH, {"dsc": ideal.drop("P03")})
