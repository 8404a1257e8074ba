"""Files of one's own patients as a scanner or an archive of a hospital gives them: DICOM series.

A series is named by its folder, or by its first file where several lie in one folder (`images.series_paths`).
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.cohorts.archive_tree import FileIndex, unique_folder
from radiogenomics.cohorts.dicom_dates import notice_after_surgery, with_agreed_dates
from radiogenomics.cohorts.dicom_series import MAGNETIC_RESONANCE, is_date, read_series_table, studies_by_date
from radiogenomics.cohorts.own_file_finder import FileProblem, OwnFileFinder
from radiogenomics.cohorts.own_files_by_name import FilesByName
from radiogenomics.cohorts.own_series_owners import NOBODY, owners_of
from radiogenomics.cohorts.own_settings import SEGMENTATION
from radiogenomics.cohorts.series_descriptions import DescribedSequences, Fit, listed
from radiogenomics.errors import InputError
from radiogenomics.oddities import notice

KEY = "own.sequences"
NO_AGENT = ("", "no", "none", "n", "0")
"""What people write where there was no contrast agent."""


class FilesBySeries(OwnFileFinder):
    """DICOM series, whatever their folders are called; segmentations are NIfTI files by name."""

    counted, told_by, rename = "series or file(s)", "description or name", "add a part of its description to"

    def __init__(
        self,
        folder: Path,
        index: FileIndex,
        suffixes: Mapping[str, Sequence[str]],
        sessions: Mapping[str, str],
        known: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """As of any finder; what is known of sequences that are not looked for tells them from those that are."""
        super().__init__(folder, index, suffixes, sessions, known)
        self.masks = FilesByName(
            folder, index, {what: names for what, names in suffixes.items() if what == SEGMENTATION}, sessions
        )
        names = {what: some for what, some in self.known.items() if what != SEGMENTATION}
        self.sequences = DescribedSequences(
            {what: more for what, (_, *more) in names.items()}, {what: own for what, (own, *_) in names.items()}, KEY
        )
        self.series = pd.DataFrame(columns=["folder", "patient_id", "description", "owner"])
        self.of_other_dates: set[Path] = set()

    def find(self, patients: Iterable[str]) -> tuple[dict[str, dict[str, Path]], list[FileProblem]]:
        """Folder of each patient's series, by what it is; and who has several of a sequence, or studies without date.

        Of several studies of a patient, the earliest with a sequence that the config names is taken, which is noticed;
        of which day it is, is judged by `dicom_dates`.

        Raises:
            InputError: there is no series, none of a patient of the table, or none of a sequence; a description fits
                two sequences; two different copies of a series, or masks of one name.
        """
        patients = list(patients)
        masks, problems = self.masks.find(patients)
        searched = [what for what in self.suffixes if what not in masks]
        found: dict[str, dict[str, Path]] = {what: {} for what in searched} | masks
        self.series = self._series_of(patients)
        fits = {text: self.sequences.fit(text) for text in dict.fromkeys(self.series["description"])}
        of_sequences = self.series[self.series["description"].map(lambda text: fits[text] is not None)]
        of_sequences = of_sequences[of_sequences["owner"] != NOBODY]
        self._refuse_no_fit(of_sequences)
        of_sequences = with_agreed_dates(of_sequences)
        self.series.loc[of_sequences.index, "study_date"] = of_sequences["study_date"]
        for patient, rows in of_sequences.groupby("owner", sort=False):
            own = self._earliest(patient, rows, problems)
            chosen = {what: self._one_of(patient, what, own, fits, problems) for what in searched}
            chosen = {what: row for what, row in chosen.items() if row is not None}
            for what, row in chosen.items():
                found[what][patient] = row.folder
            _note_patient_ids(patient, list(chosen.values()), problems)
        self._say_what_was_taken(found)
        chosen = [folder for what in searched for folder in found[what].values()]
        notice_after_surgery(self.series[self.series["folder"].isin(chosen)])
        return found, problems

    def expected(self, patient: str, what: str) -> str:
        """What the description of a sequence holds; of a segmentation, the name of its file."""
        if what in self.masks.suffixes:
            return self.masks.expected(patient, what)
        own, *more = self.suffixes[what]
        return f"a series whose description holds {' or '.join(map(repr, more))}" if more else f"a series {own!r}"

    def owner(self, name: str) -> str | None:
        """The patient of a segmentation by its name."""
        return self.masks.owner(name)

    def headers(self) -> pd.DataFrame:
        """Rows of `read_series_table` of the series of the table's patients, with these as `owner`."""
        return self.series[self.series["owner"] != NOBODY]

    def instead(self, patient: str, what: str, used: Set[Path] = frozenset()) -> tuple[str | Path, str] | None:
        """Descriptions of the patient's series, or of all where it has none."""
        if what in self.masks.suffixes:
            return super().instead(patient, what, used)
        own = self.series[self.series["owner"] == patient]
        if own.empty:
            return "", f"no series of the patient, but of others {listed(list(self.series['description']))}"
        later = own["folder"].isin(self.of_other_dates)
        told = f"the series {listed(list(own['description'][~later]))}"
        if later.any():
            told += f", and of other dates, which are not taken, {listed(list(own['description'][later]))}"
        return own["folder"].iloc[0].parent, told

    def strangers(self, used: Set[Path]) -> tuple[dict[str, list[Path]], list[Path]]:
        """Series and segmentations of no row, by their PatientID or name, and those of other sequences.

        Series of other dates than the one that is taken are told as such.
        """
        by_patient, others = super().strangers(used)
        for row in self.series[~self.series["folder"].isin(used | self.of_other_dates)].itertuples():
            if row.owner == NOBODY:
                by_patient.setdefault(row.patient_id or row.folder.name, []).append(row.folder)
            else:
                others.append(row.folder)
        return by_patient, others

    def _series_of(self, patients: Sequence[str]) -> pd.DataFrame:
        """Series of MRI of the tree, with their patients as `owner`."""
        series = read_series_table(self.folder)
        if series.empty:
            raise InputError(f"{self.folder}: no DICOM series in it or below; correct `local_dir` or own.files_by")
        other = series[~series["modality"].isin(MAGNETIC_RESONANCE)]
        if len(other):
            kinds = ", ".join(sorted(set(other["modality"])))
            notice("", None, f"{len(other)} DICOM series that are no MRI ({kinds}) are not read")
        series = series.drop(other.index).reset_index(drop=True)
        series = series.assign(owner=owners_of(series, patients, self.folder))
        if (series["owner"] == NOBODY).all():
            below = [folder.relative_to(self.folder) for folder in series["folder"]]
            folders = [path.parts[0] for path in below if path.parts]
            raise InputError(
                f"{self.folder}: none of {len(series)} DICOM series of MRI is of a patient of the table: their "
                f"PatientID is {listed(list(series['patient_id']))}, their folders are "
                f"{listed(folders)}; write one of both into the table's column of ids"
            )
        return series

    def _refuse_no_fit(self, of_sequences: pd.DataFrame) -> None:
        if of_sequences.empty:
            own = self.series[self.series["owner"] != NOBODY]
            raise InputError(
                f"{KEY}: none of the {len(own)} DICOM series of the table's patients is of a sequence by its "
                f"description: {listed(list(own['description']))}; name a part of the right ones for each sequence"
            )

    def _earliest(self, patient: str, rows: pd.DataFrame, problems: list[FileProblem]) -> pd.DataFrame:
        """Series of the earliest study; of none where there are several and one has no date."""
        studies = studies_by_date(rows)
        first, *later = studies
        if later:
            if not all(map(is_date, studies)):
                listing = "; ".join(f"{key}: {_described(own)}" for key, own in studies.items())
                said = f"has {len(studies)} studies, of which one or more have no StudyDate: {listing}"
                problems.append(FileProblem(patient, rows["folder"].iloc[0], said, "move all but the right one away"))
                return rows[:0]
            dates = ", ".join(later)
            said = f"has studies of several dates; that of {first} is taken, those of {dates} are not"
            rest = rows.drop(studies[first].index)
            self.of_other_dates.update(rest["folder"])
            if (rest["study"].isin(studies[first]["study"]) & (rest["study"] != "")).any():
                said += (
                    "; series of several dates are one study by StudyInstanceUID, as where dates were changed one by "
                )
                said += "one: if they are of one day, give them one StudyDate"
            notice("", patient, said)
        return studies[first]

    def _one_of(
        self,
        patient: str,
        what: str,
        rows: pd.DataFrame,
        fits: Mapping[str, Fit | None],
        problems: list[FileProblem],
    ) -> Any | None:
        """The series of a sequence that fits best, or None; where several do, that is a problem."""
        fitting = [row for row in rows.itertuples() if fits[row.description].what == what]
        best = max((fits[row.description].specific for row in fitting), default=None)
        fitting = [row for row in fitting if fits[row.description].specific == best]
        copies = [row for row in fitting if row.series and row.series == fitting[0].series]
        if len(copies) == len(fitting) > 1 and all(row.folder.is_dir() for row in fitting):
            folder = unique_folder([row.folder for row in fitting])
            fitting = [row for row in fitting if row.folder == folder]
        if len(fitting) > 1:
            named = " and ".join(f"{row.description!r} in {row.folder} ({row.files} files)" for row in fitting)
            fix = f"give a longer part of the right description to {KEY}.{what}, or move the wrong series away"
            said = f"{len(fitting)} series may be {what}: {named}"
            problems.append(FileProblem(patient, fitting[0].folder, said, fix))
        if fitting and what == "T1" and fitting[0].contrast_agent.casefold() not in NO_AGENT:
            said = f"taken for T1, but its header names a contrast agent ({fitting[0].contrast_agent})"
            notice(fitting[0].folder, patient, f"{said}; is it T1GD?")
        return fitting[0] if fitting else None

    def _say_what_was_taken(self, found: Mapping[str, Mapping[str, Path]]) -> None:
        """Note which descriptions were taken for each sequence, for a person to judge."""
        descriptions = dict(zip(self.series["folder"], self.series["description"], strict=True))
        for what, files in found.items():
            taken = [descriptions[folder] for folder in files.values() if folder in descriptions]
            if taken:
                notice("", None, f"taken for {what}: the series {listed(taken)}")


def _note_patient_ids(patient: str, chosen: Sequence[Any], problems: list[FileProblem]) -> None:
    names = sorted({row.patient_id for row in chosen} - {""})
    if len(names) > 1:
        said = f"has series of several patients by their PatientID: {', '.join(names)}"
        problems.append(FileProblem(patient, chosen[0].folder, said, "move those of another patient away"))


def _described(series: pd.DataFrame) -> str:
    return listed(list(series["description"]))
