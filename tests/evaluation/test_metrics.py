import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score
from statsmodels.stats.proportion import proportion_confint

from radiogenomics.errors import InputError
from radiogenomics.evaluation.metrics import (
    METRICS,
    average_precision,
    evaluate,
    proportion,
    weighted_average_precision,
)


@pytest.fixture
def probabilities(labels):
    return 1 / (1 + np.exp(-np.random.default_rng(5).normal(size=57) - 0.7 * (labels - 0.5)))


def test_four_metrics_with_their_intervals(labels, probabilities):
    table = evaluate(labels, probabilities)
    assert list(table.columns) == ["metric", "value", "ci_low", "ci_high", "method", "n", "n_positive"]
    assert tuple(table["metric"]) == METRICS
    assert list(table["method"]) == ["DeLong", "bootstrap", "Wilson", "Wilson"]
    assert (table["n"] == 57).all()
    assert (table["n_positive"] == 24).all()
    assert ((table["ci_low"] < table["value"]) & (table["value"] < table["ci_high"])).all()
    assert table[["ci_low", "ci_high"]].to_numpy().min() >= 0
    assert table[["ci_low", "ci_high"]].to_numpy().max() <= 1


def test_sensitivity_and_specificity_count_patients_above_the_threshold():
    table = evaluate([1, 1, 1, 0, 0], [0.9, 0.5, 0.6, 0.5, 0.7]).set_index("metric")["value"]
    assert table["SEN"] == pytest.approx(2 / 3)
    assert table["SPE"] == pytest.approx(1 / 2)
    strict = evaluate([1, 1, 1, 0, 0], [0.9, 0.5, 0.6, 0.5, 0.7], threshold=0.8).set_index("metric")["value"]
    assert strict["SEN"] == pytest.approx(1 / 3)
    assert strict["SPE"] == 1


@given(st.integers(0, 40), st.integers(1, 40))
def test_wilson_interval_is_statsmodels_and_within_0_1(count, extra):
    total = count + extra
    share, low, high = proportion(count, total)
    assert 0 <= low <= share <= high <= 1
    assert (low, high) == pytest.approx(proportion_confint(count, total, method="wilson"), abs=1e-9)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 3)), min_size=3, max_size=20))
def test_weighted_average_precision_is_scikit_learns_of_the_repeated_patients(patients):
    truth, scores, counts = (np.array(column) for column in zip(*patients, strict=True))
    if not counts[truth.astype(bool)].sum():
        return
    expected = average_precision_score(truth, scores, sample_weight=counts)
    found = weighted_average_precision(truth.astype(bool), scores.astype(float), counts[None, :])
    assert found == pytest.approx(expected)


def test_average_precision_interval_is_a_stratified_bootstrap(labels, probabilities):
    value, low, high = average_precision(labels == 1, probabilities, seed=0)
    random = np.random.default_rng(9)
    draws = []
    for _ in range(500):
        chosen = np.concatenate([random.choice(np.flatnonzero(labels == c), (labels == c).sum()) for c in (0, 1)])
        draws.append(average_precision_score(labels[chosen], probabilities[chosen]))
    assert value == average_precision_score(labels, probabilities)
    assert (low, high) == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=0.02)


def test_bootstrap_depends_on_its_seed_alone(labels, probabilities):
    pd.testing.assert_frame_equal(evaluate(labels, probabilities, seed=3), evaluate(labels, probabilities, seed=3))
    assert not evaluate(labels, probabilities, seed=3).equals(evaluate(labels, probabilities, seed=4))


def test_order_of_the_patients_does_not_matter_for_the_values(labels, probabilities):
    order = np.random.default_rng(0).permutation(57)
    one, other = evaluate(labels, probabilities), evaluate(labels[order], probabilities[order])
    assert one["value"].to_numpy() == pytest.approx(other["value"].to_numpy())


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_one_probability_for_everybody_is_defined(labels, value):
    table = evaluate(labels, np.full(57, value)).set_index("metric")
    assert table.loc["AUC", "value"] == 0.5
    assert table.loc["AP", "value"] == pytest.approx(24 / 57)
    assert table.loc["SEN", "value"] == float(value > 0.5)
    assert table.loc["SPE", "value"] == float(value <= 0.5)
    assert table.notna().all(axis=None)


def test_perfect_separation_is_defined(labels):
    table = evaluate(labels, labels.astype(float)).set_index("metric")
    assert (table["value"] == 1).all()
    assert table.loc["AUC", "ci_low"] < 0.99
    assert table.loc["SEN", "ci_low"] < 0.9


def test_b22_test_set_of_one_class_is_refused():
    with pytest.raises(InputError, match="SpotTune DSC: 5 patients, 5 of them positive"):
        evaluate(np.ones(5), np.full(5, 0.3), where="SpotTune DSC")


def test_evaluation_is_quick(labels, probabilities):
    evaluate(labels, probabilities)
    begin = time.perf_counter()
    evaluate(labels, probabilities)
    assert time.perf_counter() - begin < 0.5
