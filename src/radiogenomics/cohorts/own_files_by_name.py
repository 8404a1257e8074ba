"""Files of one's own patients by their names, what is missing, and what belongs to nobody."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from radiogenomics.cohorts.archive_tree import FileIndex, likeness, unique_file
from radiogenomics.errors import InputError
from radiogenomics.oddities import notice

SCAN = r"(.+)_({})\.nii(\.gz)?"
MOST_COMPARED = 200
"""Missing files of which the nearest name is looked for; nobody reads more, and each look takes a while."""


def files_of_patients(
    index: FileIndex, patients: Iterable[str], suffixes: Mapping[str, str]
) -> dict[str, dict[str, Path]]:
    """File of each patient, by what it is: `<patient_id>_<suffix>.nii.gz`, or a name that differs from it a little.

    Ids of which a spreadsheet program took the leading zeros are known again where that leaves no doubt.

    Args:
        index: files by name.
        patients: their ids.
        suffixes: ends of the names by what the files are: modalities, segmentations.
    """
    patients = list(patients)
    called = _called(index, patients, suffixes.values())
    alike = Counter(map(likeness, patients))
    found: dict[str, dict[str, Path]] = {}
    for what, suffix in suffixes.items():
        found[what] = {}
        for patient in patients:
            name = f"{called[patient]}_{suffix}.nii.gz"
            # Of two ids that differ in case alone, nobody knows whose a file in yet another case is.
            known = index if alike[likeness(patient)] == 1 else {name: index.get(name, [])}
            path = unique_file(known, name)
            if path is not None:
                found[what][patient] = path
    return found


def report_missing(
    index: FileIndex, patients: Iterable[str], suffix: str, found: Mapping[str, Path], what: str, used: Set[Path]
) -> None:
    """Notice patients without a file that others have, with the expected name and the nearest of no use yet."""
    without = [patient for patient in patients if patient not in found]
    for number, patient in enumerate(without):
        expected = f"{patient}_{suffix}.nii.gz"
        near = nearest_file(index, expected, used) if number < MOST_COMPARED else None
        notice(near or "", patient, f"no {what}: expected {expected}{f'; found {near.name}' if near else ''}")


def refuse_missing_of_all(index: FileIndex, patients: list[str], suffix: str, what: str) -> None:
    """Refuse a modality that no patient has, where there are scans at all; features need none.

    Raises:
        InputError: the expected and the nearest name are in it.
    """
    near = nearest_file(index, f"{patients[0]}_{suffix}.nii.gz") if patients else None
    if near is not None:
        raise InputError(
            f"modality {what!r}: none of the {len(patients)} patients has it: expected {patients[0]}_{suffix}.nii.gz; "
            f"found {near.name}; rename the files, or remove the modality from the study's groups"
        )


def report_strangers(index: FileIndex, found: Iterable[Path], suffixes: Iterable[str], table: str) -> None:
    """Notice scans that no row of the table knows, by the name before their suffix, and those called otherwise."""
    used = set(found)
    pattern = re.compile(SCAN.format("|".join(map(re.escape, dict.fromkeys(suffixes)))), re.IGNORECASE)
    strangers: dict[str, list[Path]] = {}
    others = []
    for name, paths in sorted(index.items()):
        left = [path for path in paths if path not in used]
        if not left or not likeness(name).endswith(".nii"):
            continue
        match = pattern.fullmatch(name)
        if match:
            strangers.setdefault(match[1], []).extend(left)
        else:
            others += left
    for who, paths in strangers.items():
        notice(paths[0], who, f"{len(paths)} file(s) that no row of {table} knows")
    if others:
        notice(others[0], None, f"{len(others)} scan(s) with another name than the study asks for are not read")


def nearest_file(index: FileIndex, name: str, used: Set[Path] = frozenset()) -> Path | None:
    """The scan whose name is most like another and that serves nobody yet, or None where none is."""
    start = likeness(name).split("_")[0]
    unused = (other for other, paths in index.items() if used.isdisjoint(paths))
    scans = {likeness(other): other for other in unused if likeness(other).endswith(".nii")}
    of_patient = [other for other in scans if other.startswith(start)]
    match = difflib.get_close_matches(likeness(name), of_patient or scans, n=1, cutoff=0.6)
    return index[scans[match[0]]][0] if match else None


def _called(index: FileIndex, patients: list[str], suffixes: Iterable[str]) -> dict[str, str]:
    """What each patient is called in the files: as in the table, or with leading zeros that the table lost."""
    pattern = re.compile(SCAN.format("|".join(map(re.escape, dict.fromkeys(suffixes)))), re.IGNORECASE)
    in_files = {match[1] for name in index if (match := pattern.fullmatch(name))}
    of_files, of_table = _by_number(in_files), _by_number(patients)
    called = {}
    for patient in patients:
        known, same = of_files.get(_number(patient), []), of_table[_number(patient)]
        restored = patient not in in_files and len(known) == 1 and len(same) == 1 and _number(patient).isdigit()
        called[patient] = known[0] if restored else patient
        if restored:
            notice("", patient, f"the files are called {known[0]}; the table lost the leading zeros of the id")
    return called


def _by_number(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(_number(name), []).append(name)
    return found


def _number(name: str) -> str:
    return name.lstrip("0")
