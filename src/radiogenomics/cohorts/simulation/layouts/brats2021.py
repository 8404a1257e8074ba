"""BraTS 2021: NIfTI by case, segmentations by experts, and the mapping to TCIA with the MGMT status."""

from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.brats2021 import MASK_SUFFIX, SUFFIXES
from radiogenomics.cohorts.brats2021_tables import (
    CASE_COLUMN,
    CASE_PREFIX,
    COLLECTION_COLUMN,
    FOLLOW_UPS,
    MAPPING_TABLE,
    MGMT_COLUMN,
    SITE_COLUMN,
    TASK_1_COLUMN,
    TASK_2_COLUMN,
    TCIA_COLUMN,
)
from radiogenomics.cohorts.rsna_miccai import FAULTY_CASES
from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.layouts.layout import Layout, Simulate, modalities_of_scan
from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.cohorts.simulation.roster import FIRST_UNLABELLED, Scan
from radiogenomics.cohorts.simulation.spreadsheet import write_spreadsheet
from radiogenomics.seeds import derive_seed

NOT_AT_TCIA = "new-not-previously-in-TCIA"
_BY_BASELINE = {baseline: case for case, baseline in FOLLOW_UPS.items()}

FIRST_CASES = (*sorted(_BY_BASELINE), FAULTY_CASES[0])
"""The first patients: those with follow-up scans in the archive, and one that the competition calls faulty."""

_OTHER_MEANING = {*FIRST_CASES, *FOLLOW_UPS, *FAULTY_CASES}


def case_of(number: int) -> str:
    """Name of the case of patient `number`, as in BraTS 2021 and in the RSNA-MICCAI competition.

    After the first three come `BraTS2021_00000`, `BraTS2021_00001` … without those that mean something else.
    """
    if number <= len(FIRST_CASES):
        return FIRST_CASES[number - 1]
    if number >= FIRST_UNLABELLED:
        return f"{CASE_PREFIX}{number:05d}"
    case, left = -1, number - len(FIRST_CASES)
    while left:
        case += 1
        left -= f"{CASE_PREFIX}{case:05d}" not in _OTHER_MEANING
    return f"{CASE_PREFIX}{case:05d}"


def seed_of_cases(seed: int) -> int:
    """Seed of the patients of BraTS 2021 and of the competition, who are the same."""
    return derive_seed(seed, "layout", "brats2021")


class Brats2021(Layout):
    """Cases as the challenge hands them out."""

    folder = "RSNA-ASNR-MICCAI-BraTS-2021"

    def patient_id(self, number: int) -> str:
        """Name of the case."""
        return case_of(number)

    def seed(self, seed: int) -> int:
        """Seed of the challenge's patients, who are those of RSNA-MICCAI, too."""
        return seed_of_cases(seed)

    def write_tables(self, folder: Path, scans: list[Scan], settings: SimulationSettings, seed: int) -> None:
        """The spreadsheet that maps cases to TCIA, with the MGMT status."""
        write_spreadsheet(pd.DataFrame([_row(scan) for scan in scans]), folder / MAPPING_TABLE)

    def write_scan(self, folder: Path, scan: Scan, simulate: Simulate, settings: SimulationSettings, seed: int) -> None:
        """One NIfTI file per sequence and, of labelled cases, the expert's segmentation."""
        case, cohort = _case(scan), "Training" if scan.is_labelled else "Validation"
        place = folder / f"BraTS2021_{cohort}Set" / NOT_AT_TCIA / case
        patient = simulate(modalities_of_scan(scan, settings), scan.scan)
        affine = Grid(settings.spacing).affine
        for modality, image in patient.images.items():
            write_nifti(image, affine, place / f"{case}_{SUFFIXES[modality]}.nii.gz")
        if scan.is_labelled:
            write_nifti(patient.segmentation, affine, place / f"{case}_{MASK_SUFFIX}.nii.gz")


def _case(scan: Scan) -> str:
    return scan.patient_id if scan.is_baseline else _BY_BASELINE[scan.patient_id]


def _row(scan: Scan) -> dict[str, object]:
    cohort = "Training" if scan.is_labelled else "Validation"
    return {
        COLLECTION_COLUMN: NOT_AT_TCIA,
        SITE_COLUMN: scan.scanner + 1,
        TCIA_COLUMN: NOT_AT_TCIA,
        CASE_COLUMN: _case(scan),
        TASK_1_COLUMN: cohort,
        TASK_2_COLUMN: cohort,
        MGMT_COLUMN: scan.label if scan.is_labelled else None,
    }
