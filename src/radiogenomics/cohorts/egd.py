"""The Erasmus Glioma Database: 774 patients, structural scans as NIfTI with a mask of the whole tumour."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import FileIndex, index_files, likeness, unique_file
from radiogenomics.cohorts.egd_tables import CLINICAL_COLUMNS, read_subject_data
from radiogenomics.cohorts.patient_data import ages_in_years, report_unlabelled, sexes
from radiogenomics.cohorts.scan_table import refuse_unknown_modalities, scan_table

FILE_NAMES = {"T1": "T1.nii.gz", "T1GD": "T1GD.nii.gz", "T2": "T2.nii.gz", "FLAIR": "FLAIR.nii.gz"}
MASK_NAME = "MASK.nii.gz"
METADATA_NAME = "metadata.json"
SUBJECT_FOLDER = re.compile(r"(?:MR_)?(EGD-\d{4})")
LABEL_CONVENTION = "whole_tumour"
SITE = "EGD"


def read_scans(local_dir: Path, modalities: list[str]) -> pd.DataFrame:
    """One row per patient of a copy of the archive, with the columns of `scan_table`.

    Files are called alike in all patients' folders; whose they are says the folder `EGD-0001` or `MR_EGD-0001` above
    them (`SUBJECTS/EGD-0001/T1.nii.gz`, `MR_EGD-0001/1_T1/NIFTI/T1.nii.gz`). Labels are IDH, 1p19q and Grade, where
    -1 means not known. The mask tells the tumour from the rest and no regions of it; who drew it (by hand or a
    program) says the column Observer, so it stands as the automatic one, which serves where a corrected one is wanted.

    Args:
        local_dir: folder that holds the images, and the archive's two spreadsheets or every patient's `metadata.json`.
        modalities: some of T1, T1GD, T2 and FLAIR.

    Raises:
        InputError: a modality is not known, nothing says the labels, a table cannot be read, or two files of one
            patient and name differ.
    """
    refuse_unknown_modalities(modalities, FILE_NAMES, "the Erasmus Glioma Database")
    index = index_files(local_dir)
    names = {modality: FILE_NAMES[modality] for modality in modalities} | {"automatic": MASK_NAME}
    files = {name: _by_subject(index, file, local_dir) for name, file in names.items()} | {"corrected": {}}
    found = set().union(*files.values())
    data = read_subject_data(index, _by_subject(index, METADATA_NAME, local_dir), local_dir)
    report_unlabelled(found, data.index, "the Erasmus Glioma Database")
    scans = pd.DataFrame(index=pd.Index(sorted(found | set(data.index)), name="scan_id"))
    scans = scans.assign(patient_id=scans.index, baseline=True, fault="", site=SITE)
    for column, texts, read in zip(("age", "sex"), CLINICAL_COLUMNS, (ages_in_years, sexes), strict=True):
        scans[column] = read(data[texts], "the Erasmus Glioma Database").reindex(scans.index)
    return scan_table(scans, data.rename_axis("scan_id"), files, {}, LABEL_CONVENTION)


def _by_subject(index: FileIndex, name: str, local_dir: Path) -> dict[str, Path]:
    """File `name` of each subject; files in no subject's folder are none of theirs."""
    by_subject: dict[str, list[Path]] = {}
    for path in (path for alike in index.by_likeness.get(likeness(name), []) for path in index[alike]):
        folders = [SUBJECT_FOLDER.fullmatch(part) for part in path.relative_to(local_dir).parts]
        # The innermost: an outer folder may be called after a patient too.
        subject = next((match[1] for match in reversed(folders) if match), None)
        if subject:
            by_subject.setdefault(subject, []).append(path)
    return {subject: unique_file({name: paths}, name) for subject, paths in by_subject.items()}
