"""Wilcoxon's signed-rank test of two models over patients: what Friedman's test is for three and more.

Wilcoxon 1945, Biometrics Bulletin 1:80–83; between two classifiers as in Demšar 2006, JMLR 7:1–30, section 3.1.3.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import rankdata, wilcoxon

from radiogenomics.errors import InputError

WILCOXON = "wilcoxon"
"""Name of the test in comparisons.csv."""


class SignedRanks(NamedTuple):
    """Result of the test: `statistic, p, mean_rank_a, mean_rank_b = signed_ranks(scores)`.

    statistic: the smaller one of the sums of ranks of the positive and of the negative differences.
    p: its two-sided p-value.
    mean_rank_a, mean_rank_b: mean rank of each model over the patients, as in Friedman's test; 1 is best.
    """

    statistic: float
    p: float
    mean_rank_a: float
    mean_rank_b: float


def signed_ranks(scores: ArrayLike) -> SignedRanks:
    """Test whether one of two models gives higher scores, with patients as blocks.

    Patients with two equal scores are left out of the test, as Wilcoxon did; where nobody else is there, p is 1. The
    p-value is exact for up to 50 patients (with equal differences or equal scores: 13), and otherwise from the normal
    distribution (scipy's method `auto`).

    Args:
        scores: (patients, 2); within each patient the higher score has rank 1, and ties have rank 1.5.

    Raises:
        InputError: fewer than two patients, not two models, or a score is missing.
    """
    values = np.asarray(scores, dtype=float)
    if values.ndim != 2 or len(values) < 2 or values.shape[1] != 2:
        raise InputError(f"comparison: scores of shape {values.shape}; at least two patients and two models are needed")
    if not np.isfinite(values).all():
        raise InputError("comparison: a score is missing or infinite; every model must have predicted every patient")
    mean_ranks = rankdata(-values, axis=1).mean(axis=0)
    statistic, p = 0.0, 1.0
    if (values[:, 0] != values[:, 1]).any():
        found = wilcoxon(values[:, 0], values[:, 1])
        statistic, p = float(found.statistic), float(found.pvalue)
    return SignedRanks(statistic, p, *(float(rank) for rank in mean_ranks))
