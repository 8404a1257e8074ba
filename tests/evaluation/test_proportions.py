import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score
from statsmodels.stats.proportion import proportion_confint

from radiogenomics.evaluation.proportions import confusion, proportion


@given(st.integers(0, 40), st.integers(1, 40))
def test_wilson_interval_is_statsmodels_and_within_0_1(count, extra):
    total = count + extra
    share, low, high = proportion(count, total)
    assert 0 <= low <= share <= high <= 1
    assert (low, high) == pytest.approx(proportion_confint(count, total, method="wilson"), abs=1e-9)


def test_wilson_interval_of_17_of_20():
    """The Wilson interval of 17/20 is 0.64–0.95."""
    assert proportion(17, 20) == pytest.approx((0.85, 0.64, 0.95), abs=0.005)


def test_a_share_of_nobody_is_not_defined():
    assert np.isnan(proportion(0, 0)).all()


def test_shares_are_scikit_learns():
    random = np.random.default_rng(0)
    truth, probabilities = random.random(80) < 0.4, random.random(80)
    counts = confusion(truth, probabilities, 0.3)
    called = probabilities > 0.3
    tn, fp, fn, tp = confusion_matrix(truth, called).ravel()
    assert counts == (tp, fp, fn, tn)
    shares = {name: count / total for name, (count, total) in counts.shares.items()}
    assert shares == pytest.approx(
        {
            "SEN": recall_score(truth, called),
            "SPE": recall_score(~truth, ~called),
            "ACC": accuracy_score(truth, called),
            "PPV": precision_score(truth, called),
            "NPV": precision_score(~truth, ~called),
        }
    )


def test_the_threshold_itself_is_not_above_it():
    assert confusion(np.array([True, False]), np.array([0.5, 0.5]), 0.5).shares["SEN"] == (0, 1)
