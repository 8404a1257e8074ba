"""Patients of one's own: a table `patients.csv`, and scans beside it whose names begin with the patient's id."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import FileIndex, index_files, unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.own_files_by_name import (
    files_of_patients,
    refuse_missing_of_all,
    report_missing,
    report_strangers,
)
from radiogenomics.cohorts.patient_data import ages_in_years, sexes
from radiogenomics.cohorts.scan_table import SEGMENTATIONS, refuse_unknown_modalities, scan_table
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.modalities import MODALITIES

TABLE = "patients.csv"
ID = "patient_id"
YES_OR_NO = {"yes": True, "no": False}
MASK_SUFFIX = "segm"
LABEL_CONVENTION = ""  # Nobody says it; a config may.


def read_scans(local_dir: Path, modalities: list[str]) -> pd.DataFrame:
    """One row per patient of `patients.csv`, with the columns of `scan_table`.

    The table has a column `patient_id` and any columns that hold labels. Optional are `age` (years), `sex` (male or
    female), `site`, and `has_<modality>` (`yes`, `no`) where features are given without scans. Scans are called
    `<patient_id>_<modality>.nii.gz`, segmentations `<patient_id>_segm.nii.gz` (with the labels 1, 2 and 4 unless the
    config says otherwise); they lie at any depth. A name that differs in case, blanks, the form of letters, the zeros
    before a number or in `.nii` is known again; what is missing, and files of nobody, are noticed.

    Args:
        local_dir: folder that holds the table and the scans.
        modalities: modalities of interest, of any that UPENN-GBM has.

    Raises:
        InputError: a modality is not known; the table is missing, not readable or lacks its column; a patient has no
            id or two rows; a `has_` column holds something else; or two files of one name differ.
    """
    refuse_unknown_modalities(modalities, MODALITIES, "the list of modalities")
    index = index_files(local_dir)
    path = unique_file(index, TABLE)
    if path is None:
        raise InputError(
            f"{local_dir}: no {TABLE!r} in it or below{nearest(TABLE, index)}; write one with a column {ID!r}"
        )
    table = _patients(path)
    suffixes = {modality: modality for modality in modalities} | dict.fromkeys(SEGMENTATIONS, MASK_SUFFIX)
    files = files_of_patients(index, table.index, suffixes)
    promised = {modality: _promised(table, f"has_{modality}", path) for modality in modalities}
    _report_files(index, table, suffixes, files)
    scans = pd.DataFrame({ID: table.index, "baseline": True, "fault": ""}, table.index)
    empty = pd.Series("", table.index)
    scans["site"] = table.get("site", empty)
    scans["age"] = ages_in_years(table["age"], TABLE) if "age" in table else float("nan")
    scans["sex"] = sexes(table["sex"], TABLE) if "sex" in table else None
    own = [column for column in table if column not in scans and not column.startswith(("has_", "path_"))]
    return scan_table(scans, table[own], files, promised, LABEL_CONVENTION)


def _patients(path: Path) -> pd.DataFrame:
    """Text cells by patient_id."""
    table = read_clinical_table(path, [ID])
    for row in table.index[table[ID] == ""]:
        raise InputError(f"{path}: patient row {row + 1} has no {ID}; fill it in or remove the row")
    for patient_id in table[ID][table[ID].duplicated()]:
        raise InputError(f"{path}: patient {patient_id} is there twice; remove the wrong row")
    return table.set_index(ID)


def _report_files(
    index: FileIndex, table: pd.DataFrame, suffixes: Mapping[str, str], files: Mapping[str, Mapping[str, Path]]
) -> None:
    """Say which scans are missing that the table does not speak of, and which files nobody is known to have."""
    patients = list(table.index)
    used = {path for paths in files.values() for path in paths.values()}
    unpromised = {name: suffix for name, suffix in suffixes.items() if f"has_{name}" not in table}
    for name, suffix in unpromised.items():
        what = "segmentation" if name in SEGMENTATIONS else f"{name} scan"
        if files[name]:
            report_missing(index, patients, suffix, files[name], what, used)
        elif name not in SEGMENTATIONS:
            refuse_missing_of_all(index, patients, suffix, name)
    if used:
        report_strangers(index, used, suffixes.values(), TABLE)


def _promised(table: pd.DataFrame, column: str, path: Path) -> list[str]:
    """Patients that have a modality by the table."""
    answers = table.get(column, pd.Series("no", table.index)).str.lower()
    for patient_id, answer in answers[~answers.isin(list(YES_OR_NO))].items():
        raise InputError(f"{path}: {column} of patient {patient_id} is {answer!r}; write yes or no")
    return list(table.index[answers.map(YES_OR_NO)])
