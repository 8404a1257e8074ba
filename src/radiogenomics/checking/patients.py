"""A table of patients with the files of each, whatever its columns are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files, unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.own_patients import ID, MASK_SUFFIX
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.modalities import MODALITIES

MASK = "mask"
"""Name of the segmentation among a patient's files."""


@dataclass(frozen=True)
class Patient:
    """A row of the table.

    Attributes:
        identifier: as the table has it.
        files: by sequence, and of the segmentation under `mask`; sequences without a file are left out.
    """

    identifier: str
    files: dict[str, Path]


def read_patients(path: Path, columns: Mapping[str, str], identifier: str = ID) -> tuple[list[Patient], pd.DataFrame]:
    """The patients of a table and their files, and the table as text.

    Args:
        path: CSV with one row per patient.
        columns: column of the paths of a sequence, or of `mask`; a path is relative to the table's folder. What is not
            named is taken from a column `path_<sequence>` or `<sequence>`, and where the table has none of these at
            all, files `<patient>_<sequence>.nii.gz` and `<patient>_segm.nii.gz` are looked for beside and below it.
        identifier: column of the patients' identifiers.

    Raises:
        InputError: the table cannot be read, or a column that is named is missing.
    """
    table = read_clinical_table(path, [identifier])
    found = _columns(table, columns, path)
    if not found:
        return _by_name(path.parent, table[identifier]), table
    patients = []
    for _, row in table.iterrows():
        files = {name: path.parent / row[column] for name, column in found.items() if row[column]}
        patients.append(Patient(row[identifier], files))
    return patients, table


def _columns(table: pd.DataFrame, columns: Mapping[str, str], path: Path) -> dict[str, str]:
    for name, column in columns.items():
        if name not in (*MODALITIES, MASK):
            raise InputError(
                f"{name!r} is no sequence{nearest(name, [*MODALITIES, MASK])}; use {', '.join(MODALITIES)}"
            )
        if column not in table:
            raise InputError(f"{path}: column {column!r} is missing{nearest(column, table)}; name the one of {name}")
    usual = {
        name: column for name in (*MODALITIES, MASK) for column in (f"path_{name}", name) if column in table.columns
    }
    return {name: column for name, column in {**usual, **columns}.items()}


def _by_name(folder: Path, identifiers: pd.Series) -> list[Patient]:
    index = index_files(folder)
    suffixes = {**{name: name for name in MODALITIES}, MASK: MASK_SUFFIX}
    patients = []
    for identifier in identifiers:
        files = {name: unique_file(index, f"{identifier}_{suffix}.nii.gz") for name, suffix in suffixes.items()}
        patients.append(Patient(identifier, {name: file for name, file in files.items() if file is not None}))
    return patients
