import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import expit, logit

from radiogenomics.evaluation.recalibration import CLIP, log_odds, recalibrate, recalibrated_in_the_large

ONCE = np.ones((1, 60), dtype=int)


@pytest.fixture
def patients():
    random = np.random.default_rng(0)
    probabilities = random.beta(2, 3, 60)
    return random.random(60) < expit(0.4 + 0.5 * logit(probabilities)), probabilities


def test_intercept_and_slope_are_those_of_statsmodels_glm(patients):
    truth, probabilities = patients
    odds, outcome, family = logit(probabilities), truth.astype(int), sm.families.Binomial()
    line = sm.GLM(outcome, sm.add_constant(odds), family).fit().params
    offset_model = sm.GLM(outcome, np.ones(60), family, offset=odds).fit().params
    found = recalibrate(truth, probabilities, ONCE)
    assert (found.intercept[0], found.slope[0]) == pytest.approx(tuple(line), abs=1e-6)
    assert found.in_the_large[0] == pytest.approx(offset_model[0], abs=1e-6)


def test_everybody_gets_the_intercept_of_the_others(patients):
    truth, probabilities = patients
    moved, shifted = (recalibrated_in_the_large(truth, expit(logit(probabilities) + shift)) for shift in (0.0, 2.0))
    for left_out in (0, 17):
        kept = np.arange(60) != left_out
        odds, family = logit(probabilities[kept]), sm.families.Binomial()
        intercept = sm.GLM(truth[kept].astype(int), np.ones(59), family, offset=odds).fit().params[0]
        assert moved[left_out] == pytest.approx(expit(logit(probabilities[left_out]) + intercept), abs=1e-6)
    # A shift of all log odds changes nothing.
    assert shifted == pytest.approx(moved, abs=1e-6)


def test_an_intercept_needs_two_patients_of_either_class():
    truth = np.array([True, False, False])
    assert np.isnan(recalibrated_in_the_large(truth, np.array([0.4, 0.5, 0.6]))).all()


def test_what_was_changed_is_found_again():
    """Log odds shifted by 0.7 and doubled: intercept in the large −0.7, or slope 0.5."""
    random = np.random.default_rng(1)
    right = random.beta(2, 2, 20000)
    truth, once = random.random(20000) < right, np.ones((1, 20000), dtype=int)
    assert recalibrate(truth, expit(logit(right) + 0.7), once).in_the_large[0] == pytest.approx(-0.7, abs=0.05)
    assert recalibrate(truth, expit(2 * logit(right)), once).slope[0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.filterwarnings("error")
def test_constant_probabilities_have_an_intercept_and_no_slope():
    found = recalibrate(np.arange(60) < 30, np.full(60, 0.2), ONCE)
    assert found.in_the_large[0] == pytest.approx(-logit(0.2))
    assert np.isnan(found.slope[0]) and np.isnan(found.intercept[0])


@pytest.mark.filterwarnings("error")
def test_probabilities_that_differ_in_their_last_bit_alone_are_constant():
    last_bit = np.where(np.arange(60) % 3, 0.3, np.nextafter(0.3, 1))
    assert np.isnan(recalibrate(np.arange(60) < 30, last_bit, ONCE).slope[0])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("low", "high", "slope"), [(0.0, 1.0, np.inf), (0.4, 0.6, np.inf), (0.9, 0.1, -np.inf)])
def test_separated_classes_have_an_infinite_slope(low, high, slope):
    truth = np.arange(60) < 30
    found = recalibrate(truth, np.where(truth, high, low), ONCE)
    assert found.slope[0] == slope and np.isnan(found.intercept[0])


@pytest.mark.filterwarnings("error")
def test_classes_that_touch_are_separated_too():
    """Positives at 0.5 and above, negatives at 0.5 and below: the likelihood has no maximum."""
    truth = np.arange(60) < 30
    assert recalibrate(truth, np.where(np.arange(60) % 2, 0.5, np.where(truth, 0.8, 0.2)), ONCE).slope[0] == np.inf


@pytest.mark.filterwarnings("error")
def test_test_sets_without_a_class_or_a_definition_are_nan_and_the_others_unharmed(patients):
    truth, probabilities = patients
    counts = np.concatenate([truth[None, :].astype(int), ONCE])
    found = recalibrate(truth, probabilities, counts)
    assert np.isnan([values[0] for values in found]).all()
    assert [values[1] for values in found] == pytest.approx([v[0] for v in recalibrate(truth, probabilities, ONCE)])


def test_zero_and_one_count_as_clipped():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert log_odds(np.array([0, 0.5, 1])) == pytest.approx([logit(CLIP), 0, -logit(CLIP)])
