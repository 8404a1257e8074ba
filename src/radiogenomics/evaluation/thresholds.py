"""Operating thresholds, chosen on validation patients alone: a patient is called positive above one.

Youden 1950, Cancer 3:32–35.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.errors import InputError
from radiogenomics.evaluation.scores import checked_probabilities

HALF, YOUDEN, SENSITIVITY = "half", "youden", "sensitivity"
RULES = (HALF, YOUDEN, SENSITIVITY)
CALLS_EVERYBODY = -1e-9
"""Threshold below a lowest probability of 0, above which that patient too is called."""
COLUMNS = ("model", "ensemble", "rule", "threshold", "n", "n_positive", "sensitivity", "specificity")


def choose_thresholds(validation: pd.DataFrame, sensitivity: float) -> pd.DataFrame:
    """Thresholds of every model and ensemble by every rule: 0.5, Youden's, and that which keeps a sensitivity.

    Args:
        validation: model, ensemble, patient_id, probability and label of validation patients.
        sensitivity: sensitivity to keep, in (0, 1).

    Returns:
        model, ensemble, rule, threshold, n, n_positive, sensitivity, specificity (of the validation patients).

    Raises:
        InputError: the validation patients of an ensemble are of one class, or a probability is not in [0, 1].
    """
    rows = []
    for (model, ensemble), patients in validation.groupby(["model", "ensemble"], sort=False):
        where = f"validation patients of {model}, {ensemble}"
        truth, values = checked_probabilities(patients["label"], patients["probability"], where)
        chosen = {HALF: 0.5, YOUDEN: youden_threshold(truth, values)}
        chosen[SENSITIVITY] = sensitivity_threshold(truth, values, sensitivity)
        for rule, threshold in chosen.items():
            called = values > threshold
            found, spared = called[truth].mean(), (~called[~truth]).mean()
            rows.append((model, ensemble, rule, threshold, truth.size, np.count_nonzero(truth), found, spared))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def candidate_thresholds(probabilities: NDArray) -> NDArray[np.float64]:
    """Every threshold that calls other patients than the next, rising: midway between neighbouring probabilities.

    The first calls everybody: it lies midway between 0 and the lowest probability, below 0 where that is 0. The last
    calls nobody.
    """
    values = np.unique(probabilities)
    middle = (values[:-1] + values[1:]) / 2
    # Of two neighbouring floating-point numbers the middle may be rounded to the higher one, which is to be called.
    middle = np.where(middle < values[1:], middle, values[:-1])
    first = values[0] / 2 if values[0] > 0 else CALLS_EVERYBODY
    return np.concatenate([[first], middle, [(values[-1] + 1) / 2]])


def youden_threshold(truth: NDArray[np.bool_], probabilities: NDArray) -> float:
    """Threshold at which sensitivity + specificity − 1 is highest.

    Of several, that whose sensitivity and specificity differ least, and of those the lowest, which misses fewest.
    """
    thresholds = candidate_thresholds(probabilities)
    found, spared = _rates(truth, probabilities, thresholds)
    # Rates are ratios of small integers: equal sums may differ in their last bits.
    order = np.lexsort([thresholds, np.round(np.abs(found - spared), 12), -np.round(found + spared, 12)])
    return float(thresholds[order[0]])


def sensitivity_threshold(truth: NDArray[np.bool_], probabilities: NDArray, sensitivity: float) -> float:
    """Highest threshold that still calls at least this share of the positive patients."""
    thresholds = candidate_thresholds(probabilities)
    found, _ = _rates(truth, probabilities, thresholds)
    return float(thresholds[found >= sensitivity - 1e-12][-1])


def threshold_of(thresholds: pd.DataFrame | None, model: str, ensemble: str, rule: str) -> tuple[float, str]:
    """Threshold of a model and ensemble, and its rule: 0.5 where nothing was chosen, as for published predictions.

    Raises:
        InputError: something was chosen, but not by this rule.
    """
    if thresholds is None:
        return 0.5, HALF
    rows = thresholds[(thresholds["model"] == model) & (thresholds["ensemble"] == ensemble)]
    if rows.empty:
        return 0.5, HALF
    by_rule = rows.set_index("rule")["threshold"]
    if rule not in by_rule.index:
        raise InputError(f"thresholds: {model}, {ensemble}: no rule {rule!r}; known are {', '.join(by_rule.index)}")
    return float(by_rule[rule]), rule


def rule_title(rule: str, sensitivity: float) -> str:
    """What a rule is called in tables."""
    titles: Mapping[str, str] = {
        HALF: "0.5",
        YOUDEN: "highest Youden index",
        SENSITIVITY: f"sensitivity ≥ {sensitivity:g}",
    }
    return titles[rule]


def _rates(truth: NDArray[np.bool_], values: NDArray, thresholds: NDArray) -> tuple[NDArray, NDArray]:
    """Sensitivity and specificity above each threshold."""
    positives, negatives = np.sort(values[truth]), np.sort(values[~truth])
    found = 1 - np.searchsorted(positives, thresholds, side="right") / positives.size
    return found, np.searchsorted(negatives, thresholds, side="right") / negatives.size
