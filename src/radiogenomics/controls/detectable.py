"""How high an AUC must be for a test set of this size to tell it from chance, and how many patients it would take.

Normal approximation with the variances of Hanley and McNeil 1982, Radiology 143:29–36 (exponential scores), as in
Obuchowski and McClish 1997, Statistics in Medicine 16:1529–1542: an AUC is detected with the given power if it lies
z(1 − α) standard errors under chance plus z(power) standard errors under the alternative above 0.5.
"""

import math

from scipy.optimize import brentq
from scipy.stats import norm

SIGNIFICANCE, POWER = 0.05, 0.8
MOST_PATIENTS = 10**9


def auc_variance(auc: float, n_positive: float, n_negative: float) -> float:
    """Variance of the AUC of so many patients whose true AUC is `auc` (Hanley and McNeil 1982, equations 1 and 2).

    At 0.5 it is that of the Mann–Whitney statistic under the null hypothesis, (m + n + 1) / 12mn.
    """
    one_positive, one_negative = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    shares = (n_positive - 1) * (one_positive - auc**2) + (n_negative - 1) * (one_negative - auc**2)
    return (auc * (1 - auc) + shares) / (n_positive * n_negative)


def minimal_detectable_auc(n_positive: int, n_negative: int) -> float:
    """Lowest true AUC above 0.5 that is found significant with a power of 80 %; NaN if none is.

    One-sided 5 %, as the tests against chance.

    Args:
        n_positive, n_negative: test patients of each class.
    """
    if min(n_positive, n_negative) < 1 or _excess(1.0, n_positive, n_negative) < 0:
        return math.nan
    return float(brentq(_excess, 0.5, 1.0, args=(n_positive, n_negative)))


def patients_needed(auc: float, share_positive: float) -> int:
    """Test patients who are needed to tell a true AUC from chance, at the same significance and power.

    Args:
        auc: the true AUC, above 0.5.
        share_positive: share of the patients who are positive, in (0, 1).
    """

    def excess(patients: float) -> float:
        return _excess(auc, share_positive * patients, (1 - share_positive) * patients)

    fewest = 1 / min(share_positive, 1 - share_positive)
    return math.ceil(fewest if excess(fewest) >= 0 else brentq(excess, fewest, MOST_PATIENTS))


def _excess(auc: float, n_positive: float, n_negative: float) -> float:
    """How far an AUC lies above the lowest that can be detected."""
    chance = math.sqrt(auc_variance(0.5, n_positive, n_negative))
    alternative = math.sqrt(auc_variance(auc, n_positive, n_negative))
    return auc - 0.5 - norm.ppf(1 - SIGNIFICANCE) * chance - norm.ppf(POWER) * alternative
