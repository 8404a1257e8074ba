"""The same networks judged once per slice and once per patient.

Spoorthy 2023 does not say which of the two its figures are. Slices of one patient are not independent: intervals per
slice resample patients with all their slices, too.
"""

import numpy as np
import pandas as pd
from sklearn.metrics import precision_recall_fscore_support

from radiogenomics.evaluation.bootstrap import percentile_interval, stratified_counts
from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.evaluation.resampled import resampled_metrics

THRESHOLD = 0.5
CAPTION = "Results per slice and per patient"
HEADINGS = {
    "model": "Model",
    "input": "Input",
    "unit": "Per",
    "n": "Number",
    "auc": "AUC",
    "accuracy": "Accuracy",
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
}
KEYS = ["model", "input", "patient_id", "item"]


def slices_and_patients(slices: pd.DataFrame, labels: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
    """AUC and accuracy of test patients, per slice and per patient.

    Args:
        slices: model, input, fold, subset, patient_id, item and probability of single slices.
        labels: patient_id and label of the test patients.
        draws: bootstrap draws of patients, within each class.
        seed: of the draws.

    Returns:
        Two rows per model and input: model, input, unit (`slice`, `patient`), n (units), auc and accuracy with
        auc_low, auc_high, accuracy_low and accuracy_high, the bounds of their 95 % intervals (percentiles); and
        precision, recall and f1 of the positive class, missing where they would be shares of nothing.
    """
    tested = slices[slices["subset"] == "test"]
    means = tested.groupby(KEYS, sort=False)["probability"].mean().reset_index()
    labelled = with_labels(means, labels)
    rows = []
    for (model, name), own in labelled.groupby(["model", "input"], sort=False):
        patients = own.groupby("patient_id", sort=False).agg(
            probability=("probability", "mean"), label=("label", "first")
        )
        for unit, table in (("slice", own), ("patient", patients.reset_index())):
            rows.append({"model": model, "input": name, "unit": unit, "n": len(table), **_measured(table, draws, seed)})
    return pd.DataFrame(rows)


def note(table: pd.DataFrame, who: str) -> str:
    """What stands under the table."""
    patients = table.loc[table["unit"] == "patient", "n"]
    return (
        f"{int(patients.max())} test {who}; a slice or patient is positive above a probability of {THRESHOLD:g}. "
        "Intervals: 95 %, bootstrap of patients, with all their slices, within each class."
    )


def _measured(table: pd.DataFrame, draws: int, seed: int) -> dict[str, float]:
    """AUC and accuracy with their intervals; a patient is drawn with all rows."""
    codes, _ = pd.factorize(table["patient_id"])
    truth, values = table["label"].to_numpy(bool), table["probability"].to_numpy(float)
    of_patients = truth[np.unique(codes, return_index=True)[1]]
    drawn = resampled_metrics(truth, values, THRESHOLD, stratified_counts(of_patients, draws, seed)[:, codes])
    once = resampled_metrics(truth, values, THRESHOLD, np.ones((1, len(table)), dtype=np.int64))
    intervals = {}
    for name, metric in (("auc", "AUC"), ("accuracy", "ACC")):
        low, high = percentile_interval(drawn[metric])
        intervals |= {name: once[metric].item(), f"{name}_low": low, f"{name}_high": high}
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, values > THRESHOLD, average="binary", zero_division=np.nan
    )
    return {**intervals, "precision": precision, "recall": recall, "f1": f1}
