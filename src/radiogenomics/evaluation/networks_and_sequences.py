"""Networks on slices as Spoorthy 2023 tabulates them: side by side, and before and after fine-tuning."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.slices_and_patients import in_words, with_intervals
from radiogenomics.evaluation.titles import title_of

NETWORKS_CAPTION = "Networks compared"
SEQUENCES_CAPTION = "Sequences before and after fine-tuning"
NETWORKS_NOTE = (
    "Each network on the input with its highest accuracy on validation patients (the first of equals); counts are of "
    "test patients and of their slices. Positive is a probability above 0.5; precision, recall and F1 are of the "
    "positive class."
)
SEQUENCES_NOTE = (
    "One network for each sequence: the head alone trained on the frozen base, and then fine-tuned from there. "
    "Positive is a probability above 0.5."
)


def networks_table(measured: pd.DataFrame, validated: pd.Series, titles: Mapping[str, str]) -> pd.DataFrame:
    """Every network on its best input, per slice and per patient (Table I).

    Args:
        measured: rows of `slices_and_patients`.
        validated: accuracy on validation patients by model and input.
        titles: of the models.

    Returns:
        Text: Network, Input, Per, Number, Accuracy and AUC with 95 % intervals, Precision, Recall, F1.
    """
    best = [of_model.idxmax() for _, of_model in validated.groupby(level=0, sort=False)]
    rows = measured.set_index(["model", "input"]).loc[best].reset_index()
    return in_words(rows, titles)


def sequences_table(measured: pd.DataFrame, continued: Mapping[str, str], titles: Mapping[str, str]) -> pd.DataFrame:
    """Every input before and after fine-tuning, per slice and per patient (Table II).

    Args:
        measured: rows of `slices_and_patients`.
        continued: the model that goes on from another, and that other.
        titles: of the models.

    Returns:
        Text: Input, Per, and Accuracy and AUC with 95 % intervals of each model, the earlier one first.
    """
    rows = []
    for after, before in continued.items():
        for (name, unit), own in measured.groupby(["input", "unit"], sort=False):
            row = {"Input": name, "Per": unit}
            for model in (before, after):
                found = own[own["model"] == model]
                for column, heading in (("accuracy", "accuracy"), ("auc", "AUC")):
                    row[f"{title_of(model, titles)}: {heading} (95 % CI)"] = with_intervals(found, column)[0]
            rows.append(row)
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["Input", "Per"])
