"""Files of one's own patients that columns of their table name."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import SUPERSEDED_FOLDER
from radiogenomics.cohorts.own_file_finder import FileProblem
from radiogenomics.cohorts.own_settings import OwnPatientsSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.oddities import notice

SHORTEST_ID = 3
NAMING_PARTS = 3
"""The end of a path that may name a patient: the file, and two folders."""
COLUMN = "path_"
"""Beginning of the names of columns of paths, where the config does not name them."""


def path_columns(table: pd.DataFrame, path: Path, settings: OwnPatientsSettings) -> dict[str, str]:
    """Columns of paths by sequence (and `segmentation`): by the config, or `path_<name>` of any name of the sequence.

    A column `path_…` of no sequence is noticed.

    Raises:
        InputError: two columns are of one sequence, and the config says nothing.
    """
    known = {f"{COLUMN}{name}".lower(): what for what, names in settings.suffixes.items() for name in (what, *names)}
    columns = dict(settings.table.paths)
    used = set(columns.values())
    for column in table:
        what = known.get(column.lower())
        if column in used or not column.lower().startswith(COLUMN) or what in settings.table.paths:
            continue
        if what is None:
            near = nearest(column[len(COLUMN) :], settings.suffixes)
            notice(path, None, f"column {column!r} is of no sequence{near}, and no scans are read by it")
        elif what in columns:
            raise InputError(
                f"{path}: columns {columns[what]!r} and {column!r} both hold paths of {what}; remove one, or name the "
                f"right one by own.table.paths.{what}"
            )
        else:
            columns[what] = column
    return columns


def named_files(table: pd.DataFrame, folder: Path, columns: Mapping[str, str]) -> dict[str, dict[str, Path]]:
    """File of each patient by sequence, whether or not it exists; patients with an empty cell are left out.

    Args:
        table: text cells by patient.
        folder: of the table, from which paths are relative.
        columns: of paths, by sequence.
    """
    return {
        what: {patient: Path(os.path.normpath(folder / cell)) for patient, cell in table[column].items() if cell}
        for what, column in columns.items()
    }


def path_problems(path: Path, columns: Mapping[str, str], files: Mapping[str, Mapping[str, Path]]) -> list[FileProblem]:
    """Paths that name nothing (with the nearest file), and files that are named twice.

    Args:
        path: of the table.
        columns: of paths, by sequence.
        files: of each patient, by sequence.
    """
    problems = []
    owners: dict[Path, tuple[str, str]] = {}
    for what, column in columns.items():
        for patient, file in files[what].items():
            if not exists(file):
                said = f"column {column!r} names a file that does not exist{_nearest_in_folder(file)}"
                problems.append(FileProblem(patient, file, said, f"correct the cell in {path.name}"))
                continue
            other, its_column = owners.setdefault(file.resolve(), (patient, column))
            if (other, its_column) != (patient, column):
                said = f"column {column!r} names the file of column {its_column!r} of patient {other}"
                problems.append(FileProblem(patient, file, said, f"correct one of both cells in {path.name}"))
    return problems


def notice_other_patients(
    files: Mapping[str, Mapping[str, Path]], columns: Mapping[str, str], patients: Iterable[str]
) -> None:
    """Notice files that are called as another patient of the table, as where a column was sorted by itself.

    Args:
        files: of each patient, by sequence.
        columns: of paths, by sequence.
        patients: all ids; short ones, which a name may hold by chance, do not count.
    """
    known = {patient.casefold(): patient for patient in patients if len(patient) >= SHORTEST_ID}
    for what, column in columns.items():
        for patient, file in files[what].items():
            name = "/".join(file.parts[-NAMING_PARTS:]).casefold()
            others = [known[part] for part in re.split(r"[/_.\s]+", name) if part in known]
            if others and patient.casefold() not in name:
                said = f"column {column!r} names a file that is called as of patient {others[0]}; are the rows shifted?"
                notice(file, patient, said)


def exists(file: Path) -> bool:
    """Whether there is a file; there is none whose name is too long, or in a folder that cannot be read."""
    try:
        return file.exists()
    except OSError:
        return False


def files_outside(folder: Path, files: Iterable[Path]) -> list[str]:
    """Files that a look at a folder does not find: outside of it, or in a folder `old` of it."""
    root = folder.resolve()
    found = set()
    for file in files:
        place = file.resolve()
        if not place.is_relative_to(root) or SUPERSEDED_FOLDER in place.relative_to(root).parts:
            found.add(str(file))
    return sorted(found)


def _nearest_in_folder(file: Path) -> str:
    """The nearest name in the folder of a file that does not exist, or the nearest folder."""
    folder, name = file.parent, file.name
    while not folder.is_dir() and folder != folder.parent:
        folder, name = folder.parent, folder.name
    try:
        return nearest(name, sorted(other.name for other in folder.iterdir()))
    except OSError:  # The folder cannot be read; that the file is not there is said already.
        return ""
