"""Observed share of positives among patients of similar probability."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.evaluation.proportions import proportion

PATIENTS_PER_BIN, MOST_BINS = 10, 10


def probability_bins(probabilities: NDArray) -> NDArray[np.int_]:
    """Bin of every patient, from 0: at most ten quantiles of the probabilities, of about ten patients or more each.

    Equal probabilities share a bin, so that there may be fewer.

    Args:
        probabilities: (n,).
    """
    wanted = int(np.clip(len(probabilities) // PATIENTS_PER_BIN, 1, MOST_BINS))
    edges = np.quantile(probabilities, np.arange(1, wanted) / wanted)
    return np.unique(np.searchsorted(np.unique(edges), probabilities, side="left"), return_inverse=True)[1]


def reliability(truth: NDArray[np.bool_], probabilities: NDArray) -> pd.DataFrame:
    """Mean probability and observed share of positives of every bin of `probability_bins`.

    Args:
        truth: whether each patient is positive, (n,).
        probabilities: probability of the positive class, (n,).

    Returns:
        mean_probability, observed, ci_low, ci_high (Wilson), n, n_positive; one row per bin, rising.
    """
    bins = probability_bins(probabilities)
    rows = []
    for number in range(bins.max() + 1):
        members = bins == number
        n, positives = np.count_nonzero(members), np.count_nonzero(truth[members])
        rows.append((probabilities[members].mean(), *proportion(positives, n), n, positives))
    return pd.DataFrame(rows, columns=["mean_probability", "observed", "ci_low", "ci_high", "n", "n_positive"])


def expected_calibration_error(truth: NDArray, probabilities: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """Mean distance between probability and observed share over the bins of `probability_bins`, weighted by patients.

    Naeini et al. 2015, AAAI:2901–2907, with quantile bins.

    Args:
        truth: whether each patient is positive, (n,), or (test sets, n) where that differs between the test sets.
        probabilities: probability of the positive class, (n,).
        counts: how often each patient occurs in each test set, (test sets, n).

    Returns:
        One value per test set, (test sets,).
    """
    members = np.eye(probability_bins(probabilities).max() + 1)[probability_bins(probabilities)]
    return np.abs((counts * (truth - probabilities)) @ members).sum(axis=1) / counts.sum(axis=1)
