"""What each threshold would mean for the test patients: shares called rightly, and how far a call can be believed."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.evaluation.bootstrap import DRAWS, enough_patients, percentile_interval, stratified_counts
from radiogenomics.evaluation.metrics import ONE_CLASS, bootstrap_interval
from radiogenomics.evaluation.proportions import confusion, proportion
from radiogenomics.evaluation.resampled import weighted_f1
from radiogenomics.evaluation.scores import checked_probabilities
from radiogenomics.evaluation.thresholds import RULES, threshold_of

OPERATING_METRICS = ("SEN", "SPE", "ACC", "PPV", "NPV", "F1")
COLUMNS = (
    *("model", "ensemble", "rule", "threshold", "metric", "value", "ci_low", "ci_high", "method"),
    *("count", "total", "n", "n_positive"),
)
NO_PATIENTS = {
    "SEN": ONE_CLASS,
    "SPE": ONE_CLASS,
    "PPV": "not defined (nobody called positive)",
    "NPV": "not defined (nobody called negative)",
}


def operating_points(
    probabilities: pd.DataFrame, thresholds: pd.DataFrame | None, seed: int, draws: int = DRAWS
) -> pd.DataFrame:
    """Metrics of every model and ensemble on the test patients, at every threshold that was chosen for it.

    Args:
        probabilities: rows of `ensemble_probabilities`.
        thresholds: rows of thresholds.csv; a model or ensemble without a row is shown at 0.5.
        seed: seed of the bootstrap of F1.
        draws: number of bootstrap draws.

    Returns:
        model, ensemble, rule, threshold, metric (SEN, SPE, ACC, PPV, NPV, F1), value, ci_low, ci_high, method, count,
        total (of the shares), n, n_positive. A value that no patient defines is empty; the method says why.
    """
    rows = []
    for (model, ensemble), patients in probabilities.groupby(["model", "ensemble"], sort=False):
        where = f"{model}, {ensemble}"
        for rule in RULES:
            threshold, found_rule = threshold_of(thresholds, model, ensemble, rule)
            if found_rule != rule:
                continue
            table = _at_threshold(patients, threshold, seed, draws, where)
            rows.append(table.assign(model=model, ensemble=ensemble, rule=rule, threshold=threshold))
    return pd.concat(rows, ignore_index=True)[list(COLUMNS)]


def _at_threshold(patients: pd.DataFrame, threshold: float, seed: int, draws: int, where: str) -> pd.DataFrame:
    truth, values = checked_probabilities(patients["label"], patients["probability"], where, both_classes=False)
    rows = []
    for metric, (count, total) in confusion(truth, values, threshold).shares.items():
        method = "Wilson" if total else NO_PATIENTS[metric]
        rows.append((metric, *proportion(count, total), method, count, total))
    rows.append(("F1", *_f1(truth, values > threshold, seed, draws), np.nan, np.nan))
    columns = ["metric", "value", "ci_low", "ci_high", "method", "count", "total"]
    table = pd.DataFrame(rows, columns=columns).astype({"count": "Int64", "total": "Int64"})
    return table.assign(n=truth.size, n_positive=np.count_nonzero(truth))


def _f1(truth: NDArray[np.bool_], called: NDArray[np.bool_], seed: int, draws: int) -> tuple[float, float, float, str]:
    """F1 with its bootstrap interval and the method of that."""
    value = float(weighted_f1(truth, called, np.ones((1, truth.size)))[0])
    if np.isnan(value):
        return value, np.nan, np.nan, ONE_CLASS
    interval = (np.nan, np.nan)
    if enough_patients(truth):
        interval = percentile_interval(weighted_f1(truth, called, stratified_counts(truth, draws, seed)))
    return value, *bootstrap_interval(*interval)
