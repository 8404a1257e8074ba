"""Means of ratios over several runs (seeds) on one test set: which can come from a given sum of confusion matrices."""

from collections.abc import Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray


def runs_agree(
    printed: Mapping[str, tuple[float, int]], matrix: NDArray[np.int64], positive: int, negative: int, runs: int
) -> bool:
    """Whether the runs' confusion matrices, of which only the sum is known, may have the printed means together.

    Args:
        printed: mean over the runs of PPV, NPV and F1, as far as they are printed: value, decimals.
        matrix: TP, FP, FN, TN, summed over the runs.
        positive, negative: patients of each class in the test set.
        runs: number of runs.
    """
    tp, fp = _shares(int(matrix[0]), positive, runs), _shares(int(matrix[1]), negative, runs)
    tp, fp = tp[:, None, :], fp[None, :, :]
    ratios = {
        "PPV": (tp, tp + fp),
        "NPV": (negative - fp, negative - fp + positive - tp),
        "F1": (2 * tp, tp + fp + positive),
    }
    agree = np.ones(np.broadcast_shapes(tp.shape, fp.shape)[:2], dtype=bool)
    for metric, (value, decimals) in printed.items():
        numerator, denominator = np.broadcast_arrays(*ratios[metric])
        # Not a number where a run calls nobody positive (or negative): such a run has no such ratio.
        shares = np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=denominator > 0)
        agree &= np.abs(shares.mean(axis=-1) - value) <= 0.5 * 10.0**-decimals + 1e-12
    return bool(agree.any())


def _shares(total: int, most: int, runs: int) -> NDArray[np.int64]:
    """All ways in which `total` is divided among the runs, none with more than `most`; (ways, runs)."""
    first = np.array(list(product(range(min(most, total) + 1), repeat=runs - 1)), dtype=np.int64)
    last = total - first.sum(axis=1)
    fits = (last >= 0) & (last <= most)
    return np.column_stack([first[fits], last[fits]])
