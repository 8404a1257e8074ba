import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import bootstrap, norm

from radiogenomics.evaluation.bootstrap import (
    enough_patients,
    logit_interval,
    patient_counts,
    percentile_interval,
    stratified_counts,
)


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(0, 5))
def test_every_draw_keeps_the_size_of_both_classes(truth, seed):
    truth = np.array(truth)
    counts = stratified_counts(truth, draws=7, seed=seed)
    assert counts.shape == (7, truth.size)
    assert (counts[:, truth].sum(axis=1) == truth.sum()).all()
    assert (counts.sum(axis=1) == truth.size).all()


def test_draws_without_strata_vary_in_their_share_of_positives(labels):
    positives = patient_counts(57, 4000, seed=1) @ (labels == 1)
    assert positives.mean() == pytest.approx(24, abs=0.3)
    assert positives.std() == pytest.approx(np.sqrt(57 * (24 / 57) * (33 / 57)), rel=0.05)


def test_the_same_patients_get_the_same_draws_so_that_models_are_compared_draw_by_draw(labels):
    assert stratified_counts(labels == 1, 50, 3) is stratified_counts(labels == 1, 50, 3)
    assert (stratified_counts(labels == 1, 50, 3) != stratified_counts(labels == 1, 50, 4)).any()
    with pytest.raises(ValueError, match="read-only"):
        stratified_counts(labels == 1, 50, 3)[0, 0] = 9


def test_percentile_interval_of_a_mean_is_scipys():
    values = np.random.default_rng(0).normal(size=40)
    means = patient_counts(40, 9999, seed=0) @ values / 40
    expected = bootstrap((values,), np.mean, method="percentile", rng=np.random.default_rng(1)).confidence_interval
    assert percentile_interval(means) == pytest.approx(tuple(expected), abs=0.02)


def test_undefined_draws_are_left_out_and_infinite_ones_are_larger_than_all():
    values = np.r_[np.linspace(0, 1, 101), np.nan]
    assert percentile_interval(values) == pytest.approx((0.025, 0.975))
    assert percentile_interval(np.r_[np.zeros(90), np.full(10, np.inf)]) == (0, np.inf)
    assert np.isnan(percentile_interval(np.array([np.nan]))).all()


def test_logit_interval_is_the_estimate_and_the_spread_of_the_draws_logits():
    draws = expit(norm.ppf((np.arange(100000) + 0.5) / 100000) * 0.5 + 1.2)
    expected = expit(1 - 1.959964 * 0.5), expit(1 + 1.959964 * 0.5)
    assert logit_interval(draws, expit(1.0), 0.999999) == pytest.approx(expected, abs=1e-4)
    with_one_at_the_end = logit_interval(np.array([0.8, 0.9, 1.0, np.nan]), 0.9, 0.98)
    assert 0 < with_one_at_the_end[0] < 0.9 < with_one_at_the_end[1] < 1
    assert np.isnan(logit_interval(np.empty(0), 0.9, 0.98)).all()


@pytest.mark.parametrize(("positives", "n", "enough"), [(5, 10, True), (4, 9, False), (1, 50, False), (0, 10, True)])
def test_a_bootstrap_needs_ten_patients_and_no_class_of_one(positives, n, enough):
    assert enough_patients(np.arange(n) < positives) == enough
