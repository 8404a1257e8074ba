import time
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    brier_score_loss,
    f1_score,
    recall_score,
    roc_auc_score,
)

from radiogenomics.evaluation.bootstrap import stratified_counts
from radiogenomics.evaluation.metrics import METRICS
from radiogenomics.evaluation.resampled import resampled_metrics, weighted_areas, weighted_brier, weighted_f1

# Few different probabilities, so that many are tied.
patients = st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 3)), min_size=2, max_size=20)
THRESHOLD = 0.5


def columns(patients):
    truth, scores, counts = (np.array(column) for column in zip(*patients, strict=True))
    return truth.astype(bool), scores / 6, counts


def scikit_learns(labels, probabilities):
    """Each metric of explicitly repeated patients, NaN where a class it needs is missing."""
    called = probabilities > THRESHOLD
    positive, negative = labels.any(), not labels.all()
    both = positive and negative
    return {
        "AUC": roc_auc_score(labels, probabilities) if both else np.nan,
        "AP": average_precision_score(labels, probabilities) if both else np.nan,
        "SEN": recall_score(labels, called) if positive else np.nan,
        "SPE": recall_score(~labels, ~called) if negative else np.nan,
        "ACC": accuracy_score(labels, called),
        "F1": f1_score(labels, called) if both else np.nan,
        "Brier": brier_score_loss(labels, probabilities, pos_label=True),
    }


@given(patients)
def test_metrics_are_scikit_learns_of_the_repeated_patients(patients):
    truth, probabilities, counts = columns(patients)
    if not counts.sum():
        return
    repeated = np.repeat(np.arange(truth.size), counts)
    expected = scikit_learns(truth[repeated], probabilities[repeated])
    found = resampled_metrics(truth, probabilities, THRESHOLD, counts[None, :])
    assert tuple(found) == METRICS
    assert {metric: values[0] for metric, values in found.items()} == pytest.approx(expected, nan_ok=True)


@given(patients)
def test_areas_are_scikit_learns_with_weights(patients):
    truth, scores, counts = columns(patients)
    if not counts[truth].sum() or not counts[~truth].sum():
        return
    auc, average_precision = weighted_areas(truth, scores, counts[None, :])
    assert auc[0] == pytest.approx(roc_auc_score(truth, scores, sample_weight=counts))
    assert average_precision[0] == pytest.approx(average_precision_score(truth, scores, sample_weight=counts))


@pytest.mark.parametrize("value", [0.0, 0.42, 1.0])
def test_constant_probabilities_have_auc_one_half_in_every_draw(labels, value):
    truth = labels == 1
    drawn = resampled_metrics(truth, np.full(57, value), THRESHOLD, stratified_counts(truth, 20, 1))
    assert (drawn["AUC"] == 0.5).all()
    assert drawn["AP"] == pytest.approx(24 / 57)


def test_every_draw_is_the_metrics_of_its_own_patients(labels):
    """All draws at once give what each gives by itself."""
    truth = labels == 1
    probabilities = np.random.default_rng(0).random(57).round(1)
    counts = stratified_counts(truth, 25, 7)
    drawn = resampled_metrics(truth, probabilities, THRESHOLD, counts)
    for number, row in enumerate(counts):
        repeated = np.repeat(np.arange(57), row)
        expected = scikit_learns(truth[repeated], probabilities[repeated])
        assert {metric: values[number] for metric, values in drawn.items()} == pytest.approx(expected)


def test_nobody_called_has_f1_zero_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        truth = np.array([True, False, True])
        assert weighted_f1(truth, np.zeros(3, dtype=bool), np.ones((2, 3))).tolist() == [0, 0]


def test_a_whole_study_takes_a_second():
    """2,000 draws × 7 ensembles × 3 networks × 7 metrics on 57 patients; the limit is 20 s."""
    truth, random = np.arange(57) < 24, np.random.default_rng(0)
    begin = time.perf_counter()
    for _ in range(21):
        resampled_metrics(truth, random.random(57), THRESHOLD, stratified_counts(truth, 2000, 1))
    assert time.perf_counter() - begin < 5


def test_brier_score_of_weighted_patients_is_that_of_repeated_ones():
    truth, probabilities, counts = np.array([True, False, True]), np.array([0.9, 0.4, 0.2]), np.array([[1, 0, 2]])
    repeated = np.repeat([0, 2], [1, 2])
    expected = brier_score_loss(truth[repeated], probabilities[repeated])
    assert weighted_brier(truth, probabilities, counts) == pytest.approx([expected])
    assert np.isnan(weighted_brier(truth, probabilities, np.zeros((1, 3)))).all()
