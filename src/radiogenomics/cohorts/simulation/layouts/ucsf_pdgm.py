"""UCSF-PDGM: a folder of NIfTI per exam, named with four digits, and a table that names patients with three."""

from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.layouts.layout import Layout, Simulate, modalities_of_scan
from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.cohorts.simulation.roster import FIRST_UNLABELLED, Scan
from radiogenomics.cohorts.ucsf_pdgm import MASK_SUFFIX, SUFFIXES
from radiogenomics.cohorts.ucsf_pdgm_tables import (
    AGE_COLUMN,
    CASE_COLUMN,
    FORMER_NAMES,
    ID_COLUMN,
    IDH_COLUMN,
    METADATA_EXAMPLE,
    MGMT_COHORT_COLUMN,
    MGMT_COLUMN,
    PATIENT_DIGITS,
    PATIENT_PREFIX,
    SEGMENTATION_COHORT_COLUMN,
    SEX_COLUMN,
    patient_of_exam,
)
from radiogenomics.files import write_table
from radiogenomics.seeds import derive_seed

_FOLLOW_UPS = {patient_of_exam(exam): exam for exam in sorted(FORMER_NAMES.values())}
_TABLE_DIGITS = 3
_FIRST_UNLABELLED = 9001
_MGMT_UNKNOWN = {"Indeterminate": "indeterminate", "Not Available": "unknown"}
_MUTATIONS = ("IDH1 p.R132H", "mutated (NOS)", "IDH2 p.R172K")


class UcsfPdgm(Layout):
    """Exams as the package of version 5 has them; the first patients are those who have a follow-up exam in it."""

    folder = "UCSF-PDGM-v5"

    def patient_id(self, number: int) -> str:
        """Name of the patient, with the digits of the folders."""
        if number <= len(_FOLLOW_UPS):
            return list(_FOLLOW_UPS)[number - 1]
        if number >= FIRST_UNLABELLED:
            return _patient(number - FIRST_UNLABELLED + _FIRST_UNLABELLED)
        digits, left = 0, number - len(_FOLLOW_UPS)
        while left:
            digits += 1
            left -= _patient(digits) not in {*_FOLLOW_UPS, *FORMER_NAMES}
        return _patient(digits)

    def seed(self, seed: int) -> int:
        """Seed of the archive's patients, who are in no other simulated archive."""
        return derive_seed(seed, "layout", "ucsf_pdgm")

    def write_tables(self, folder: Path, scans: list[Scan], settings: SimulationSettings, seed: int) -> None:
        """The table of all exams, follow-ups in rows of their own."""
        write_table(pd.DataFrame([_row(scan, seed) for scan in scans]), folder / METADATA_EXAMPLE)

    def write_scan(self, folder: Path, scan: Scan, simulate: Simulate, settings: SimulationSettings, seed: int) -> None:
        """One NIfTI file per sequence, and the expert's segmentation."""
        exam = _exam(scan)
        patient = simulate(modalities_of_scan(scan, settings), scan.scan)
        files = {SUFFIXES[modality]: image for modality, image in patient.images.items()}
        for suffix, array in {**files, MASK_SUFFIX: patient.segmentation}.items():
            write_nifti(array, Grid(settings.spacing).affine, folder / f"{exam}_nifti" / f"{exam}_{suffix}.nii.gz")


def _patient(digits: int) -> str:
    return f"{PATIENT_PREFIX}{digits:0{PATIENT_DIGITS}d}"


def _exam(scan: Scan) -> str:
    return scan.patient_id if scan.is_baseline else _FOLLOW_UPS[scan.patient_id]


def _row(scan: Scan, seed: int) -> dict[str, object]:
    """A row of the table; all but age, sex and MGMT is drawn without regard to any label."""
    rng = np.random.default_rng(derive_seed(seed, scan.patient_id, "clinical"))
    mutated = rng.random() < 0.2
    sites = int(rng.integers(1, 18))
    digits = int(scan.patient_id.removeprefix(PATIENT_PREFIX))
    return {
        ID_COLUMN: f"{PATIENT_PREFIX}{digits:0{_TABLE_DIGITS}d}" if scan.is_baseline else _exam(scan),
        SEX_COLUMN: scan.sex,
        AGE_COLUMN: int(scan.age),
        "WHO CNS Grade": int(rng.choice([2, 3, 4], p=[0.1, 0.1, 0.8])),
        "Final pathologic diagnosis (WHO 2021)": "Astrocytoma, IDH-mutant" if mutated else "Glioblastoma, IDH-wildtype",
        MGMT_COLUMN: ("negative", "positive")[scan.label] if scan.is_labelled else _MGMT_UNKNOWN[scan.mgmt],
        "MGMT index": scan.label * sites if scan.is_labelled else "unknown",
        "1p/19q": str(rng.choice(["intact", "co-deletion", "unknown"], p=[0.7, 0.05, 0.25])),
        IDH_COLUMN: str(rng.choice(_MUTATIONS)) if mutated else "wildtype",
        "1-dead 0-alive": int(rng.random() < 0.5),
        "OS": int(rng.integers(10, 2000)),
        "EOR": str(rng.choice(["GTR", "STR", "biopsy"], p=[0.5, 0.35, 0.15])),
        "Biopsy prior to imaging": "No",
        # Simulated patients are in no other archive.
        CASE_COLUMN: "",
        SEGMENTATION_COHORT_COLUMN: "",
        MGMT_COHORT_COLUMN: "",
    }
