"""A table or a folder of patients with the files of each, whatever the columns are called."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files, likeness
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.identifiers import is_rounded
from radiogenomics.cohorts.own_file_finder import OTHER_SCANS, FileProblem, report_missing
from radiogenomics.cohorts.own_files_by_name import FilesByName
from radiogenomics.cohorts.own_paths import exists
from radiogenomics.cohorts.own_patients import find_patients, report_contradictions
from radiogenomics.cohorts.own_settings import ID, MASK_SUFFIX, SEGMENTATION, TABLE, OwnPatientsSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.modalities import MODALITIES
from radiogenomics.oddities import notice

MASK = "mask"
"""Name of the segmentation among a patient's files."""
SUFFIXES = {**{name: name for name in MODALITIES}, MASK: MASK_SUFFIX}
"""Ends of the names of files, before `.nii.gz`, by what they are."""
SCAN = re.compile(rf"(.+)_({'|'.join(map(re.escape, SUFFIXES.values()))})\.nii(\.gz)?", re.IGNORECASE)


@dataclass(frozen=True)
class Patient:
    """One patient.

    Attributes:
        identifier: as the table has it.
        files: by sequence, and of the segmentation under `mask`; sequences without a file are left out.
        cells: of the whole row as text, by column.
        expression: numbers by gene, as a table has them; None where there is none of the patient.
    """

    identifier: str
    files: Mapping[str, Path]
    cells: Mapping[str, str] = field(default_factory=dict)
    expression: pd.Series | None = field(default=None, compare=False)


def read_patients(path: Path, columns: Mapping[str, str], identifier: str = ID) -> tuple[list[Patient], pd.DataFrame]:
    """The patients of a table, or of a folder, and their files, and the table as text.

    Args:
        path: CSV with one row per patient; or a folder with such a `patients.csv`, or with scans alone, whose names
            then tell the patients.
        columns: column of the paths of a sequence, or of `mask`; a path is relative to the table's folder. What is not
            named is taken from a column `path_<sequence>` or `<sequence>` (`path_segmentation` of the mask), and where
            the table has none of these at all, files `<patient>_<sequence>.nii.gz` and `<patient>_segm.nii.gz` are
            looked for in its folder and below.
        identifier: column of the patients' identifiers.

    Raises:
        InputError: the table cannot be read, a column that is named is missing, or a folder has neither table nor scan.
    """
    folder = path if path.is_dir() else path.parent
    if path.is_dir() and not (path / TABLE).is_file():
        table = _patients_of_names(path)
    else:
        table = read_clinical_table(path / TABLE if path.is_dir() else path, [identifier])
    found = _columns(table, columns, path)
    rows = [dict(row) for _, row in table.iterrows()]
    if found:
        files = [{name: folder / row[column] for name, column in found.items() if row[column]} for row in rows]
    else:
        files = _by_name(folder, table[identifier])
    return [
        Patient(row[identifier], own, {key: str(cell) for key, cell in row.items()})
        for row, own in zip(rows, files, strict=True)
    ], table


def read_own_patients(
    folder: Path, settings: OwnPatientsSettings
) -> tuple[list[Patient], pd.DataFrame, list[FileProblem]]:
    """The patients of a cohort of one's own and their files, as a study of this cohort reads them.

    A file that a patient lacks is noticed, where others have it or the section names it.

    Args:
        folder: `local_dir` of the cohort.
        settings: its section `own`.

    Returns:
        The patients, without files that do not exist; the table as text; and what is wrong with their files.

    Raises:
        InputError: the table is missing, not readable or lacks a column, a patient has no id or two rows, or two files
            of one name differ.
    """
    found = find_patients(folder, MODALITIES, settings)
    used = {file for files in found.files.values() for file in files.values()}
    for what, files in found.files.items():
        # A sequence that nobody has and no name is given for, the cohort may not have.
        if what not in found.columns and (files or what in settings.sequences):
            report_missing(found.finder, found.table.index, what, files, used)
    report_contradictions(found)
    table = found.table.reset_index()
    rows = [{key: str(cell) for key, cell in row.items()} for _, row in table.iterrows()]
    called = {MASK if what == SEGMENTATION else what: files for what, files in found.files.items()}
    patients = [
        Patient(
            row[ID],
            {name: files[row[ID]] for name, files in called.items() if row[ID] in files and exists(files[row[ID]])},
            row,
        )
        for row in rows
    ]
    return patients, table, found.problems


def read_rows(path: Path, identifier: str = ID) -> tuple[list[Patient], pd.DataFrame]:
    """The patients of a table of features, who have cells and no files, and the table as text.

    Raises:
        InputError: the table cannot be read, or is a folder.
    """
    if path.is_dir():
        raise InputError(
            f"{path}: a folder, but the model reads features and no scans; give their table, with a column {identifier}"
        )
    table = read_clinical_table(path, [identifier])
    rows = [{key: str(cell) for key, cell in row.items()} for _, row in table.iterrows()]
    return [Patient(row[identifier], {}, row) for row in rows], table


def refuse_unclear_patients(table: pd.DataFrame, identifier: str, path: Path) -> None:
    """Check that every row is one patient, called as no spreadsheet program would have changed it.

    Raises:
        InputError: a row has no identifier, one that was rounded, or one that another row has too.
    """
    for row, name in enumerate(table[identifier], start=1):
        if not name:
            raise InputError(f"{path}: row {row} has no {identifier}; fill it in or remove the row")
        if is_rounded(name):
            raise InputError(
                f"{path}: row {row} has the {identifier} {name!r}, a number that a spreadsheet program has rounded; "
                "format the column as text and export the table again"
            )
    for name, rows in table.groupby(identifier):
        if len(rows) > 1:
            numbers = ", ".join(str(row + 1) for row in rows.index)
            raise InputError(
                f"{path}: patient {name} has {len(rows)} scans (rows {numbers}); keep the earliest one before treatment"
            )


def _columns(table: pd.DataFrame, columns: Mapping[str, str], path: Path) -> dict[str, str]:
    for name, column in columns.items():
        if name not in SUFFIXES:
            raise InputError(f"{name!r} is no sequence{nearest(name, SUFFIXES)}; use {', '.join(SUFFIXES)}")
        if column not in table:
            raise InputError(f"{path}: column {column!r} is missing{nearest(column, table)}; name the one of {name}")
    usual = {name: [f"path_{name}", name] for name in SUFFIXES}
    usual[MASK].append(f"path_{SEGMENTATION}")
    found = {name: column for name, known in usual.items() for column in known if column in table.columns}
    return {**found, **columns}


def _by_name(folder: Path, identifiers: pd.Series) -> list[dict[str, Path]]:
    """Files of each patient by name; those called a little otherwise, and several of one kind, are noticed."""
    finder = FilesByName(folder, index_files(folder), {name: [suffix] for name, suffix in SUFFIXES.items()}, {})
    found, problems = finder.find(identifiers)
    for problem in problems:
        notice(problem.file, problem.patient_id, f"{problem.what}; this one is read; {problem.fix}")
    used = {file for files in found.values() for file in files.values()}
    for name, files in found.items():
        if files:
            report_missing(
                finder, [who for who in identifiers if _is_misnamed(finder, who, name, used)], name, files, used
            )
    return [{name: files[who] for name, files in found.items() if who in files} for who in identifiers]


def _is_misnamed(finder: FilesByName, patient: str, name: str, used: Set[Path]) -> bool:
    """Whether a file of nobody is called as the patient and much like the one that is looked for."""
    file, _ = (patient and finder.instead(patient, name, used)) or ("", "")
    return likeness(Path(file).name).startswith(f"{likeness(patient)}_")


def _patients_of_names(folder: Path) -> pd.DataFrame:
    """Patients whose scans lie in a folder, by the names before `_<sequence>`."""
    index = index_files(folder)
    names = sorted({match[1] for match in map(SCAN.fullmatch, index) if match})
    if not names:
        raise InputError(
            f"{folder}: neither {TABLE} nor a scan called <patient>_<sequence>.nii.gz; name the files so, or write a "
            "table with a column of paths"
        )
    begin = tuple(map(likeness, names))
    scans = [name for name in sorted(index) if likeness(name).endswith((".nii", *OTHER_SCANS))]
    others = [name for name in scans if not likeness(name).startswith(begin)]
    if others:
        said = f"{len(others)} scan(s) of nobody else are not called <patient>_<sequence>.nii.gz and not read"
        notice(index[others[0]][0], None, f"{said}; rename them, or write a table with columns of paths")
    return pd.DataFrame({ID: names})
