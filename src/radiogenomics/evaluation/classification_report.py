"""Precision, recall and F1 of both classes, as Spoorthy 2023 reports them (Fig. 7), per slice and per patient."""

import numpy as np
import pandas as pd
from sklearn.metrics import precision_recall_fscore_support

from radiogenomics.evaluation.ensembles import with_labels

THRESHOLD = 0.5
CAPTION = "Classification report of the network and input with the highest validation accuracy"
HEADINGS = {
    "model": "Model",
    "input": "Input",
    "unit": "Per",
    "row": "",
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "support": "Support",
}
NOTE = (
    "The network and its input are chosen by the accuracy on validation patients, not on the test patients that the "
    f"table counts. Positive is a probability above {THRESHOLD:g}. A share of nothing is empty."
)
KEYS = ["model", "input", "patient_id"]


def best_on_validation(slices: pd.DataFrame, train_labels: pd.DataFrame) -> tuple[str, str]:
    """Model and input whose out-of-fold predictions of patients are most often right, the first of equals.

    Args:
        slices: model, input, subset, patient_id and probability of single slices.
        train_labels: patient_id and label of the training patients.
    """
    return validation_accuracies(slices, train_labels).idxmax()


def validation_accuracies(slices: pd.DataFrame, train_labels: pd.DataFrame) -> pd.Series:
    """Share of the validation patients who are called what they are, by model and input, in order of occurrence.

    Args:
        slices, train_labels: as of `best_on_validation`.
    """
    validated = _of_patients(slices[slices["subset"] == "validation"])
    judged = with_labels(validated, train_labels)
    right = (judged["probability"] > THRESHOLD) == judged["label"].astype(bool)
    return right.groupby([judged["model"], judged["input"]], sort=False).mean()


def classification_report(slices: pd.DataFrame, labels: pd.DataFrame, classes: tuple[str, str]) -> pd.DataFrame:
    """The report of one model on one input, on the test patients.

    Args:
        slices: patient_id, item, subset and probability of single slices, of one or several folds.
        labels: patient_id and label of the test patients.
        classes: names of the positive and of the negative class.

    Returns:
        unit (slice, patient), row (the negative class, the positive one, `mean`, `mean by support`), precision, recall,
        f1 and support.
    """
    tested = slices[slices["subset"] == "test"]
    items = tested.groupby(["patient_id", "item"], sort=False)["probability"].mean().reset_index()
    tables = []
    for unit, means in (("slice", items), ("patient", items.groupby("patient_id")["probability"].mean().reset_index())):
        judged = with_labels(means, labels)
        called = (judged["probability"] > THRESHOLD).astype(int)
        rows = [precision_recall_fscore_support(judged["label"], called, labels=[0, 1], zero_division=np.nan)]
        table = pd.DataFrame(np.array(rows[0]).T, columns=["precision", "recall", "f1", "support"])
        shares, support = table[["precision", "recall", "f1"]], table["support"]
        means_of = pd.DataFrame(
            [shares.mean(skipna=False), (shares.mul(support, axis=0)).sum(skipna=False) / support.sum()]
        )
        table = pd.concat([table, means_of.assign(support=support.sum())], ignore_index=True)
        table.insert(0, "row", [classes[1], classes[0], "mean", "mean by support"])
        table.insert(0, "unit", unit)
        tables.append(table.astype({"support": int}))
    return pd.concat(tables, ignore_index=True)


def _of_patients(slices: pd.DataFrame) -> pd.DataFrame:
    return slices.groupby(KEYS, sort=False)["probability"].mean().reset_index()
