import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from radiogenomics.evaluation.nadeau_bengio import NO_TEST, corrected_interval, corrected_test


def test_the_interval_of_nadeau_and_bengio_by_hand():
    values = [0.5, 0.6, 0.7]
    # s² = 0.01, n = 3, 1/3 of the patients held out: s² · (1/3 + 1/2), t(0.975; 2) = 4.302653
    half = 4.302653 * np.sqrt(0.01 * (1 / 3 + 1 / 2))
    assert corrected_interval(values, 1 / 3) == pytest.approx((0.6 - half, 0.6 + half), abs=1e-6)


def test_the_test_of_nadeau_and_bengio_by_hand():
    """Differences 0.02, 0.05, 0.08, 0.01, 0.04 over 5 folds.

    Mean 0.04, s² = (0.02² + 0.01² + 0.04² + 0.03² + 0) / 4 = 0.00075; s² · (1/5 + 1/4) = 0.0003375, its root 0.0183712;
    t = 2.177324. With 4 degrees of freedom p is 1 − sin θ (1 + cos² θ / 2), tan θ = t / 2: 0.09503.
    """
    found = corrected_test([0.02, 0.05, 0.08, 0.01, 0.04], 1 / 5)
    assert (found.mean, found.t) == pytest.approx((0.04, 2.177324), abs=1e-6)
    assert found.p == pytest.approx(0.09503, abs=5e-6)
    assert (found.low, found.high) == pytest.approx(corrected_interval([0.02, 0.05, 0.08, 0.01, 0.04], 1 / 5))
    assert found.low < 0 < found.high


def test_without_the_correction_it_is_the_usual_t_test():
    values = np.random.default_rng(0).normal(0.3, 1, 12)
    expected = ttest_1samp(values, 0)
    assert corrected_test(values, 0)[3:5] == pytest.approx((expected.statistic, expected.pvalue))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.floats(0.05, 0.5))
def test_it_is_wider_than_the_interval_that_takes_folds_for_independent(values, share):
    low, high = corrected_interval(values, share)
    naive_low, naive_high = corrected_interval(values, 0)
    assert low <= np.mean(values) + 1e-12 and np.mean(values) - 1e-12 <= high
    assert high - low >= naive_high - naive_low


def test_it_covers_where_the_naive_interval_does_not():
    """Cross-validated error of a majority classifier on coin flips: its true error is 0.5 whatever it learned."""
    random = np.random.default_rng(0)
    covered = {True: 0, False: 0}
    for _ in range(200):
        labels = random.integers(0, 2, 40)
        values = []
        for _ in range(3):
            folds = random.permutation(40).reshape(5, 8)
            for held_out in folds:
                majority = np.delete(labels, held_out).mean() > 0.5
                values.append(np.mean(labels[held_out] != majority))
        for corrected in covered:
            low, high = corrected_interval(values, 0.2 if corrected else 0)
            covered[corrected] += low <= 0.5 <= high
    assert covered[True] > covered[False] + 20


def test_equal_models_do_not_differ_and_a_constant_difference_has_no_test():
    assert corrected_test([0.0] * 15, 0.2)[:5] == (0, 0, 0, 0, 1)
    constant = corrected_test([0.1] * 15, 0.2)
    assert constant.mean == pytest.approx(0.1) and constant.method == NO_TEST
    assert np.isnan(constant[1:5]).all()
