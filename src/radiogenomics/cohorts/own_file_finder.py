"""What all ways of finding the files of one's own patients have in common, and what they say of missing ones."""

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import ClassVar, NamedTuple

import pandas as pd

from radiogenomics.cohorts.archive_tree import SUPERSEDED_FOLDER, FileIndex, likeness
from radiogenomics.cohorts.file_copies import copies_of
from radiogenomics.cohorts.own_settings import SEGMENTATION
from radiogenomics.errors import InputError
from radiogenomics.oddities import notice

OTHER_SCANS = (".nrrd", ".nhdr", ".mha", ".mhd", ".img", ".hdr", ".mgz", ".mgh", ".mnc", ".zip")
"""Ends of the names of scans that are not NIfTI, and not read."""
DICOM = (".dcm", ".ima")
MOST_COMPARED = 200
"""Missing files of which the nearest name is looked for; nobody reads more, and each look takes a while."""


class FileProblem(NamedTuple):
    """Something that is wrong about a patient's file: what, and what to do."""

    patient_id: str
    file: Path
    what: str
    fix: str


class OwnFileFinder(ABC):
    """Finds files by what they are called."""

    counted: ClassVar[str] = "file(s)"
    told_by: ClassVar[str] = "name"
    rename: ClassVar[str] = "rename the files, add their name to"
    """What messages call what is found, and what tells it; and how files are found that are called otherwise."""

    def __init__(
        self,
        folder: Path,
        index: FileIndex,
        suffixes: Mapping[str, Sequence[str]],
        sessions: Mapping[str, str],
        known: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """A tree of files, and what is looked for in it.

        Args:
            folder: root of the tree.
            index: its files by name.
            suffixes: ends of the names by what the files are, the project's own first.
            sessions: the session of each patient whose session is chosen.
            known: as `suffixes`, also of what is not looked for; where it is None, there is nothing else.
        """
        self.folder, self.index, self.suffixes, self.sessions = folder, index, suffixes, sessions
        self.known = suffixes if known is None else known

    @abstractmethod
    def find(self, patients: Iterable[str]) -> tuple[dict[str, dict[str, Path]], list[FileProblem]]:
        """File of each patient, by what it is; and what is wrong with these files.

        Raises:
            InputError: two different files have one name.
        """

    @abstractmethod
    def expected(self, patient: str, what: str) -> str:
        """Name that is expected of a patient's file, for messages."""

    @abstractmethod
    def owner(self, name: str) -> str | None:
        """The patient of a file that looks like one of those that are looked for, by its name; else None."""

    def headers(self) -> pd.DataFrame:
        """What the headers of series say of the persons (`dicom_persons`); no rows where files say nothing of them."""
        return pd.DataFrame()

    def instead(self, patient: str, what: str, used: Set[Path] = frozenset()) -> tuple[str | Path, str] | None:
        """A file and what is said to be there in place of one that a patient lacks; None where nothing is like it.

        Args:
            patient: who lacks a file.
            what: sequence, or segmentation.
            used: files that serve somebody already.
        """
        left_out = self.index.left_out.get(likeness(self.expected(patient, what)))
        if left_out is not None:
            return left_out, f"{left_out.name} in a folder {SUPERSEDED_FOLDER!r}, which is not read; rename the folder"
        near = nearest_file(self.index, self.expected(patient, what), used)
        if near is None:
            return None
        is_read = likeness(near.name).endswith(".nii")
        return near, near.name if is_read else f"{near.name}, which is to be converted to .nii.gz"

    def strangers(self, used: Set[Path]) -> tuple[dict[str, list[Path]], list[Path]]:
        """Scans of no use: by the patient of their name, and those called otherwise.

        Those that differ from a file of use by a little of their name (`.nii` and `.nii.gz`) are noticed.

        Args:
            used: files that serve somebody.
        """
        taken = {likeness(path.name): path.name for path in used}
        by_patient: dict[str, list[Path]] = {}
        others = []
        for name, paths in sorted(self.index.items()):
            left = [path for path in paths if path not in used]
            if not left or not likeness(name).endswith(".nii"):
                continue
            if likeness(name) in taken:
                # Copies of one name are identical.
                if name != taken[likeness(name)]:
                    notice(left[0], None, f"not read, for {taken[likeness(name)]} is there too; is that the right one?")
                continue
            who = self.owner(name)
            if who is not None:
                by_patient.setdefault(who, []).extend(left)
            else:
                others += left
        return by_patient, others


def one_of_several(patient: str, what: str, paths: Sequence[Path]) -> FileProblem:
    """The problem that several files of a patient may be one sequence."""
    named = " and ".join(map(str, paths))
    return FileProblem(patient, paths[0], f"{len(paths)} files may be {what}: {named}", "move the wrong one away")


def names_in_files(patients: Sequence[str], in_files: Set[str]) -> dict[str, str]:
    """What each patient is called in the files: as in the table, or with leading zeros that the table lost.

    Ids of which a spreadsheet program took the zeros are known again where that leaves no doubt, which is noticed.
    """
    of_files, of_table = _by_number(in_files), _by_number(patients)
    called = {}
    for patient in patients:
        known, same = of_files.get(_number(patient), []), of_table[_number(patient)]
        restored = patient not in in_files and len(known) == 1 and len(same) == 1 and _number(patient).isdigit()
        called[patient] = known[0] if restored else patient
        if restored:
            notice("", patient, f"the files are called {known[0]}; the table lost the leading zeros of the id")
    return called


def report_missing(
    finder: OwnFileFinder, patients: Iterable[str], what: str, found: Mapping[str, Path], used: Set[Path]
) -> None:
    """Notice patients without a file that others have, with the expected name and the nearest of no use yet."""
    patients = list(patients)
    without, ids = [patient for patient in patients if patient not in found], {likeness(name) for name in patients}
    for number, patient in enumerate(without):
        expected = finder.expected(patient, what)
        file, told = (finder.instead(patient, what, used) if number < MOST_COMPARED else None) or ("", "")
        # A file that is called as another patient of the table is hardly this one's.
        if likeness(Path(file).name).split("_")[0] in ids - {likeness(patient)}:
            file, told = "", ""
        notice(file, patient, f"no {in_words(what)}: expected {expected}{f'; found {told}' if told else ''}")


def refuse_missing_of_all(finder: OwnFileFinder, patients: Sequence[str], what: str) -> None:
    """Refuse a modality that no patient has, where there are scans at all; features need none.

    Raises:
        InputError: the expected and the nearest name are in it.
    """
    expected = finder.expected(patients[0], what) if patients else ""
    _, told = (finder.instead(patients[0], what) if patients else None) or ("", "")
    is_dicom = not told and any(name.lower().endswith(DICOM) for name in finder.index)
    if is_dicom:
        raise InputError(
            f"modality {what!r}: none of the {len(patients)} patients has it: expected {expected}; found DICOM; set "
            "`own: {files_by: dicom}` of the cohort, or convert the series to .nii.gz"
        )
    if told:
        raise InputError(
            f"modality {what!r}: none of the {len(patients)} patients has it: expected {expected}; found {told}; "
            f"{finder.rename} own.sequences.{what} of the cohort, name them in a column path_{what} of the table, or "
            "remove the modality from the study's groups"
        )


def report_no_segmentation(finder: OwnFileFinder, patients: Sequence[str]) -> None:
    """Notice that nobody has a segmentation, where a file is called nearly so; studies without masks need none."""
    near = finder.instead(patients[0], SEGMENTATION) if patients else None
    if near is not None:
        said = f"nobody has a segmentation: expected {finder.expected(patients[0], SEGMENTATION)}; found {near[1]}"
        notice(near[0], None, f"{said}; add its name to own.sequences.{SEGMENTATION} of the cohort, if it is one")


def report_strangers(finder: OwnFileFinder, found: Iterable[Path], table: str) -> None:
    """Notice scans that no row of the table knows, by the patient of their name, and those called otherwise."""
    used = set(found)
    # Of what is called as a copy of a file that is read, it is told as such (`file_copies`).
    strangers, others = finder.strangers(used | set(copies_of(finder.index, used)))
    for who, paths in strangers.items():
        notice(paths[0], who, f"{len(paths)} {finder.counted} that no row of {table} knows")
    if others:
        said = f"{len(others)} scan(s) with another {finder.told_by} than the study asks for are not read"
        notice(others[0], None, said)


def nearest_file(index: FileIndex, name: str, used: Set[Path] = frozenset()) -> Path | None:
    """The scan whose name is most like another and that serves nobody yet, or None where none is."""
    start = likeness(name).split("_")[0]
    unused = (other for other, paths in index.items() if used.isdisjoint(paths))
    scans = {likeness(other): other for other in unused if likeness(other).endswith((".nii", *OTHER_SCANS))}
    of_patient = [other for other in scans if other.startswith(start)]
    match = difflib.get_close_matches(likeness(name), of_patient or scans, n=1, cutoff=0.6)
    return index[scans[match[0]]][0] if match else None


def in_words(what: str) -> str:
    """A sequence or a segmentation in a sentence."""
    return "segmentation" if what in ("segmentation", "mask") else f"{what} scan"


def _by_number(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(_number(name), []).append(name)
    return found


def _number(name: str) -> str:
    return name.lstrip("0")
