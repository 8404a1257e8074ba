"""The epoch whose weights are kept."""

import math
from typing import Literal

import pandas as pd

SENSITIVITY_WEIGHT = 0.6
SPECIFICITY_WEIGHT = 0.4
MINIMUM = 0.5
REPORTED = ("criterion", "sensitivity", "specificity", "validation_loss", "validation_auc")
LAST_EPOCH = "last_epoch"
"""Rule of a selection that takes the last epoch, because nothing else is asked for or none is eligible."""

# Columns that decide, each only among equals of the one before, and whether the lower value is the better one.
ORDER = {
    "criterion": {"criterion": False, "validation_loss": True, "epoch": True},
    "loss": {"validation_loss": True, "epoch": True},
    "auc": {"validation_auc": False, "validation_loss": True, "epoch": True},
    "dice": {"dice_mean": False, "validation_loss": True, "epoch": True},
}


def criterion(sensitivity: float, specificity: float) -> float:
    """Evaluation criterion M = 0.6 SEN + 0.4 SPE (Schmitz 2024, equation 4).

    Equation 4 writes (SEN ≥ 0.5) and (SPE ≥ 0.5); it is read as: both have to reach 0.5, otherwise the epoch is not
    eligible and M is NaN.
    """
    if not (sensitivity >= MINIMUM and specificity >= MINIMUM):
        return math.nan
    return SENSITIVITY_WEIGHT * sensitivity + SPECIFICITY_WEIGHT * specificity


def select_epoch(
    history: pd.DataFrame,
    by: Literal["criterion", "loss", "auc", "dice"] = "criterion",
    reported: tuple[str, ...] = REPORTED,
) -> dict[str, object]:
    """Choose the epoch with the best value; of equals the one with the lower validation loss, then the earlier.

    Where no epoch is eligible (or validation patients are of one class, so that M is undefined) the last one is taken.

    Args:
        history: columns epoch and those of `reported`.
        by: the highest criterion, the lowest validation loss, the highest AUC or the highest mean Dice coefficient.
        reported: columns whose values at the chosen epoch are told.

    Returns:
        epoch, rule (`by` or `last_epoch`) and the epoch's values, None where undefined.
    """
    order = ORDER[by]
    eligible = history.dropna(subset=[next(iter(order))])
    if len(eligible):
        ranked = eligible.sort_values(list(order), ascending=list(order.values()))
        return described_epoch(ranked.iloc[0], by, reported)
    return last_epoch(history, reported)


def last_epoch(history: pd.DataFrame, reported: tuple[str, ...]) -> dict[str, object]:
    """The last epoch as the selected one, as `select_epoch` tells it."""
    return described_epoch(history.sort_values("epoch").iloc[-1], LAST_EPOCH, reported)


def described_epoch(row: pd.Series, rule: str, reported: tuple[str, ...]) -> dict[str, object]:
    """Number of an epoch, the rule that chose it and its values, None where undefined."""
    values = {name: float(row[name]) if math.isfinite(row[name]) else None for name in reported}
    return {"epoch": int(row["epoch"]), "rule": rule, **values}
