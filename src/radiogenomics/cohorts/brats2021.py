"""BraTS 2021 (10.7937/jc8x-9874): scans of 1,251 training and 219 validation cases as NIfTI."""

from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import files_by_identifier, index_files
from radiogenomics.cohorts.brats2021_tables import TASK_1_COLUMN, describe_cases, read_case_tables
from radiogenomics.cohorts.patient_data import report_unlabelled
from radiogenomics.cohorts.scan_table import SEGMENTATIONS, refuse_unknown_modalities, scan_table

SUFFIXES = {"T1": "t1", "T1GD": "t1ce", "T2": "t2", "FLAIR": "flair"}
MASK_SUFFIX = "seg"
LABEL_CONVENTION = "brats"


def read_scans(local_dir: Path, modalities: list[str]) -> pd.DataFrame:
    """One row per case of a copy of the archive, with the columns of `scan_table`.

    Patients are called like their case (`BraTS2021_00000`), except that two cases are follow-up scans of patients who
    are also other cases (`brats2021_tables.FOLLOW_UPS`). A case has all four modalities where the mapping to TCIA puts
    it in a cohort of task 1, and a segmentation in the training cohort, or where the file is there. There is one
    segmentation, corrected and approved by experts; whoever asks for an automatic or a corrected one gets it.
    The archive knows neither age nor sex.

    Args:
        local_dir: folder that holds the images, and `BraTS2021_MappingToTCIA.xlsx` or `train_labels.csv` with the
            label (`MGMT value`, `MGMT_value`), at any depth.
        modalities: some of T1, T1GD, T2 and FLAIR.

    Raises:
        InputError: a modality is not known, a table cannot be read, or two files of one name differ.
    """
    refuse_unknown_modalities(modalities, SUFFIXES, "BraTS 2021")
    index = index_files(local_dir)
    cases = read_case_tables(index, local_dir)
    suffixes = {modality: SUFFIXES[modality] for modality in modalities} | dict.fromkeys(SEGMENTATIONS, MASK_SUFFIX)
    files = {name: _files(index, suffix) for name, suffix in suffixes.items()}
    found = set().union(*files.values())
    report_unlabelled(found, cases.index, "BraTS 2021")
    cohort = cases.get(TASK_1_COLUMN, pd.Series("", cases.index))
    promised = {modality: cases.index[cohort != ""] for modality in modalities}
    promised |= dict.fromkeys(SEGMENTATIONS, cases.index[cohort == "Training"])
    return scan_table(describe_cases(cases, found), cases, files, promised, LABEL_CONVENTION)


def _files(index: dict[str, list[Path]], suffix: str) -> dict[str, Path]:
    return files_by_identifier(index, rf"(BraTS2021_\d{{5}})_{suffix}\.nii\.gz")
