"""Patients of one's own: a table, and scans that its columns name or that are found next to it by their names."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.cohorts.alike_sites import notice_alike_sites
from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.dicom_persons import notice_other_persons
from radiogenomics.cohorts.empty_cells import notice_empty_columns
from radiogenomics.cohorts.file_copies import copies_of, notice_copies
from radiogenomics.cohorts.own_file_finder import (
    FileProblem,
    OwnFileFinder,
    in_words,
    refuse_missing_of_all,
    report_missing,
    report_no_segmentation,
    report_strangers,
)
from radiogenomics.cohorts.own_files_by_entities import FilesByEntities
from radiogenomics.cohorts.own_files_by_name import FilesByName
from radiogenomics.cohorts.own_files_by_series import FilesBySeries
from radiogenomics.cohorts.own_paths import (
    COLUMN,
    files_outside,
    named_files,
    notice_other_patients,
    path_columns,
    path_problems,
)
from radiogenomics.cohorts.own_settings import ID, SEGMENTATION, OwnPatientsSettings
from radiogenomics.cohorts.own_table import find_own_table, read_own_table
from radiogenomics.cohorts.patient_data import ages_in_years, sexes
from radiogenomics.cohorts.same_persons import notice_same_persons
from radiogenomics.cohorts.scan_table import SEGMENTATIONS, refuse_unknown_modalities, scan_table
from radiogenomics.cohorts.sidecars import notice_other_sidecar, notice_other_sources
from radiogenomics.cohorts.site_units import notice_age_units
from radiogenomics.errors import InputError
from radiogenomics.modalities import MODALITIES
from radiogenomics.oddities import notice

FILE_COLUMNS = ("has_", COLUMN)
YES_OR_NO = {"yes": True, "no": False}
LABEL_CONVENTION = ""  # Nobody says it; a config may.
FINDERS: dict[str, type[OwnFileFinder]] = {"name": FilesByName, "bids": FilesByEntities, "dicom": FilesBySeries}
"""How files are found, by the config's `files_by`."""


@dataclass(frozen=True)
class OwnPatients:
    """A table of patients and the files of each.

    Attributes:
        path: of the table.
        table: text cells by patient_id.
        columns: of paths, by sequence (and `segmentation`).
        called: columns of `age` and `sex`, which may be absent.
        finder: by which the files were found that no column names.
        files: of each patient, by sequence.
        problems: what is wrong with these files.
    """

    path: Path
    table: pd.DataFrame
    columns: Mapping[str, str]
    called: Mapping[str, str]
    finder: OwnFileFinder
    files: Mapping[str, Mapping[str, Path]]
    problems: list[FileProblem]


def find_patients(local_dir: Path, modalities: Iterable[str], settings: OwnPatientsSettings) -> OwnPatients:
    """The patients of a folder and their files, before anything is refused that is wrong with a file.

    Args:
        local_dir: folder that holds the table and, where its columns name no other place, the scans.
        modalities: sequences of interest; the segmentation always is.
        settings: how columns and files are called.

    Raises:
        InputError: the table is missing, not readable or lacks a column, a patient has no id or two rows, or two files
            of one name differ.
    """
    index = index_files(local_dir)
    path = find_own_table(index, local_dir, settings.table)
    table = read_own_table(path, settings.table)
    wanted = [*modalities, SEGMENTATION]
    columns = {what: name for what, name in path_columns(table, path, settings).items() if what in wanted}
    named = named_files(table, path.parent, columns)
    notice_other_patients(named, columns, table.index)
    suffixes = {what: settings.suffixes[what] for what in wanted if what not in columns}
    finder = FINDERS[settings.files_by](local_dir, index, suffixes, _sessions(table, settings), settings.suffixes)
    found, problems = finder.find(table.index)
    called = {"age": settings.table.age or "age", "sex": settings.table.sex or "sex"}
    problems = [*path_problems(path, columns, named), *problems]
    return OwnPatients(path, table, columns, called, finder, {**named, **found}, problems)


def read_scans(local_dir: Path, modalities: list[str], reading: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """One row per patient of the table, with the columns of `scan_table`.

    The table has a column of ids (`patient_id`) and any columns that hold labels. Optional are `age` (years), `sex`
    (male or female), `site`, `path_<sequence>` and `path_segmentation` (relative to the table's folder, or absolute),
    and `has_<modality>` (`yes`, `no`) where features are given without scans. What no column names is found by name:
    scans `<patient_id>_<modality>.nii.gz`, segmentations `<patient_id>_segm.nii.gz` (with the labels 1, 2 and 4 unless
    the config says otherwise), at any depth. A name that differs in case, blanks, the form of letters, the zeros before
    a number or in `.nii` is known again; what is missing, and files of nobody, are noticed.

    Args:
        local_dir: folder that holds the table and the scans.
        modalities: modalities of interest, of any that UPENN-GBM has.
        reading: the cohort's section `own` in plain values: how columns and files are called, where otherwise.

    Raises:
        InputError: a modality is not known; the table is missing, not readable or lacks a column; a patient has no
            id or two rows; a `has_` column holds something else; a path names nothing, or a file is named twice;
            a patient has several sessions, or several files of a sequence; or two files of one name differ.
    """
    refuse_unknown_modalities(modalities, MODALITIES, "the list of modalities")
    settings = OwnPatientsSettings(**(reading or {}))
    found = find_patients(local_dir, modalities, settings)
    for problem in found.problems:
        raise InputError(f"patient {problem.patient_id}: {problem.file}: {problem.what}; {problem.fix}")
    table, files = found.table, {name: found.files[name] for name in modalities}
    files |= dict.fromkeys(SEGMENTATIONS, found.files[SEGMENTATION])
    promised = {modality: _promised(table, f"has_{modality}", found.path) for modality in modalities}
    # Who reads patients alone, to hold cohorts against each other, looks for no scan and misses none.
    if modalities:
        _report_files(found)
        report_contradictions(found)
    scans = pd.DataFrame({ID: table.index, "baseline": True, "fault": ""}, table.index)
    age, sex, site = found.called["age"], found.called["sex"], settings.table.site or "site"
    scans["site"] = table.get(site, "")
    scans["age"] = ages_in_years(table[age], found.path.name) if age in table else float("nan")
    scans["sex"] = sexes(table[sex], found.path.name) if sex in table else None
    _report_people(table, age, sex, site, found.path)
    own = [column for column in table if column not in scans and not _is_of_files(column, found.columns.values())]
    return scan_table(scans, table[own], files, promised, LABEL_CONVENTION)


def files_elsewhere(local_dir: Path, reading: Mapping[str, Any] | None = None) -> list[str]:
    """Files that the table names and that do not lie below its folder; none where it cannot be read.

    Whoever reads the table says what is wrong with it.

    Args:
        local_dir, reading: as of `read_scans`.
    """
    settings = OwnPatientsSettings(**(reading or {}))
    try:
        path = find_own_table(index_files(local_dir), local_dir, settings.table)
        table = read_own_table(path, settings.table)
        named = named_files(table, path.parent, path_columns(table, path, settings))
    except InputError:
        return []
    return files_outside(local_dir, (file for files in named.values() for file in files.values()))


def _report_people(table: pd.DataFrame, age: str, sex: str, site: str, path: Path) -> None:
    """Say what is odd in the columns of ages, sexes and sites."""
    notice_empty_columns(table, [site, age, sex], path)
    if site in table:
        notice_alike_sites(table[site], path)
        if age in table:
            notice_age_units(table[age], table[site], path.name)


def _is_of_files(column: str, named: Iterable[str]) -> bool:
    """Whether a column says which files there are; `has_mutation` and `path_grade` may be a label."""
    beginning, _, what = column.lower().partition("_")
    known = {name.lower() for name in (*MODALITIES, *SEGMENTATIONS, SEGMENTATION, "predicted")}
    return column in named or (f"{beginning}_" in FILE_COLUMNS and what in known)


def _sessions(table: pd.DataFrame, settings: OwnPatientsSettings) -> dict[str, str]:
    """The session that is chosen of each patient: by the table, or for all."""
    column = settings.table.session
    given = {} if column is None else {patient: cell for patient, cell in table[column].items() if cell}
    return given if settings.session is None else dict.fromkeys(table.index, settings.session) | given


def _report_files(found: OwnPatients) -> None:
    """Say which scans are missing that the table does not speak of, and which files nobody is known to have."""
    patients, finder = list(found.table.index), found.finder
    used = {path for paths in found.files.values() for path in paths.values()}
    for name, files in found.files.items():
        if f"has_{name}" in found.table:
            continue
        if name in found.columns:
            for patient in (patient for patient in patients if patient not in files):
                notice(found.path, patient, f"no {in_words(name)}: its cell of {found.columns[name]!r} is empty")
        elif files:
            report_missing(finder, patients, name, files, used)
        elif name != SEGMENTATION:
            refuse_missing_of_all(finder, patients, name)
        else:
            report_no_segmentation(finder, patients)
    if used:
        report_strangers(finder, used, found.path.name)


def report_contradictions(found: OwnPatients) -> None:
    """Notice scans and persons of whom the table says otherwise, and patients whose scans are likely of two dates."""
    for name, files in found.files.items():
        if files and f"has_{name}" in found.table:
            _report_other_answers(found, name, files)
        for patient, path in files.items():
            notice_other_sidecar(patient, name, path)
    notice_other_sources(found.files)
    _report_other_folders(found)
    used = {file for files in found.files.values() for file in files.values()}
    notice_copies(copies_of(found.finder.index, used), used)
    headers = found.finder.headers()
    if len(headers):
        of_patients = headers[headers["owner"].isin(found.table.index)]
        is_read = of_patients["folder"].isin(used)
        notice_same_persons(of_patients)
        notice_other_persons(of_patients.assign(is_read=is_read), found.table, found.called, found.path)


def _report_other_answers(found: OwnPatients, name: str, files: Mapping[str, Path]) -> None:
    """Notice scans that the table says are not there and that are read, and scans that it says are there."""
    column = f"has_{name}"
    for patient, answer in found.table[column].str.lower().items():
        if answer == "no" and patient in files:
            said = f"{column} is no, but this scan is there and is read; move it away, or correct the cell"
            notice(files[patient], patient, said)
        if answer == "yes" and patient not in files:
            told = "" if name in found.columns else f": expected {found.finder.expected(patient, name)}"
            notice(found.path, patient, f"{column} is yes, but there is no file{told}")


def _report_other_folders(found: OwnPatients) -> None:
    """Notice patients whose scans lie in several folders where those of most lie in one, as those of two dates do."""
    folders: dict[str, dict[Path, Path]] = {}
    for name, files in found.files.items():
        for patient, file in files.items() if name != SEGMENTATION else ():
            folders.setdefault(patient, {}).setdefault(file.parent, file)
    several = {patient: files for patient, files in folders.items() if len(files) > 1}
    if len(several) >= len(folders) / 2:
        return
    for patient, files in several.items():
        listed = ", ".join(str(folder.relative_to(_common(files))) for folder in files)
        said = f"the scans lie in {len(files)} folders ({listed}), those of most patients in one; are they of one date?"
        notice(list(files.values())[-1], patient, said)


def _common(paths: Iterable[Path]) -> str:
    return os.path.commonpath([path.parent for path in paths])


def _promised(table: pd.DataFrame, column: str, path: Path) -> list[str]:
    """Patients that have a modality by the table."""
    answers = table.get(column, pd.Series("no", table.index)).str.lower()
    for patient_id, answer in answers[~answers.isin(list(YES_OR_NO))].items():
        raise InputError(f"{path}: {column} of patient {patient_id} is {answer!r}; write yes or no")
    return list(table.index[answers.map(YES_OR_NO)])
