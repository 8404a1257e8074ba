"""The threshold of highest accuracy on validation patients (Ferreira et al., TU Berlin, task 2).

All 24 "best thresholds" of their figure 13 are multiples of 1/49 within their three printed digits: 50 evenly spaced
thresholds from 0 to 1 were tried. That of an ensemble is the mean of its members'.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from radiogenomics.errors import InputError
from radiogenomics.evaluation.scores import checked_probabilities

PUBLISHED_STEPS = 50


def accuracy_threshold(
    labels: ArrayLike, probabilities: ArrayLike, steps: int = PUBLISHED_STEPS, where: str = "validation patients"
) -> float:
    """Of evenly spaced thresholds from 0 to 1, that above which most validation patients are called right.

    Of several, which the paper does not choose between, the one nearest to 0.5, and of two of these the lower.

    Args:
        labels: 0 or 1, (n,).
        probabilities: of the positive class, (n,).
        steps: number of thresholds, at least 2.
        where: the patients, for error messages.

    Raises:
        InputError: labels or probabilities are not what they should be, or all patients are of one class.
    """
    truth, values = checked_probabilities(labels, probabilities, where)
    thresholds = np.linspace(0, 1, steps)
    right = np.count_nonzero((values > thresholds[:, None]) == truth, axis=1)
    # Distances of thresholds on either side of 0.5 may differ in their last bits alone.
    order = np.lexsort([thresholds, np.round(np.abs(thresholds - 0.5), 12), -right])
    return float(thresholds[order[0]])


def mean_threshold(thresholds: Mapping[str, float]) -> float:
    """Threshold of an ensemble: the mean of its members' thresholds, however the members are weighted.

    Raises:
        InputError: there are none.
    """
    if not thresholds:
        raise InputError("threshold of an ensemble: it has no members; name at least one")
    return float(np.mean(list(thresholds.values())))
