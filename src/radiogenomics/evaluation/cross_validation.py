"""AUC of repeated cross-validation, with an interval that knows that its folds share patients."""

import numpy as np
import pandas as pd

from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.evaluation.nadeau_bengio import ALL_EQUAL, METHOD, ROUNDING, corrected_interval


def fold_areas(predictions: pd.DataFrame, where: str) -> pd.Series:
    """AUC in every fold of every repeat, by (repeat, fold), of one model's labelled predictions on one input."""
    folds = predictions.groupby(["repeat", "fold"])[["label", "probability"]]
    return folds.apply(lambda fold: roc_area(fold["label"], fold["probability"], where=where).auc)


def measure_cross_validation(predictions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Mean AUC of every model and input over all folds of all repeats.

    Args:
        predictions: model, input, repeat, fold, patient_id, probability.
        labels: patient_id and label of all patients.

    Returns:
        model, input, metric (AUC), value, sd (over folds and repeats), ci_low, ci_high (within [0, 1]; empty where all
        folds are equal), method, n, n_positive, folds, repeats.

    Raises:
        InputError: a patient has no label.
    """
    labelled = with_labels(predictions, labels)
    rows = []
    for (model, name), group in labelled.groupby(["model", "input"], sort=False):
        areas = fold_areas(group, f"{model}, {name}")
        patients = group.drop_duplicates("patient_id")
        folds, repeats = group["fold"].nunique(), group["repeat"].nunique()
        low, high = corrected_interval(areas, 1 / folds)
        differ = high - low > ROUNDING
        rows.append(
            {
                "model": model,
                "input": name,
                "metric": "AUC",
                "value": np.mean(areas),
                "sd": np.std(areas, ddof=1),
                "ci_low": max(low, 0.0) if differ else np.nan,
                "ci_high": min(high, 1.0) if differ else np.nan,
                "method": METHOD if differ else ALL_EQUAL,
                "n": len(patients),
                "n_positive": int(patients["label"].sum()),
                "folds": folds,
                "repeats": repeats,
            }
        )
    return pd.DataFrame(rows)
