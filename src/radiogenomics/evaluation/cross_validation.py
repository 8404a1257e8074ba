"""AUC of repeated cross-validation, with an interval that knows that its folds share patients."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import t

from radiogenomics.evaluation.delong import LEVEL, roc_area
from radiogenomics.evaluation.ensembles import with_labels

METHOD = "Nadeau–Bengio"


def corrected_interval(values: ArrayLike, test_share: float) -> tuple[float, float]:
    """95 % interval of the mean of a metric over the folds of repeated cross-validation.

    Training sets of different folds overlap, so the usual standard error is far too small; the variance is corrected
    by the ratio of held-out to training patients (Nadeau and Bengio 2003, Machine Learning 52:239–281, section 3).

    Args:
        values: the metric in every fold of every repeat, (n,); at least two.
        test_share: share of the patients that a fold holds out.
    """
    values = np.asarray(values, dtype=float)
    variance = values.var(ddof=1) * (1 / len(values) + test_share / (1 - test_share))
    reach = t.ppf((1 + LEVEL) / 2, len(values) - 1) * np.sqrt(variance)
    return float(values.mean() - reach), float(values.mean() + reach)


def measure_cross_validation(predictions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Mean AUC of every model and input over all folds of all repeats.

    Args:
        predictions: model, input, repeat, fold, patient_id, probability.
        labels: patient_id and label of all patients.

    Returns:
        model, input, metric (AUC), value, sd (over folds and repeats), ci_low, ci_high (within [0, 1]), method, n,
        n_positive, folds, repeats.

    Raises:
        InputError: a patient has no label.
    """
    labelled = with_labels(predictions, labels)
    rows = []
    for (model, name), group in labelled.groupby(["model", "input"], sort=False):
        areas = [
            roc_area(fold["label"], fold["probability"], where=f"{model}, {name}").auc
            for _, fold in group.groupby(["repeat", "fold"])
        ]
        patients = group.drop_duplicates("patient_id")
        folds, repeats = group["fold"].nunique(), group["repeat"].nunique()
        low, high = corrected_interval(areas, 1 / folds)
        rows.append(
            {
                "model": model,
                "input": name,
                "metric": "AUC",
                "value": np.mean(areas),
                "sd": np.std(areas, ddof=1),
                "ci_low": max(low, 0.0),
                "ci_high": min(high, 1.0),
                "method": METHOD,
                "n": len(patients),
                "n_positive": int(patients["label"].sum()),
                "folds": folds,
                "repeats": repeats,
            }
        )
    return pd.DataFrame(rows)
