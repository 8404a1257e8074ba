"""What a search makes as large as it can: one number of an epoch, on the validation patients alone."""

import math
from collections.abc import Mapping, Sequence

METRICS = {"f1": "F1", "auc": "AUC", "criterion": "0.6 SEN + 0.4 SPE"}
"""Values of the key `metric` in words."""


def value_of(epoch: Mapping[str, float], metric: str, labels: Sequence[int]) -> float:
    """Value of one epoch.

    Args:
        epoch: validation_auc, sensitivity, specificity (at a probability of 0.5) and criterion of some patients.
        metric: one of `METRICS`.
        labels: of the same patients, 1 or 0.

    Returns:
        For `f1`, 2 TP / (2 TP + FP + FN). Where it is not defined (no patient is positive nor predicted so, no epoch
        is eligible by the criterion), 0; for `auc` of patients of one class, NaN.
    """
    if metric == "auc":
        return float(epoch["validation_auc"])
    if metric == "criterion":
        return 0.0 if math.isnan(epoch["criterion"]) else float(epoch["criterion"])
    positives = sum(labels)
    negatives = len(labels) - positives
    # A share of nobody is NaN.
    true_positives = epoch["sensitivity"] * positives if positives else 0.0
    false_positives = (1 - epoch["specificity"]) * negatives if negatives else 0.0
    counted = true_positives + false_positives + positives
    return 2 * true_positives / counted if counted else 0.0
