"""Interval and test of a metric over the folds of repeated cross-validation.

Training sets of different folds overlap, so the usual standard error is far too small; the variance is corrected by the
ratio of held-out to training patients (Nadeau and Bengio 2003, Machine Learning 52:239–281, section 3).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t

from radiogenomics.evaluation.delong import LEVEL

METHOD = "Nadeau–Bengio"
ALL_EQUAL = "none (all folds are equal)"
NO_TEST = "not defined (every fold differs by the same)"
ROUNDING = 1e-12  # differences of AUCs that are equal in theory and differ in their last bits


class CorrectedTest(NamedTuple):
    """Mean difference over folds, its 95 % interval, and the corrected t-test of no difference (two-sided)."""

    mean: float
    low: float
    high: float
    t: float
    p: float
    method: str


def corrected_interval(values: ArrayLike, test_share: float) -> tuple[float, float]:
    """95 % interval of the mean of a metric over the folds of repeated cross-validation.

    Args:
        values: the metric in every fold of every repeat, (n,); at least two.
        test_share: share of the patients that a fold holds out.
    """
    values = np.asarray(values, dtype=float)
    reach = t.ppf((1 + LEVEL) / 2, len(values) - 1) * _corrected_error(values, test_share)
    return float(values.mean() - reach), float(values.mean() + reach)


def corrected_test(differences: ArrayLike, test_share: float) -> CorrectedTest:
    """Corrected resampled t-test of two models over the folds of repeated cross-validation.

    Models that are equal in every fold have t = 0 and p = 1; where every fold differs by the same, but not by nothing,
    t is not defined: it, p and the interval are NaN.

    Args:
        differences: metric of one model minus that of the other in every fold of every repeat, (n,); at least two.
        test_share: share of the patients that a fold holds out.
    """
    values = np.asarray(differences, dtype=float)
    mean, error = float(values.mean()), _corrected_error(values, test_share)
    if error < ROUNDING:
        equal = abs(mean) < ROUNDING
        return CorrectedTest(0.0, 0.0, 0.0, 0.0, 1.0, METHOD) if equal else CorrectedTest(mean, *[np.nan] * 4, NO_TEST)
    statistic = mean / error
    low, high = corrected_interval(values, test_share)
    return CorrectedTest(mean, low, high, statistic, float(2 * t.sf(abs(statistic), len(values) - 1)), METHOD)


def _corrected_error(values: NDArray[np.float64], test_share: float) -> float:
    return float(np.sqrt(values.var(ddof=1) * (1 / len(values) + test_share / (1 - test_share))))
