import math

import numpy as np
import pytest
from scipy.stats import norm, rankdata

from radiogenomics.controls.detectable import auc_variance, minimal_detectable_auc, patients_needed


def test_variance_under_the_null_hypothesis_is_that_of_the_mann_whitney_statistic():
    assert auc_variance(0.5, 24, 33) == pytest.approx((24 + 33 + 1) / (12 * 24 * 33))
    assert auc_variance(1.0, 24, 33) == 0


@pytest.mark.parametrize(("m", "n"), [(24, 33), (60, 60), (15, 150)])
def test_the_detectable_auc_is_found_in_four_of_five_simulated_test_sets(m, n):
    auc = minimal_detectable_auc(m, n)
    random = np.random.default_rng(3)
    shift = math.sqrt(2) * norm.ppf(auc)
    scores = random.normal(size=(4000, m + n)) + shift * (np.arange(m + n) < m)
    areas = (rankdata(scores, axis=1)[:, :m].sum(axis=1) - m * (m + 1) / 2) / (m * n)
    z = (areas - 0.5) / math.sqrt(auc_variance(0.5, m, n))
    assert np.mean(z > norm.ppf(0.95)) == pytest.approx(0.8, abs=0.04)


def test_the_published_test_set_cannot_show_its_own_auc():
    """An AUC of 0.66 was published of 24 positive and 33 negative patients."""
    assert minimal_detectable_auc(24, 33) == pytest.approx(0.690, abs=0.001)


def test_too_few_patients_detect_nothing():
    assert math.isnan(minimal_detectable_auc(2, 2))
    assert math.isnan(minimal_detectable_auc(0, 30))


@pytest.mark.parametrize("auc", [0.6, 0.65, 0.7, 0.8])
@pytest.mark.parametrize("share", [0.1, 0.42, 0.5, 0.9])
def test_patients_needed_is_the_inverse(auc, share):
    n = patients_needed(auc, share)
    found = minimal_detectable_auc(round(share * n), n - round(share * n))
    assert found == pytest.approx(auc, abs=0.01)
    assert patients_needed(auc, share) > patients_needed(auc + 0.05, share)
