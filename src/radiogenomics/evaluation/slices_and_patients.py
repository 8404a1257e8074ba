"""The same networks judged once per slice and once per patient.

Spoorthy 2023 does not say which of the two its figures are. Slices of one patient are not independent: intervals per
slice resample patients with all their slices, too.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from sklearn.metrics import precision_recall_fscore_support

from radiogenomics.evaluation.bootstrap import percentile_interval, stratified_counts
from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.evaluation.number_text import interval_text, number_text
from radiogenomics.evaluation.resampled import resampled_metrics
from radiogenomics.evaluation.titles import title_of

THRESHOLD = 0.5
CAPTION = "Results per slice and per patient"
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


def in_words(measured: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Results as a page shows them.

    Args:
        measured: rows of `slices_and_patients`.
        titles: of the models.

    Returns:
        Text: Network, Input, Per, Number, Accuracy and AUC with 95 % intervals, Precision, Recall, F1.
    """
    return pd.DataFrame(
        {
            "Network": [title_of(model, titles) for model in measured["model"]],
            "Input": measured["input"],
            "Per": measured["unit"],
            "Number": measured["n"],
            "Accuracy (95 % CI)": with_intervals(measured, "accuracy"),
            "AUC (95 % CI)": with_intervals(measured, "auc"),
            **{name: [number_text(x, 3) for x in measured[name.lower()]] for name in ("Precision", "Recall", "F1")},
        }
    )


def with_intervals(measured: pd.DataFrame, column: str) -> list[str]:
    """One of the columns with an interval, as text."""
    return [interval_text(*row) for row in measured[[column, f"{column}_low", f"{column}_high"]].to_numpy(float)]


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
