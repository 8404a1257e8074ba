"""Tables of patients as the gates read them."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.files import read_table

COHORT_COLUMNS = ("patient_id", "scan_id", "included")


def read_patients(path: str | Path, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """Table of the workflow with ids as text, as the records of fits have them.

    Args:
        path: a CSV with the column patient_id.
        columns: the only columns that are read; None reads all.

    Raises:
        InputError: the file is missing or not readable, or lacks its patients.
    """
    wanted = None if columns is None else list(columns)
    table = read_table(path, ["patient_id"], usecols=wanted and (lambda name: name in wanted))
    return table.astype({name: str for name in ("patient_id", "scan_id") if name in table})


def read_cohort(path: str | Path) -> pd.DataFrame:
    """Patients, scans, selection and paths of a cohort.csv; its labels, of test patients too, stay unread.

    Raises:
        InputError: the file is missing or not readable, or lacks its patients.
    """
    columns = read_table(path, nrows=0).columns
    return read_patients(path, [name for name in columns if name in COHORT_COLUMNS or name.startswith("path_")])


def read_all(paths: Iterable[str | Path]) -> pd.DataFrame:
    """Several tables of the same columns, one below the other, with ids of patients as text."""
    tables = [read_table(path) for path in paths]
    # A table without rows knows no types, which the others would lose.
    filled = [table for table in tables if len(table)]
    table = pd.concat(filled or tables[:1], ignore_index=True)
    return table.astype({"patient_id": str}) if "patient_id" in table else table
