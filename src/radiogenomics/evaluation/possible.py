"""Whether published figures are arithmetically possible with the number of patients they are of.

A share of k patients is a multiple of 1/k, an AUC without ties of 1/(positives × negatives). Sensitivity, specificity,
accuracy, precision, negative predictive value and F1 of one model on one test set all come from one confusion matrix,
and its point (1 − specificity, sensitivity) lies on the ROC curve, which bounds the AUC.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from radiogenomics.evaluation.repeated_runs import runs_agree

POOLED = ("SEN", "SPE", "ACC")
"""Shares of patients: their mean over runs on one test set is that of the runs' summed confusion matrices."""
RATIOS = ("PPV", "NPV", "F1")
"""Ratios whose denominator differs from run to run."""
FROM_MATRIX = (*POOLED, *RATIOS)
FEW_MATRICES = 50
"""Summed confusion matrices whose division among runs is tried; of more, ratios could rule out next to nothing."""


class Printed(NamedTuple):
    """A figure as it is printed: a share (0.72 for 72 %), and how many decimals of it are given."""

    value: float
    decimals: int


class Counts(NamedTuple):
    """Patients of a test set, and the runs (seeds, say) on it whose mean is printed; None where that is not known."""

    positive: int | None = None
    negative: int | None = None
    total: int | None = None
    runs: int = 1

    @property
    def class_sizes(self) -> list[tuple[int, int]]:
        """Positives and negatives; every division of the patients where the classes are not known, none without n."""
        if self.positive is not None and self.negative is not None:
            return [(self.positive, self.negative)]
        return [] if self.total is None else [(m, self.total - m) for m in range(1, self.total)]


def rounds_to(values: ArrayLike, printed: Printed) -> NDArray[np.bool_]:
    """Which of some exact values may be printed so; a half is rounded either way."""
    return np.abs(np.asarray(values) - printed.value) <= 0.5 * 10.0**-printed.decimals + 1e-12


def attainable(metric: str, printed: Printed, counts: Counts) -> bool | None:
    """Whether one figure alone is possible; None where that cannot be said.

    That is so of AP and Dice, without a number of patients, and of a mean over runs of ratios.
    """
    known = (*POOLED, "AUC") if counts.runs > 1 else (*FROM_MATRIX, "AUC")
    if not counts.class_sizes or metric not in known:
        return None
    if metric != "AUC":
        return len(confusion_matrices({metric: printed}, counts)) > 0
    return any(_auc_attainable(printed, m * n * counts.runs) for m, n in counts.class_sizes)


def confusion_matrices(figures: Mapping[str, Printed], counts: Counts) -> NDArray[np.int64]:
    """All confusion matrices that give the figures together; with several runs their sum over the runs.

    Args:
        figures: printed values of some of SEN, SPE, ACC, PPV, NPV and F1; others are ignored.
        counts: patients and runs. Where the classes are not known, every division of the patients is tried.

    Returns:
        TP, FP, FN, TN; (matrices, 4).
    """
    found = [_matrices_of_classes(figures, m, n, counts.runs) for m, n in counts.class_sizes]
    return np.concatenate(found) if found else np.empty((0, 4), dtype=np.int64)


def auc_bounds(sensitivity: ArrayLike, specificity: ArrayLike) -> tuple[NDArray, NDArray]:
    """Lowest and highest AUC of a ROC curve (which never falls) through one point, ties counting one half."""
    sensitivity, specificity = np.asarray(sensitivity), np.asarray(specificity)
    return sensitivity * specificity, 1 - (1 - sensitivity) * (1 - specificity)


def auc_agrees(printed: Printed, matrices: NDArray[np.int64]) -> bool:
    """Whether the ROC curve of one of the confusion matrices of a single run may have the printed AUC."""
    tp, fp, fn, tn = matrices.T
    low, high = auc_bounds(tp / (tp + fn), tn / (tn + fp))
    margin = 0.5 * 10.0**-printed.decimals + 1e-12
    return bool(((low - margin <= printed.value) & (printed.value <= high + margin)).any())


def _auc_attainable(printed: Printed, steps: int) -> bool:
    return 0 <= printed.value <= 1 and bool(rounds_to(round(printed.value * steps) / steps, printed))


def _matrices_of_classes(figures: Mapping[str, Printed], m: int, n: int, runs: int) -> NDArray[np.int64]:
    tp, fp = (axis.ravel() for axis in np.meshgrid(np.arange(m * runs + 1), np.arange(n * runs + 1), indexing="ij"))
    matrices = np.stack([tp, fp, m * runs - tp, n * runs - fp], axis=1)
    for metric in POOLED:
        if metric in figures:
            matrices = matrices[rounds_to(_ratio(metric, matrices), figures[metric])]
    ratios = {metric: figures[metric] for metric in RATIOS if metric in figures}
    if runs == 1:
        for metric, printed in ratios.items():
            matrices = matrices[rounds_to(_ratio(metric, matrices), printed)]
        return matrices
    if not ratios or len(matrices) > FEW_MATRICES:
        return matrices
    return matrices[np.array([runs_agree(ratios, row, m, n, runs) for row in matrices], dtype=bool)]


def _ratio(metric: str, matrices: NDArray[np.int64]) -> NDArray[np.float64]:
    """A metric of confusion matrices (matrices, 4); NaN where it is not defined."""
    tp, fp, fn, tn = matrices.T
    numerator, denominator = {
        "SEN": (tp, tp + fn),
        "SPE": (tn, tn + fp),
        "ACC": (tp + tn, tp + fp + fn + tn),
        "PPV": (tp, tp + fp),
        "NPV": (tn, tn + fn),
        "F1": (2 * tp, 2 * tp + fp + fn),
    }[metric]
    return np.divide(numerator, denominator, out=np.full(len(matrices), np.nan), where=denominator > 0)
