"""Everything that is wrong or suspicious about a table of patients and their files, in one table."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.checking.suspicions import THICK, of_scan, of_sequences, same_grid
from radiogenomics.cohorts.identifiers import is_rounded
from radiogenomics.cohorts.own_file_finder import FileProblem
from radiogenomics.errors import InputError
from radiogenomics.images.exchanged_contrast import notice_exchanged_contrast
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.misplaced import CoarseScan, coarse_scan, notice_misplaced_sequences, reference_of
from radiogenomics.images.odd_masks import notice_odd_mask
from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.region_brightness import notice_inverted_sequences
from radiogenomics.images.same_scan import notice_scaled_sequences, voxels_sha256
from radiogenomics.images.volume import Volume, check_contrast, check_geometry, read_mask, read_volume
from radiogenomics.modalities import FRACTIONS
from radiogenomics.oddities import noticed_since_last

ERROR, SUSPICION = "error", "suspicion"
CLASSES, MOST_LISTED = 2, 6
COLUMNS = ["patient_id", "file", "severity", "problem", "what_to_do"]


def check_table(table: pd.DataFrame, identifier: str, label: str | None) -> list[dict[str, str]]:
    """Problems of the table itself: identifiers that are missing, repeated or spoilt, and labels.

    Args:
        table: cells as text.
        identifier: column of the identifiers.
        label: column that holds what is to be predicted; None where nobody says it.

    Raises:
        InputError: there is no such column of labels.
    """
    problems = []
    for row, name in enumerate(table[identifier], start=1):
        if not name:
            problems.append(_problem("", identifier, ERROR, f"row {row} has no identifier", "fill it in"))
        elif is_rounded(name):
            text = "is a number that a spreadsheet program has rounded"
            problems.append(_problem(name, identifier, ERROR, text, "format the column as text and export it again"))
    for name, rows in table[table[identifier] != ""].groupby(identifier):
        if len(rows) > 1:
            numbers = ", ".join(str(row + 1) for row in rows.index)
            fix = "keep one scan of a patient, the earliest before treatment"
            problems.append(_problem(str(name), identifier, ERROR, f"is in several rows ({numbers})", fix))
    if label is None:
        return problems
    if label not in table:
        raise InputError(f"column {label!r} of the label is not in the table; name one of {', '.join(table)}")
    fix = "name the column of the label by `--label`, and correct cells that are wrong"
    problems += [_problem("", label, SUSPICION, text, fix) for text in _of_classes(table[label][table[label] != ""])]
    problems += [
        _problem(name, label, SUSPICION, "has no label", "fill it in, or the patient will be excluded")
        for name in table.loc[table[label] == "", identifier]
    ]
    return problems


def _of_classes(values: pd.Series) -> list[str]:
    """What speaks against a column being that of two classes."""
    counts, found = values.value_counts(), []
    if len(counts) != CLASSES:
        listed = [f"{value!r} {count} times" if count > 1 else repr(value) for value, count in counts.items()]
        more = f" and {len(listed) - MOST_LISTED} more" if len(listed) > MOST_LISTED else ""
        shown = f" ({', '.join(listed[:MOST_LISTED])}{more})" if listed else ""
        found.append(
            f"has {len(counts)} different value{'s' * (len(counts) != 1)}{shown}, where two classes are expected"
        )
    if len(counts) == len(values) > 1:
        found.append("has another value in each row, as identifiers have, where patients of a class share one")
    return found


def check_patient(
    patient: Patient,
    convention: LabelConvention | None = None,
    seen: dict[str, str] | None = None,
    thick: float = THICK,
) -> tuple[list[dict[str, str]], dict[str, Volume], Volume | None, dict[str, CoarseScan]]:
    """Read everything of a patient once.

    Args:
        patient: whose files are read.
        convention: what the numbers of the segmentation mean.
        seen: checksums of scans and segmentations of other patients, with where they were; those of this one are added.
        thick: voxel edge in mm that is not yet remarkable.

    Returns:
        Problems, the scans that can be read by sequence, the segmentation, and the scans, thinned, that lie on one
        grid and as the others do.
    """
    problems: list[dict[str, str]] = []

    def note(file: object, severity: str, text: str, fix: str) -> None:
        problems.append(_problem(patient.identifier, str(file), severity, text, fix))

    scans: dict[str, Volume] = {}
    for name, path in patient.files.items():
        if name != MASK and (volume := _read(read_volume, path, note)) is not None:
            scans[name] = volume
    if not any(name != MASK for name in patient.files):
        note(
            "",
            ERROR,
            "no scan was found",
            "correct the paths, or name the columns of the table by --column SEQUENCE=COLUMN",
        )
    for name, scan in scans.items():
        for text, fix in of_scan(scan, thick, name in FRACTIONS):
            note(patient.files[name], SUSPICION, f"{name} {text}", fix)
        _note_copies(name, scan, patient, seen if seen is not None else {}, note)
    placed: dict[str, CoarseScan] = {}
    if scans:
        reference = scans[reference_of(scans)]
        on_one_grid = {name: coarse_scan(scan) for name, scan in scans.items() if same_grid(reference, scan)}
        placed = notice_misplaced_sequences(patient.identifier, on_one_grid)
        notice_inverted_sequences(patient.identifier, on_one_grid)
    for name, (text, fix) in of_sequences(scans):
        note(patient.files[name], SUSPICION, f"{name} {text}", fix)
    mask = None
    if MASK in patient.files:
        mask = _read(lambda path: read_mask(path, convention=convention), patient.files[MASK], note)
        if mask is not None:
            notice_odd_mask(mask, patient.identifier)
            _note_copied_mask(mask, patient, seen if seen is not None else {}, note)
            on_mask = {name: coarse_scan(scan) for name, scan in scans.items() if same_grid(scan, mask)}
            notice_exchanged_contrast(patient.identifier, mask.array, on_mask)
        if mask is not None and scans and (wrong := _elsewhere(mask, scans)) is not None:
            note(patient.files[MASK], ERROR, *wrong)
    if mask is not None:
        inside = {name: scan.array[mask.array > 0] for name, scan in scans.items() if same_grid(scan, mask)}
        notice_scaled_sequences(patient.identifier, inside)
    for name, scan in scans.items():
        if mask is not None and same_grid(scan, mask):
            _note_refusal(lambda scan=scan: check_contrast(scan, mask), patient.files[name], note)
        on_grid = mask if mask is not None and same_grid(scan, mask) else None
        notice_odd_voxels(scan, on_grid, patient.identifier, name)
    return problems, scans, mask, placed


def file_problems(problems: Iterable[FileProblem]) -> list[dict[str, str]]:
    """What is wrong with the names of the files of one's own patients."""
    return [_problem(each.patient_id, str(each.file), ERROR, each.what, each.fix) for each in problems]


def oddities_as_problems() -> list[dict[str, str]]:
    """What was noticed in names of files and in headers since the last call, and kept."""
    return [
        _problem(each.patient_id, each.file, SUSPICION, each.what, "make sure that this is meant")
        for each in noticed_since_last()
    ]


def problem_table(problems: Iterable[dict[str, str]]) -> pd.DataFrame:
    """Problems as a table: errors first."""
    table = pd.DataFrame(list(problems), columns=COLUMNS)
    return table.sort_values("severity", kind="stable", ignore_index=True)


def _note_refusal(check: Callable[[], None], path: Path, note: Callable[..., None]) -> None:
    """What a study would refuse when it reads the file."""
    _read(lambda _: check(), path, note)


def _read(read: Callable[[Path], Volume], path: Path, note: Callable[..., None]) -> Volume | None:
    try:
        return read(path)
    except InputError as error:
        text, _, fix = str(error).removeprefix(f"{path}: ").rpartition("; ")
        note(path, ERROR, text or fix, fix if text else "correct the file")
    return None


def _elsewhere(mask: Volume, scans: Mapping[str, Volume]) -> tuple[str, str] | None:
    """Why a segmentation lies on the grid of none of the scans, and what to do; None where it lies on one."""
    errors = []
    for scan in scans.values():
        try:
            check_geometry(scan, mask)
        except InputError as error:
            # Of a scan of as many voxels more can be said.
            errors.insert(0 if scan.array.size == mask.array.size else len(errors), str(error))
        else:
            return None
    text, _, fix = errors[0].removeprefix(f"{mask.path}: ").rpartition("; ")
    return f"the segmentation lies on the grid of none of the scans: {text}", fix


def _note_copies(name: str, scan: Volume, patient: Patient, seen: dict[str, str], note: Callable[..., None]) -> None:
    where = seen.setdefault(voxels_sha256(scan.array), f"{name} of {patient.identifier}")
    if where != f"{name} of {patient.identifier}":
        note(patient.files[name], ERROR, f"{name} is the same scan as {where}", "find out which of the two it is")


def _note_copied_mask(mask: Volume, patient: Patient, seen: dict[str, str], note: Callable[..., None]) -> None:
    where = seen.setdefault(voxels_sha256(mask.array), patient.identifier)
    if where != patient.identifier:
        fix = "find out whose tumour it is"
        note(patient.files[MASK], SUSPICION, f"the segmentation is that of {where}, voxel for voxel", fix)


def _problem(patient: str, file: str, severity: str, text: str, fix: str) -> dict[str, str]:
    return dict(zip(COLUMNS, (patient, file, severity, text, fix), strict=True))
