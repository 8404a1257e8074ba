"""How probabilities would have to be changed to be right: calibration intercept and slope.

Cox 1958, Biometrika 45:562–565; Van Calster et al. 2019, BMC Medicine 17:230.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from radiogenomics.evaluation.logistic import weighted_logistic

CLIP = 1e-6
"""Probabilities nearer to 0 or 1 than this count as this: the log odds of 0 and 1 are infinite."""
ROUNDING = 1e-9  # range of log odds that are equal in theory and differ in their last bits


class Recalibration(NamedTuple):
    """Logistic recalibration of many resampled test sets, (test sets,) each; NaN where it is not defined.

    in_the_large: intercept of a model whose slope is 1: above 0, the probabilities are too low on average.
    intercept, slope: of the model with both: a slope below 1 means probabilities that are too extreme. The slope is
        infinite, and the intercept NaN, where the probabilities separate the classes.
    """

    in_the_large: NDArray[np.float64]
    intercept: NDArray[np.float64]
    slope: NDArray[np.float64]


def recalibrate(truth: NDArray[np.bool_], probabilities: NDArray, counts: NDArray) -> Recalibration:
    """Calibration intercept and slope of many resampled test sets.

    Args:
        truth: whether each patient is positive, (n,).
        probabilities: probability of the positive class, (n,).
        counts: how often each patient occurs in each test set, (test sets, n).
    """
    odds = log_odds(probabilities)
    positive, negative = _range(odds, counts * truth), _range(odds, counts * ~truth)
    both = np.isfinite(positive[0]) & np.isfinite(negative[0])
    varies = np.zeros(len(counts), dtype=bool)
    varies[both] = (np.maximum(positive[1], negative[1]) - np.minimum(positive[0], negative[0]))[both] > ROUNDING
    above, below = varies & (positive[0] >= negative[1]), varies & (positive[1] <= negative[0])
    defined = varies & ~above & ~below
    result = Recalibration(*(np.full(len(counts), np.nan) for _ in range(3)))
    result.slope[above], result.slope[below] = np.inf, -np.inf
    ones = np.ones((len(odds), 1))
    if both.any():
        result.in_the_large[both] = weighted_logistic(truth, ones, odds, counts[both])[:, 0]
    if defined.any():
        centre, spread = odds.mean(), odds.std()
        standardised = np.column_stack([ones, (odds - centre) / spread])
        beta = weighted_logistic(truth, standardised, np.zeros(len(odds)), counts[defined])
        result.slope[defined] = beta[:, 1] / spread
        result.intercept[defined] = beta[:, 0] - beta[:, 1] * centre / spread
    return result


def recalibrated_in_the_large(truth: NDArray[np.bool_], probabilities: NDArray) -> NDArray[np.float64]:
    """Probabilities whose log odds got the intercept that the other patients ask for (leave-one-out), the slope kept.

    Nobody's own label moves his probability, so that the Brier score of the result is not flattered by the fit.

    Args:
        truth: whether each patient is positive, (n,).
        probabilities: probability of the positive class, (n,).

    Returns:
        (n,); all NaN where a class has fewer than two patients, whose others would be of one class.
    """
    odds = log_odds(probabilities)
    if min(np.count_nonzero(truth), np.count_nonzero(~truth)) < 2:
        return np.full(len(odds), np.nan)
    others = 1 - np.eye(len(odds), dtype=np.int64)
    intercepts = weighted_logistic(truth, np.ones((len(odds), 1)), odds, others)[:, 0]
    return expit(odds + intercepts)


def log_odds(probabilities: NDArray) -> NDArray[np.float64]:
    """Log odds of probabilities, which are first brought to `CLIP` … 1 − `CLIP`."""
    return logit(np.clip(probabilities, CLIP, 1 - CLIP))


def _range(odds: NDArray, counts: NDArray) -> tuple[NDArray, NDArray]:
    """Lowest and highest log odds among the patients drawn; infinite (and the wrong way round) where there is none."""
    drawn = counts > 0
    return np.where(drawn, odds, np.inf).min(axis=1), np.where(drawn, odds, -np.inf).max(axis=1)
