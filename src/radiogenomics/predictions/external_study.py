"""A study whose predictions and labels all come from tables that somebody else made."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.predictions.alike_models import notice_alike_models
from radiogenomics.predictions.external import as_predictions, read_external
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.predictions.odd_probabilities import refuse_same_predictions


def read_prediction_study(
    study: str, models: Mapping[str, ExternalSettings], label: LabelSettings
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Predictions, labels and selection of a study that trains nothing.

    Args:
        study: the study's name.
        models: tables of predictions by model; all must hold the same patients with the same labels.
        label: column of the label, its two classes and what means "not known".

    Returns:
        predictions: rows of predictions.csv (but `patients`) of the patients whose label is known.
        labels: patient_id, label; sorted by patient.
        flow: the columns of cohort_flow.csv (but `patients`): everybody in the table, and those whose label is known.

    Raises:
        InputError: a table is refused by `read_external`, two tables differ in their patients or labels or hold the
            same probabilities, or a class has no patient.
    """
    tables = {name: read_external(external, label, label.column) for name, external in models.items()}
    paths = {name: external.path for name, external in models.items()}
    refuse_same_predictions(tables, paths)
    notice_alike_models(tables, paths)
    (first, reference), *others = tables.items()
    for name, table in others:
        _refuse_differences(reference, table, models[first].path, models[name].path)
    labelled = reference[reference["label"].notna()].sort_values("patient_id")
    labels = labelled[["patient_id", "label"]].astype({"label": int}).reset_index(drop=True)
    if labels["label"].nunique() < 2:
        raise InputError(
            f"{models[first].path}: of {len(reference)} patients, {(labels['label'] == 1).sum()} are positive and "
            f"{(labels['label'] == 0).sum()} negative by {label.column}; both are needed: correct the study's label"
        )
    predictions = pd.concat([as_predictions(table, study, name) for name, table in tables.items()])
    known = predictions.merge(labels, on="patient_id").sort_values(["model", "patient_id"], ignore_index=True)
    return known, labels, _flow(reference, label)


def _refuse_differences(reference: pd.DataFrame, table: pd.DataFrame, first: str, second: str) -> None:
    """Models are compared on the same patients, and there is one truth."""
    a, b = (rows.set_index("patient_id")["label"].fillna(-1) for rows in (reference, table))
    for path, other, absent in (
        (second, first, a.index.difference(b.index)),
        (first, second, b.index.difference(a.index)),
    ):
        for patient in absent:
            raise InputError(
                f"{path}: patient {patient} of {other} is missing; give both tables the same patients, or make two "
                "studies"
            )
    for patient in a.index[a != b.reindex(a.index)]:
        raise InputError(f"{second}: patient {patient} has another label than in {first}; correct one of them")


def _flow(table: pd.DataFrame, label: LabelSettings) -> pd.DataFrame:
    known = table["label"].notna()
    left_out = table["label_text"][~known].replace("", "empty").value_counts().sort_index()
    why = "; ".join(f"{label.column} is {text}: {count}" for text, count in left_out.items())
    counts = {"n_positive": int((table["label"] == 1).sum()), "n_negative": int((table["label"] == 0).sum())}
    steps = [
        {"step": "in the table of predictions", "n_after": len(table), "why": "as published"},
        {"step": "label known", "n_after": int(known.sum()), "why": why or "nobody excluded"},
    ]
    flow = pd.DataFrame(steps).assign(n_before=len(table), **counts)
    return flow[["step", "n_before", "n_after", "n_positive", "n_negative", "why"]]
