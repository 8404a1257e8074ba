"""Operating thresholds, chosen on validation patients alone: a patient is called positive above one.

Youden 1950, Cancer 3:32–35.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.errors import InputError
from radiogenomics.evaluation.number_text import NONE
from radiogenomics.evaluation.scores import checked_probabilities

HALF, YOUDEN, SENSITIVITY = "half", "youden", "sensitivity"
RULES = (HALF, YOUDEN, SENSITIVITY)
CALLS_EVERYBODY = -1e-9
"""Threshold below a lowest probability of 0, above which that patient too is called."""
COLUMNS = ("model", "ensemble", "rule", "threshold", "n", "n_positive", "sensitivity", "specificity")


MOST_DIGITS = 17
"""Significant digits that tell any two floating-point numbers apart."""


def choose_thresholds(
    validation: pd.DataFrame, sensitivity: float, constant: Collection[tuple[str, str]] = ()
) -> pd.DataFrame:
    """Thresholds of every model and ensemble by every rule: 0.5, Youden's, and that which keeps a sensitivity.

    A chosen threshold has as few digits as call the same validation patients, so that what a table prints is what was
    used.

    Args:
        validation: model, ensemble, patient_id, probability and label of validation patients.
        sensitivity: sensitivity to keep, in (0, 1).
        constant: model and ensemble of those that tell patients of a fold apart in nothing, which have 0.5 alone.

    Returns:
        model, ensemble, rule, threshold, n, n_positive, sensitivity, specificity (of the validation patients).

    Raises:
        InputError: the validation patients of an ensemble are of one class, or a probability is not in [0, 1].
    """
    rows = []
    for (model, ensemble), patients in validation.groupby(["model", "ensemble"], sort=False):
        where = f"validation patients of {model}, {ensemble}"
        truth, values = checked_probabilities(patients["label"], patients["probability"], where)
        chosen = {HALF: 0.5}
        if (model, ensemble) not in constant:
            chosen[YOUDEN] = shortest_between(youden_threshold(truth, values), values)
            chosen[SENSITIVITY] = shortest_between(sensitivity_threshold(truth, values, sensitivity), values)
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


def shortest_between(threshold: float, probabilities: NDArray, fewest: int = 3) -> float:
    """Decimal of fewest significant digits, but at least `fewest`, between the probabilities next to a threshold."""
    lower = probabilities[probabilities <= threshold].max(initial=-np.inf)
    upper = probabilities[probabilities > threshold].min(initial=np.inf)
    for digits in range(fewest, MOST_DIGITS):
        rounded = float(f"{threshold:.{digits}g}")
        if lower < rounded < upper:
            return rounded
    return threshold


def threshold_text(threshold: float, fewest: int = 3) -> str:
    """A threshold with all its significant digits, at least `fewest`; `–` for a missing one."""
    if np.isnan(threshold):
        return NONE
    if threshold < 0:
        return "below 0"
    digits = next(
        (count for count in range(fewest, MOST_DIGITS) if float(f"{threshold:.{count}g}") == threshold), MOST_DIGITS
    )
    return f"{Decimal(f'{threshold:.{digits - 1}e}'):f}"


def threshold_of(thresholds: pd.DataFrame | None, model: str, ensemble: str, rule: str) -> tuple[float, str]:
    """Threshold of a model and ensemble, and its rule: 0.5 where nothing was chosen.

    Nothing is chosen for published predictions, and for a model that predicts the same for all patients.

    Raises:
        InputError: there is no such rule.
    """
    if rule not in RULES:
        raise InputError(f"thresholds: {model}, {ensemble}: no rule {rule!r}; known are {', '.join(RULES)}")
    if thresholds is None:
        return 0.5, HALF
    rows = thresholds[(thresholds["model"] == model) & (thresholds["ensemble"] == ensemble)]
    by_rule = rows.set_index("rule")["threshold"]
    return (float(by_rule[rule]), rule) if rule in by_rule.index else (0.5, HALF)


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
