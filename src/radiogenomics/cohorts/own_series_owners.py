"""Whose a DICOM series is: by its header, or by the name of a folder that it lies in."""

from collections.abc import Sequence, Set
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import likeness
from radiogenomics.cohorts.own_file_finder import names_in_files
from radiogenomics.cohorts.own_paths import SHORTEST_ID
from radiogenomics.oddities import notice

NOBODY = ""


def owners_of(series: pd.DataFrame, patients: Sequence[str], root: Path) -> list[str]:
    """Patient of each series, or `NOBODY`.

    A series is of the patient whose id its PatientID is. Where that is empty or nobody's, as when all patients were
    made anonymous alike, the patient's folder tells: of the levels of the tree, the one on which most folders are
    called as patients.

    Args:
        series: as `read_series_table` returns them.
        patients: ids of the table.
        root: of the tree.
    """
    called = _known_again(patients, set(series["patient_id"]) - {""})
    owners = [called.get(name, NOBODY) for name in series["patient_id"]]
    parts = [folder.relative_to(root).parts for folder in series["folder"]]
    left = [number for number, owner in enumerate(owners) if owner == NOBODY]
    level = _level_of_patients([parts[number] for number in left], patients)
    folders = _known_again(patients, {parts[number][level] for number in left if len(parts[number]) > level})
    for number in left:
        owners[number] = folders.get(parts[number][level], NOBODY) if len(parts[number]) > level else NOBODY
    _notice_other_folders(series, owners, parts, patients)
    return owners


def _known_again(patients: Sequence[str], names: Set[str]) -> dict[str, str]:
    """Patient of each name that is an id, also in other case or blanks, or with zeros that the table lost."""
    called = names_in_files(patients, names)
    exact = {name: patient for patient, name in called.items() if name in names}
    alike: dict[str, list[str]] = {}
    for patient, name in called.items():
        alike.setdefault(likeness(name), []).append(patient)
    known = {name: alike.get(likeness(name), []) for name in names - set(exact)}
    return exact | {name: found[0] for name, found in known.items() if len(found) == 1}


def _level_of_patients(parts: Sequence[tuple[str, ...]], patients: Sequence[str]) -> int:
    """Level of the tree on which most patients have a folder; of several, the highest."""
    ids = {likeness(patient).lstrip("0") for patient in patients}
    deepest = max(map(len, parts), default=0)
    on_level = [{likeness(path[level]).lstrip("0") for path in parts if len(path) > level} for level in range(deepest)]
    return max(range(deepest), key=lambda level: len(ids & on_level[level]), default=0)


def _notice_other_folders(
    series: pd.DataFrame, owners: Sequence[str], parts: Sequence[tuple[str, ...]], patients: Sequence[str]
) -> None:
    """Notice series in a folder that is called as another patient than the header says; the header counts."""
    known = {patient for patient in patients if len(patient) >= SHORTEST_ID}
    for folder, owner, path in zip(series["folder"], owners, parts, strict=True):
        others = known.intersection(path) - {owner}
        if owner != NOBODY and others and owner not in path:
            notice(folder, owner, f"lies in a folder called {sorted(others)[0]}, but is of {owner} by its PatientID")
