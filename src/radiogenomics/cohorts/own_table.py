"""The table of one's own patients, whatever its columns are called."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import FileIndex, likeness, unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.own_settings import ID, OwnTableSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.oddities import notice

ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
"""Zeros before a number."""


def find_own_table(index: FileIndex, folder: Path, settings: OwnTableSettings) -> Path:
    """The table: a path below the folder, or a name at any depth.

    Raises:
        InputError: there is none, or two that differ.
    """
    path = folder / settings.file
    found = path if path.is_file() else unique_file(index, settings.file)
    if found is None:
        raise InputError(
            f"{folder}: no {settings.file!r} in it or below{nearest(settings.file, index)}; write one with a column "
            f"{settings.patient_id!r}"
        )
    return found


def read_own_table(path: Path, settings: OwnTableSettings) -> pd.DataFrame:
    """Text cells by patient_id; a patient is one row.

    Raises:
        InputError: the table is not readable, a column is missing that the config names (the nearest is named), or a
            patient has no id or two rows, or there is none.
    """
    name = settings.patient_id
    table = read_clinical_table(path, [name])
    named = {"age": settings.age, "sex": settings.sex, "site": settings.site, "session": settings.session}
    named |= {f"paths.{sequence}": column for sequence, column in settings.paths.items()}
    for key, column in named.items():
        if column is not None and column not in table:
            raise InputError(f"{path}: column {column!r} is missing{nearest(column, table)}; correct own.table.{key}")
    if table.empty:
        raise InputError(f"{path}: no patient below the header; add their rows")
    for row in table.index[table[name] == ""]:
        raise InputError(f"{path}: patient row {row + 1} has no {name}; fill it in or remove the row")
    for patient_id in table[name][table[name].duplicated()]:
        raise InputError(f"{path}: patient {patient_id} is there twice; remove the wrong row")
    _notice_alike(table[name], path)
    other = [ID] if name != ID and ID in table else []
    return table.drop(columns=other).set_index(name).rename_axis(ID)


def _notice_alike(ids: pd.Series, path: Path) -> None:
    """Notice ids that differ in case, blanks or zeros before a number alone; one patient could train and be tested."""
    first: dict[str, str] = {}
    for patient in ids:
        other = first.setdefault(ZEROS.sub("", likeness(patient)), patient)
        if other != patient:
            notice(path, patient, f"differs from patient {other} in case, blanks or zeros alone; are they one patient?")
