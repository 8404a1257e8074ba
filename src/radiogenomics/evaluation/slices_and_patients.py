"""The same networks judged once per slice and once per patient.

Spoorthy 2023 does not say which of the two its figures are. Slices of one patient are not independent: intervals per
slice resample patients with all their slices, too.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

from radiogenomics.evaluation.ensembles import with_labels

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
    codes, patients = pd.factorize(table["patient_id"])
    truth, values = table["label"].to_numpy(int), table["probability"].to_numpy(float)
    of_patient = truth[np.unique(codes, return_index=True)[1]]
    generator = np.random.default_rng(seed)
    drawn = []
    for _ in range(draws):
        counts = np.zeros(len(patients), dtype=np.int64)
        for label in (0, 1):
            members = np.flatnonzero(of_patient == label)
            counts += np.bincount(generator.choice(members, len(members)), minlength=len(patients))
        drawn.append(_scores(truth, values, counts[codes]))
    low, high = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    auc, accuracy = _scores(truth, values, np.ones(len(table)))
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, values > THRESHOLD, average="binary", zero_division=np.nan
    )
    return {
        **{"auc": auc, "auc_low": low[0], "auc_high": high[0]},
        **{"accuracy": accuracy, "accuracy_low": low[1], "accuracy_high": high[1]},
        **{"precision": precision, "recall": recall, "f1": f1},
    }


def _scores(truth: NDArray, values: NDArray, weights: NDArray) -> tuple[float, float]:
    correct = ((values > THRESHOLD) == truth) * weights
    return roc_auc_score(truth, values, sample_weight=weights), correct.sum() / weights.sum()
