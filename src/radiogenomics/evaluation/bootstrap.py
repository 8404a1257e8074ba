"""Bootstrap over patients: how often each one is drawn, and the intervals that the draws give.

Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 14.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm

from radiogenomics.evaluation.delong import LEVEL

DRAWS = 2000
FEWEST_FOR_BOOTSTRAP = 10
"""With fewer patients no bootstrap interval is given: so few do not show what others would be like."""
WHOLE_SAMPLE = "bootstrap, whole sample"
"""Method of intervals from draws of patients whatever their class."""
FEWEST_IN_A_CLASS = 10
"""Size of the smaller class below which bootstrap intervals are too narrow; see docs/METHODS.md for how much."""
ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


def stratified_counts(truth: NDArray[np.bool_], draws: int = DRAWS, seed: int = 42) -> NDArray[np.int64]:
    """How often each patient is drawn, with replacement and within each class.

    The same patients in the same order get the same draws: metrics of several models are then paired by draw.

    Args:
        truth: whether each patient is positive, (n,).
        draws: number of test sets to draw.
        seed: seed of the draws.

    Returns:
        Counts (draws, n), read-only; each row adds up to the number of patients within either class.
    """
    return _drawn(np.asarray(truth, dtype=bool).tobytes(), True, draws, seed)


def patient_counts(n: int, draws: int = DRAWS, seed: int = 42) -> NDArray[np.int64]:
    """How often each of n patients is drawn, whatever the class: for what depends on the share of positives.

    Returns:
        Counts (draws, n), read-only; a draw may lack a class.
    """
    return _drawn(bytes(n), False, draws, seed)


# The models of a study have the same test patients, and are measured one after the other.
@lru_cache(maxsize=2)
def _drawn(classes: bytes, stratified: bool, draws: int, seed: int) -> NDArray[np.int64]:
    truth = np.frombuffer(classes, dtype=bool)
    random = np.random.default_rng(seed)
    counts = np.zeros((draws, truth.size), dtype=np.int64)
    for members in (truth, ~truth) if stratified else (np.full(truth.size, True),):
        size = np.count_nonzero(members)
        if size:
            counts[:, members] = random.multinomial(size, np.full(size, 1 / size), size=draws)
    counts.flags.writeable = False
    return counts


def enough_patients(truth: NDArray[np.bool_]) -> bool:
    """Whether a bootstrap of these patients has an interval: enough of them, and no class with one patient alone."""
    positives = np.count_nonzero(truth)
    return truth.size >= FEWEST_FOR_BOOTSTRAP and 1 not in (positives, truth.size - positives)


def percentile_interval(values: NDArray) -> tuple[float, float]:
    """95 % percentile interval of a quantity; draws in which it is not defined (NaN) are left out.

    Args:
        values: the quantity in each draw, (draws,); infinite ones count as larger than all others.

    Returns:
        Both ends; NaN where no draw defines the quantity.
    """
    values = values[~np.isnan(values)]
    if values.size == 0:
        return np.nan, np.nan
    # Interpolation between infinite values is not defined: there an observed value is taken.
    method = "linear" if np.isfinite(values).all() else "closest_observation"
    low, high = np.quantile(values, ENDS, method=method)
    return float(low), float(high)


def logit_interval(values: NDArray, estimate: float, most: float) -> tuple[float, float]:
    """95 % normal interval on the logit scale: logit of the estimate ± 1.96 standard deviations of the draws' logits.

    For a share that resampling makes larger, as the average precision: its percentile interval lies too high.

    Args:
        values: the share in each draw, above 0, (draws,).
        estimate: the share of the patients themselves.
        most: what a share of 1 counts as; the logit of 1 is infinite.

    Returns:
        Both ends; NaN where no draw defines the share.
    """
    values = values[~np.isnan(values)]
    if values.size == 0:
        return np.nan, np.nan
    reach = norm.ppf(0.5 + LEVEL / 2) * logit(np.minimum(values, most)).std(ddof=1)
    low, high = expit(logit(min(estimate, most)) + np.array([-reach, reach]))
    return float(low), float(high)
