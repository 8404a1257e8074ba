"""Patients who lack a modality, predicted by the tower of the one that they have."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.number_text import interval_text

TOWERS = {"image_tower": "image tower", "gene_tower": "gene tower", "fusion": "fusion"}


def incomplete_table(tables: Mapping[str, pd.DataFrame], labels: pd.Series) -> pd.DataFrame:
    """One row per fusion and what predicted in its place.

    Args:
        tables: by title of the fusion: fold, patient_id, probability, used; each patient once.
        labels: 1 or 0 by patient.
    """
    rows = []
    for title, table in tables.items():
        for used, part in table.groupby("used", sort=True):
            scores = part.set_index("patient_id")["probability"]
            truth = labels.loc[scores.index]
            area = roc_area(truth, scores) if truth.nunique() == 2 else None
            auc = "one class" if area is None else interval_text(*area[:3])
            counts = f"{len(truth)} ({int(truth.sum())})"
            rows.append({"Model": title, "Predicted by": TOWERS[used], "Patients (positive)": counts, "AUC": auc})
    return pd.DataFrame(rows)


def incomplete_note() -> str:
    """What stands under the table."""
    return (
        "Patients with scans or expression alone, each by the networks of the fold in which he or she validates the "
        "tower: nobody here trained it, but all of them chose its epoch. AUC with DeLong's 95 % interval, over folds."
    )
