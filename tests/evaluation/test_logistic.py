import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from radiogenomics.evaluation.bootstrap import stratified_counts
from radiogenomics.evaluation.logistic import weighted_logistic


def fitted(truth, predictors, offset, weights):
    model = sm.GLM(truth.astype(int), predictors, sm.families.Binomial(), offset=offset, freq_weights=weights)
    return model.fit(tol=1e-12, maxiter=200).params


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.floats(-3, 3), st.floats(0.1, 30))
def test_coefficients_are_statsmodels(seed, centre, spread):
    random = np.random.default_rng(seed)
    truth = np.arange(40) < 15
    x = centre + spread * random.normal(size=40)
    if x[truth].min() > x[~truth].max() or x[truth].max() < x[~truth].min():
        return
    predictors, offset = np.column_stack([np.ones(40), x]), random.normal(size=40)
    weights = np.ones(40, dtype=int)
    found = weighted_logistic(truth, predictors, offset, weights[None, :])[0]
    assert found == pytest.approx(fitted(truth, predictors, offset, weights), rel=1e-4, abs=1e-5)


def test_every_test_set_has_its_own_fit():
    random = np.random.default_rng(0)
    truth, x = np.arange(50) < 20, random.normal(size=50)
    predictors, offset = np.column_stack([np.ones(50), x]), np.zeros(50)
    counts = stratified_counts(truth, 20, 1)
    found = weighted_logistic(truth, predictors, offset, counts)
    for coefficients, weights in zip(found, counts, strict=True):
        assert coefficients == pytest.approx(fitted(truth, predictors, offset, weights), abs=1e-6)


@pytest.mark.parametrize("offset", [-13.0, 10.0])
def test_a_start_far_from_the_maximum_does_not_throw_the_fit_off(offset):
    """Newton's first step is thousands too long there; the intercept brings the log odds back to those of 15 of 40."""
    truth = np.arange(40) < 15
    found = weighted_logistic(truth, np.ones((40, 1)), np.full(40, offset), np.ones((1, 40)))
    assert found[0, 0] == pytest.approx(np.log(15 / 25) - offset, abs=1e-5)
