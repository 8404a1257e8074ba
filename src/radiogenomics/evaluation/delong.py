"""Area under the ROC curve with its standard error after DeLong, in the fast form of Sun and Xu.

DeLong et al. 1988, Biometrics 44:837–845; Sun and Xu 2014, IEEE Signal Processing Letters 21:1389–1393.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.stats import norm, rankdata

from radiogenomics.evaluation.scores import checked_scores

LEVEL = 0.95
FEWEST_FOR_DELONG = 10
"""Size of the smaller class below which DeLong's interval is too narrow: with 5 of 155, nominal 95 % cover 70–81 %."""
ROUNDING = 1e-15  # variance of placements that are equal in theory and differ in their last bits


class RocArea(NamedTuple):
    """Area under a ROC curve with its 95 % interval; `method` names how the interval was found."""

    auc: float
    ci_low: float
    ci_high: float
    method: str


def placements(positive: NDArray, negative: NDArray) -> tuple[NDArray, NDArray]:
    """Share of the other class that each patient is ranked correctly against, ties counting one half.

    Midranks within the pooled and the separate samples replace the m × n comparisons (Sun and Xu 2014, section III).

    Args:
        positive: scores of the positive patients, (m,).
        negative: scores of the negative patients, (n,).

    Returns:
        Placements of the positives (m,) and of the negatives (n,); the mean of either is the AUC.
    """
    m, n = len(positive), len(negative)
    pooled = rankdata(np.concatenate([positive, negative]))
    of_positives = (pooled[:m] - rankdata(positive)) / n
    of_negatives = 1 - (pooled[m:] - rankdata(negative)) / m
    return of_positives, of_negatives


def roc_area(labels: ArrayLike, scores: ArrayLike, where: str = "test set") -> RocArea:
    """AUC and its 95 % interval.

    The interval is AUC ± 1.96 DeLong standard errors, cut at 0 and 1. Where that standard error is zero or not
    defined (classes perfectly separated, all scores tied) it would be a point, and with fewer than
    `FEWEST_FOR_DELONG` patients in a class it is far too narrow; Newcombe's score interval is given instead.

    Args:
        labels: 1 for the positive class, else 0, (n,).
        scores: any numbers that are higher for the positive class, (n,).
        where: what the scores are of, for error messages.

    Raises:
        InputError: see `checked_scores`.
    """
    truth, values = checked_scores(labels, scores, where)
    of_positives, of_negatives = placements(values[truth], values[~truth])
    auc = float(of_positives.mean())
    m, n = len(of_positives), len(of_negatives)
    few = min(m, n) < FEWEST_FOR_DELONG
    variance = 0.0 if few else of_positives.var(ddof=1) / m + of_negatives.var(ddof=1) / n
    if variance < ROUNDING:
        return RocArea(auc, *newcombe_interval(auc, m, n), "Newcombe")
    half = norm.ppf(0.5 + LEVEL / 2) * np.sqrt(variance)
    return RocArea(auc, float(max(auc - half, 0.0)), float(min(auc + half, 1.0)), "DeLong")


class Difference(NamedTuple):
    """Difference of two areas with its 95 % interval."""

    value: float
    low: float
    high: float


def paired_difference(labels: ArrayLike, first: ArrayLike, second: ArrayLike, where: str = "test set") -> Difference:
    """AUC of `first` minus AUC of `second` on the same patients, with DeLong's 95 % interval for correlated areas.

    Where DeLong's standard error is zero or not defined (see `roc_area`), the interval is combined from those of the
    two areas, as if they were independent, after Zou and Donner 2008, Statistics in Medicine 27:1693–1702.

    Args:
        labels: 1 for the positive class, else 0, (n,).
        first: scores that are higher for the positive class, (n,).
        second: other scores of the same patients, (n,).
        where: what the scores are of, for error messages.

    Raises:
        InputError: see `checked_scores`.
    """
    truth, first = checked_scores(labels, first, where)
    _, second = checked_scores(labels, second, where)
    pairs = zip(placements(first[truth], first[~truth]), placements(second[truth], second[~truth]), strict=True)
    of_positives, of_negatives = (one - other for one, other in pairs)
    value = float(of_positives.mean())
    m, n = len(of_positives), len(of_negatives)
    variance = of_positives.var(ddof=1) / m + of_negatives.var(ddof=1) / n if min(m, n) > 1 else 0.0
    if variance < ROUNDING:
        a, b = roc_area(labels, first, where), roc_area(labels, second, where)
        below = np.hypot(a.auc - a.ci_low, b.ci_high - b.auc)
        above = np.hypot(a.ci_high - a.auc, b.auc - b.ci_low)
        return Difference(value, value - float(below), value + float(above))
    half = float(norm.ppf(0.5 + LEVEL / 2) * np.sqrt(variance))
    return Difference(value, value - half, value + half)


def newcombe_interval(auc: float, m: int, n: int) -> tuple[float, float]:
    """95 % score interval of an AUC from the AUC and the class sizes alone; it has width even at 0 and 1.

    Newcombe 2006, Statistics in Medicine 25:559–573, method 5: the standard error of Hanley and McNeil at the
    interval's end itself, with both class sizes replaced by their mean.
    """
    z = norm.ppf(0.5 + LEVEL / 2)
    size = (m + n) / 2 - 1

    def excess(theta: float) -> float:
        shape = 1 + size * (1 - theta) / (2 - theta) + size * theta / (1 + theta)
        return (theta - auc) ** 2 - z**2 * theta * (1 - theta) * shape / (m * n)

    # An AUC of exactly 0 or 1 is itself a root, but not the end of the interval.
    inside = min(max(auc, 1e-9), 1 - 1e-9)
    low = brentq(excess, 0.0, inside) if excess(0.0) > 0 else 0.0
    high = brentq(excess, inside, 1.0) if excess(1.0) > 0 else 1.0
    return float(low), float(high)
