"""RSNA-MICCAI 2021: the scans of BraTS 2021's task 2 as DICOM, from the competition or from TCIA."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files, index_folders, unique_folder
from radiogenomics.cohorts.brats2021_tables import (
    CASE_PREFIX,
    COMPETITION_MGMT_COLUMN,
    TASK_2_COLUMN,
    describe_cases,
    read_case_tables,
)
from radiogenomics.cohorts.patient_data import report_unlabelled
from radiogenomics.cohorts.scan_table import SEGMENTATIONS, refuse_unknown_modalities, scan_table

SERIES_FOLDERS = {"T1": "T1w", "T1GD": "T1wCE", "T2": "T2w", "FLAIR": "FLAIR"}
CASE_FOLDER = re.compile(r"\d{5}")
LABEL_CONVENTION = "brats"

FAULTY_CASES = ("BraTS2021_00109", "BraTS2021_00123", "BraTS2021_00709")
FAULT = "the competition knows of issues with this case and lets participants exclude it"


def read_scans(local_dir: Path, modalities: list[str]) -> pd.DataFrame:
    """One row per case of a copy of the archive, with the columns of `scan_table`.

    A series is a folder `<5 digits>/{FLAIR,T1w,T1wCE,T2w}`, in the competition below `train` and `test`, at TCIA below
    `BraTS2021_{Training,Validation}Set_dcm/<source>`; its path stands in `path_<modality>`. Patients are called as in
    BraTS 2021 (`BraTS2021_00000`), which has the same scans. Three cases have a `fault`. There are no segmentations,
    and neither age nor sex. The scans of a patient are not on one grid: networks need them registered first.

    Args:
        local_dir: folder that holds the series, and `train_labels.csv` or `BraTS2021_MappingToTCIA.xlsx` with the label
            (`MGMT_value`, `MGMT value`), at any depth.
        modalities: some of T1, T1GD, T2 and FLAIR.

    Raises:
        InputError: a modality is not known, a table cannot be read, or two folders of one series differ.
    """
    refuse_unknown_modalities(modalities, SERIES_FOLDERS, "RSNA-MICCAI 2021")
    cases = read_case_tables(index_files(local_dir), local_dir)
    folders = index_folders(local_dir)
    files: dict[str, dict[str, Path]] = {
        modality: _series(folders, SERIES_FOLDERS[modality]) for modality in modalities
    }
    found = set().union(*files.values())
    report_unlabelled(found, cases.index, "RSNA-MICCAI 2021")
    listed = pd.Series(False, cases.index)
    for column in (TASK_2_COLUMN, COMPETITION_MGMT_COLUMN):
        listed |= cases.get(column, pd.Series("", cases.index)) != ""
    scans = describe_cases(cases, found)
    scans.loc[scans.index.isin(FAULTY_CASES), "fault"] = FAULT
    promised = {modality: cases.index[listed] for modality in modalities}
    return scan_table(scans, cases, files | {name: {} for name in SEGMENTATIONS}, promised, LABEL_CONVENTION)


def _series(folders: dict[str, list[Path]], name: str) -> dict[str, Path]:
    """Folder of the series `name` of each case."""
    by_case: dict[str, list[Path]] = {}
    for path in folders.get(name, []):
        if CASE_FOLDER.fullmatch(path.parent.name):
            by_case.setdefault(f"{CASE_PREFIX}{path.parent.name}", []).append(path)
    return {case: unique_folder(paths) for case, paths in by_case.items()}
