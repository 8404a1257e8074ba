import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.proportion import proportion_confint

from radiogenomics.evaluation.reliability import expected_calibration_error, probability_bins, reliability

some = arrays(float, st.integers(1, 120), elements=st.integers(0, 20).map(lambda value: value / 20))


@given(some)
def test_bins_are_in_the_order_of_the_probabilities_and_equal_ones_share_a_bin(probabilities):
    bins = probability_bins(probabilities)
    assert set(bins) == set(range(bins.max() + 1))
    assert bins.max() < max(1, min(10, len(probabilities) // 10))
    order = np.argsort(probabilities, kind="stable")
    assert (np.diff(bins[order]) >= 0).all()
    for value in np.unique(probabilities):
        assert len(set(bins[probabilities == value])) == 1


def test_bins_without_ties_have_about_ten_patients_or_more():
    sizes = np.bincount(probability_bins(np.random.default_rng(0).random(57)))
    assert len(sizes) == 5 and sizes.min() >= 11
    assert len(np.bincount(probability_bins(np.random.default_rng(0).random(600)))) == 10


def test_rows_are_shares_with_wilson_intervals():
    probabilities = np.r_[np.full(10, 0.2), np.full(10, 0.7)]
    truth = np.r_[np.arange(10) < 1, np.arange(10) < 8]
    table = reliability(truth, probabilities)
    assert table["mean_probability"].tolist() == pytest.approx([0.2, 0.7])
    assert table["observed"].tolist() == [0.1, 0.8]
    assert table[["n", "n_positive"]].to_numpy().tolist() == [[10, 1], [10, 8]]
    assert table.loc[1, ["ci_low", "ci_high"]].tolist() == pytest.approx(proportion_confint(8, 10, method="wilson"))


def test_calibration_error_by_hand():
    """|0.1 − 0.2| for one half of the patients and |0.8 − 0.7| for the other."""
    probabilities = np.r_[np.full(10, 0.2), np.full(10, 0.7)]
    truth = np.r_[np.arange(10) < 1, np.arange(10) < 8]
    assert expected_calibration_error(truth, probabilities, np.ones((1, 20)))[0] == pytest.approx(0.1)
    # The second group twice: a third of the weight on the first.
    twice = np.r_[np.ones(10), np.full(10, 2)][None, :]
    assert expected_calibration_error(truth, probabilities, twice)[0] == pytest.approx(0.1)
    only_first = np.r_[np.ones(10), np.zeros(10)][None, :]
    assert expected_calibration_error(~truth, probabilities, only_first)[0] == pytest.approx(0.7)


def test_many_sets_of_labels_at_once():
    probabilities = np.linspace(0.05, 0.95, 40)
    labels = np.random.default_rng(0).random((6, 40)) < probabilities
    together = expected_calibration_error(labels, probabilities, np.ones((1, 40)))
    apart = [expected_calibration_error(row, probabilities, np.ones((1, 40)))[0] for row in labels]
    assert together == pytest.approx(apart)
