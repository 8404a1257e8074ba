"""Config section of patients of one's own: how the columns of their table and their files are called."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import Field, model_validator

from radiogenomics.cohorts.archive_tree import likeness
from radiogenomics.cohorts.dicom_series import plain_description
from radiogenomics.files import nearest
from radiogenomics.modalities import MODALITIES
from radiogenomics.settings import Settings, repeated

TABLE = "patients.csv"
ID = "patient_id"
SEGMENTATION = "segmentation"
MASK_SUFFIX = "segm"
SUFFIXES = {**{name: name for name in MODALITIES}, SEGMENTATION: MASK_SUFFIX}
"""The project's own ends of the names of files, by sequence and for the segmentation."""
SequenceNames = str | Annotated[list[str], Field(min_length=1)]
"""What a hospital calls a sequence: a name, or several."""


def _refuse_unknown_sequences(key: str, names: Iterable[str]) -> None:
    for name in names:
        if name not in SUFFIXES:
            raise ValueError(f"{key}: {name!r} is no sequence{nearest(name, SUFFIXES)}; use {', '.join(SUFFIXES)}")


def _listed(names: SequenceNames) -> list[str]:
    return [names] if isinstance(names, str) else names


def _never_ends(name: str) -> bool:
    """Whether no file's name has this between an `_` and `.nii.gz`."""
    return name.startswith("_") or name.lower().endswith((".nii", ".nii.gz")) or not {*name}.isdisjoint("/*?")


class OwnTableSettings(Settings):
    """The table of the patients: its file, and the names of its columns."""

    file: str = Field(
        TABLE,
        min_length=1,
        description="The table: a path below `local_dir`, or a name that is found at any depth of it.",
    )
    patient_id: str = Field(ID, min_length=1, description="Column of the patients' ids.")
    age: str | None = Field(None, description="Column of ages in years; where empty, `age`, if there is one.")
    sex: str | None = Field(None, description="Column of sexes; where empty, `sex`, if there is one.")
    site: str | None = Field(None, description="Column of hospitals or scanners; where empty, `site`, if there is one.")
    session: str | None = Field(
        None, description="Column that names each patient's session, for `files_by: bids`; where empty, none does."
    )
    paths: dict[str, str] = Field(
        {},
        description="Columns of paths by sequence (and `segmentation`), relative to the table's folder or absolute; "
        "for what is not named, a column `path_<sequence>`, if there is one, and else the names of the files.",
    )

    @model_validator(mode="after")
    def _check_file(self) -> "OwnTableSettings":
        if PurePath(self.file).is_absolute() or ".." in PurePath(self.file).parts:
            raise ValueError(f"file: {self.file!r} does not lie below local_dir; put it there, and name it from there")
        _refuse_unknown_sequences("paths", self.paths)
        for column in repeated(list(self.paths.values())):
            raise ValueError(f"paths: column {column!r} is there for two sequences; correct one")
        if self.patient_id in (self.age, self.sex, self.site, self.session, *self.paths.values()):
            raise ValueError(f"patient_id: column {self.patient_id!r} is named for something else too; correct one")
        return self


class OwnPatientsSettings(Settings):
    """How the table and the files of patients of one's own are called, where not as the project has them."""

    table: OwnTableSettings = Field(OwnTableSettings(), description="The table and its columns.")
    sequences: dict[str, SequenceNames] = Field(
        {},
        description="Further names of a sequence (or of `segmentation`) at the end of the files' names, before "
        "`.nii.gz`: one or a list, as `{T1GD: [t1ce, T1C], segmentation: seg}`. Two files of a patient that have names "
        "of one sequence are refused. For `files_by: dicom`, parts of the series' descriptions.",
    )
    files_by: Literal["name", "bids", "dicom"] = Field(
        "name",
        description="How files are found that no column names: by `<patient_id>_<sequence>.nii.gz`, by the entities "
        "of BIDS (`sub-01_ses-pre_ce-gadolinium_T1w.nii.gz`; masks end in `_dseg` or `_mask`), or `dicom`: folders of "
        "DICOM series, by PatientID (or the patient's folder) and the parts of descriptions in `sequences`, of which "
        "the longest counts; masks are then as by `name`.",
    )
    session: str | None = Field(
        None,
        min_length=1,
        description="Session of all patients to which no column gives one, for `files_by: bids`; without either, a "
        "patient with several sessions is refused, and they are listed.",
    )

    @model_validator(mode="after")
    def _check_sequences(self) -> "OwnPatientsSettings":
        _refuse_unknown_sequences("sequences", self.sequences)
        plain = {what: likeness for what in SUFFIXES}
        if self.files_by == "dicom":
            plain |= {what: plain_description for what in SUFFIXES if what != SEGMENTATION}
        claimed = {plain[sequence](suffix): sequence for sequence, suffix in SUFFIXES.items()}
        for sequence, names in self.sequences.items():
            for name in _listed(names):
                if not plain[sequence](name):
                    raise ValueError(f"sequences: {sequence} has an empty name; remove it")
                if plain[sequence] is likeness and _never_ends(name):
                    raise ValueError(
                        f"sequences: {name!r} of {sequence} never ends a name; give what stands between an _ of the "
                        "file's name and .nii.gz, without folder or wildcard"
                    )
                other = claimed.setdefault(plain[sequence](name), sequence)
                if other != sequence:
                    raise ValueError(
                        f"sequences: {name!r} of {sequence} is a name of {other} too; correct one (case does not count)"
                    )
        return self

    @model_validator(mode="after")
    def _check_session(self) -> "OwnPatientsSettings":
        if self.files_by != "bids" and (self.session or self.table.session):
            raise ValueError("session: only names of BIDS have one; set `files_by: bids`, or remove it")
        return self

    @property
    def suffixes(self) -> dict[str, list[str]]:
        """Ends of the names of files by sequence, and of the segmentation: the project's own first."""
        return {what: [own, *_listed(self.sequences.get(what, []))] for what, own in SUFFIXES.items()}
