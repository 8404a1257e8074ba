"""The epoch whose weights are kept."""

import math

import pandas as pd

SENSITIVITY_WEIGHT = 0.6
SPECIFICITY_WEIGHT = 0.4
MINIMUM = 0.5
REPORTED = ("criterion", "sensitivity", "specificity", "validation_loss", "validation_auc")


def criterion(sensitivity: float, specificity: float) -> float:
    """Evaluation criterion M = 0.6 SEN + 0.4 SPE (Schmitz 2024, equation 4).

    Equation 4 writes (SEN ≥ 0.5) and (SPE ≥ 0.5); it is read as: both have to reach 0.5, otherwise the epoch is not
    eligible and M is NaN.
    """
    if not (sensitivity >= MINIMUM and specificity >= MINIMUM):
        return math.nan
    return SENSITIVITY_WEIGHT * sensitivity + SPECIFICITY_WEIGHT * specificity


def select_epoch(history: pd.DataFrame) -> dict[str, object]:
    """Choose the epoch with the highest criterion; of equals the one with the lower validation loss, then the earlier.

    Where no epoch is eligible (or validation patients are of one class, so that M is undefined) the last one is taken.

    Args:
        history: columns epoch, criterion, sensitivity, specificity, validation_loss, validation_auc.

    Returns:
        epoch, rule (`criterion` or `last_epoch`) and the epoch's values, None where undefined.
    """
    eligible = history.dropna(subset=["criterion"])
    if len(eligible):
        ranked = eligible.sort_values(["criterion", "validation_loss", "epoch"], ascending=[False, True, True])
        rule, chosen = "criterion", ranked.iloc[0]
    else:
        rule, chosen = "last_epoch", history.sort_values("epoch").iloc[-1]
    values = {name: float(chosen[name]) if math.isfinite(chosen[name]) else None for name in REPORTED}
    return {"epoch": int(chosen["epoch"]), "rule": rule, **values}
