"""Models that give every patient the same probability: their AUC is 0.5 whoever the patients are."""

import numpy as np
from numpy.typing import ArrayLike

from radiogenomics.evaluation.delong import RocArea, roc_area

CONSTANT = "none (constant probabilities)"


def is_constant(probabilities: ArrayLike) -> bool:
    """Whether all patients (n,) have the same probability."""
    return len(np.unique(np.asarray(probabilities))) == 1


def model_area(labels: ArrayLike, probabilities: ArrayLike, where: str = "test set") -> RocArea:
    """As `roc_area`; equal probabilities have an AUC of 0.5 without interval, since no sample makes it another.

    Raises:
        InputError: see `checked_scores`.
    """
    area = roc_area(labels, probabilities, where)
    return RocArea(0.5, np.nan, np.nan, CONSTANT) if is_constant(probabilities) else area
