"""Patients whose scans turned out not to be usable when they were prepared, as a series with too few slices."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.files import read_table

COLUMNS = ["patient_id", "modality", "reason"]


def read_exclusions(paths: Iterable[str | Path]) -> pd.DataFrame:
    """All rows of some tables of exclusions: patient_id, modality and reason.

    Raises:
        InputError: a table is missing or lacks a column.
    """
    tables = [read_table(path, required=COLUMNS, dtype=str) for path in paths]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS, dtype=str)


def without_excluded(cohort: pd.DataFrame, exclusions: pd.DataFrame) -> pd.DataFrame:
    """The cohort, in which a patient does not have a modality that cannot be used."""
    cohort = cohort.copy()
    for modality, rows in exclusions.groupby("modality"):
        excluded = cohort["patient_id"].astype(str).isin(rows["patient_id"])
        cohort[f"has_{modality}"] = cohort[f"has_{modality}"].astype(bool) & ~excluded
    return cohort


def explained(dropped: pd.DataFrame, exclusions: pd.DataFrame) -> pd.DataFrame:
    """Rows of dropped.csv, with why a modality cannot be used behind the reason: `without T1 (T1: …)`."""
    details = (exclusions["modality"] + ": " + exclusions["reason"]).groupby(exclusions["patient_id"]).agg("; ".join)
    known = dropped["patient_id"].astype(str).map(details)
    return dropped.assign(reason=dropped["reason"].where(known.isna(), dropped["reason"] + " (" + known + ")"))
