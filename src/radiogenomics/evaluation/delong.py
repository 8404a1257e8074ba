"""Area under the ROC curve with its standard error after DeLong, in the fast form of Sun and Xu.

DeLong et al. 1988, Biometrics 44:837–845; Sun and Xu 2014, IEEE Signal Processing Letters 21:1389–1393.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import norm, rankdata

from radiogenomics.evaluation.scores import checked_scores

LEVEL = 0.95
FEWEST_FOR_DELONG = 10
"""Size of the smaller class below which DeLong's interval is too narrow: with 5 of 155, nominal 95 % cover 70–81 %."""
ROUNDING = 1e-15  # variance of placements that are equal in theory and differ in their last bits


class RocArea(NamedTuple):
    """Area under a ROC curve with its 95 % interval; `method` names how the interval was found.

    `standard_error` is DeLong's, missing where the interval is not.
    """

    auc: float
    ci_low: float
    ci_high: float
    method: str
    standard_error: float = np.nan


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

    The interval is DeLong's on the logit scale: logit AUC ± 1.96 standard errors of it, by the delta method (Pepe 2003,
    The statistical evaluation of medical tests, section 5.2). On the AUC's own scale the interval is too narrow, and
    too low, where the AUC is high: with 24 + 33 patients and a true AUC of 0.9 it holds it in 90 % of 1,500 simulated
    studies (12 + 17: 87 %), on the logit scale in 95 % (96 %). Where the standard error is zero or not defined
    (classes perfectly separated, all scores tied) the interval would be a point, and with fewer than
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
    error = float(np.sqrt(variance))
    half = norm.ppf(0.5 + LEVEL / 2) * error / (auc * (1 - auc))
    low, high = expit(logit(auc) + np.array([-half, half]))
    return RocArea(auc, float(low), float(high), "DeLong, logit scale", error)


class Difference(NamedTuple):
    """Difference of two areas with its 95 % interval."""

    value: float
    low: float
    high: float


def paired_difference(labels: ArrayLike, first: ArrayLike, second: ArrayLike, where: str = "test set") -> Difference:
    """AUC of `first` minus AUC of `second` on the same patients, with its 95 % interval; see `paired_test`."""
    return Difference(*paired_test(labels, first, second, where)[:3])


class PairedTest(NamedTuple):
    """Difference of two areas on the same patients, its 95 % interval, and the test of no difference.

    z is the difference over its standard error and p two-sided; `method` names how the standard error was found.
    """

    value: float
    low: float
    high: float
    z: float
    p: float
    method: str


def paired_test(labels: ArrayLike, first: ArrayLike, second: ArrayLike, where: str = "test set") -> PairedTest:
    """AUC of `first` minus AUC of `second` on the same patients, tested after DeLong for correlated areas.

    Where DeLong's standard error is zero or not defined, and with fewer than `FEWEST_FOR_DELONG` patients in a class,
    where its test rejects too often (with 5 + 150 patients 10.5 % where 5 % are meant), the interval is combined from
    those of the two areas (see `roc_area`), as if they were independent, after Zou and Donner 2008, Statistics in
    Medicine 27:1693–1702; p then belongs to the standard error that the interval's end nearer to 0 implies. Scores
    that agree make this interval too wide, never too narrow. Equal areas have p = 1. The interval's ends lie within
    [−1, 1], as differences of areas do.

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
    quantile = float(norm.ppf(0.5 + LEVEL / 2))
    m, n = len(of_positives), len(of_negatives)
    few = min(m, n) < FEWEST_FOR_DELONG
    variance = 0.0 if few else of_positives.var(ddof=1) / m + of_negatives.var(ddof=1) / n
    if variance < ROUNDING:
        a, b = roc_area(labels, first, where), roc_area(labels, second, where)
        below = float(np.hypot(a.auc - a.ci_low, b.ci_high - b.auc))
        above = float(np.hypot(a.ci_high - a.auc, b.auc - b.ci_low))
        z = value / ((below if value > 0 else above) / quantile)
        return PairedTest(value, *_within_possible(value - below, value + above), z, _two_sided(z), "Zou–Donner")
    error = float(np.sqrt(variance))
    z = value / error
    ends = _within_possible(value - quantile * error, value + quantile * error)
    return PairedTest(value, *ends, z, _two_sided(z), "DeLong")


def _within_possible(low: float, high: float) -> tuple[float, float]:
    return max(low, -1.0), min(high, 1.0)


def _two_sided(z: float) -> float:
    return float(2 * norm.sf(abs(z)))


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
