"""TCGA's preoperative scans: NIfTI by patient and date, with two tables of labels, in which IDH is told."""

import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.layouts.layout import (
    Layout,
    Simulate,
    automatic_segmentation,
    modalities_of_scan,
)
from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.cohorts.simulation.roster import FIRST_UNLABELLED, Scan
from radiogenomics.cohorts.tcga import SEGMENTATION_SUFFIXES, SUFFIXES
from radiogenomics.cohorts.tcga_tables import (
    AGE_COLUMN,
    COLLECTION_COLUMN,
    LABEL_PATIENT_COLUMN,
    LABEL_TABLE,
    SEX_COLUMN,
    SUBTYPE_PATIENT_COLUMN,
    SUBTYPE_TABLE,
)
from radiogenomics.files import write_table
from radiogenomics.seeds import derive_seed

HOSPITALS = ("02", "06", "CS", "DU", "HT")
_FIRST_UNLABELLED = 9001
_FIRST_DAY, _DAYS = datetime.date(1996, 1, 1), 3000
_DAYS_PER_YEAR = 365.25


class Tcga(Layout):
    """Scans by patient and date, in the packages of both collections."""

    folder = "BraTS-TCGA"

    def patient_id(self, number: int) -> str:
        """Barcode of the patient."""
        digits = number - FIRST_UNLABELLED + _FIRST_UNLABELLED if number >= FIRST_UNLABELLED else number
        return f"TCGA-{HOSPITALS[number % len(HOSPITALS)]}-{digits:04d}"

    def seed(self, seed: int) -> int:
        """Seed of the archive's patients, who are in no other archive."""
        return derive_seed(seed, "layout", "tcga")

    def write_tables(self, folder: Path, scans: list[Scan], settings: SimulationSettings, seed: int) -> None:
        """The tables of labels and of subtypes, which agree."""
        rows = [_patient_rows(scan, seed) for scan in scans if scan.is_baseline]
        write_table(pd.DataFrame([labels for labels, _ in rows]), folder / LABEL_TABLE)
        write_table(pd.DataFrame([subtypes for _, subtypes in rows]), folder / SUBTYPE_TABLE)

    def write_scan(self, folder: Path, scan: Scan, simulate: Simulate, settings: SimulationSettings, seed: int) -> None:
        """Four sequences, the automatic segmentation and, where there is one, the corrected."""
        package = f"Pre-operative_{_collection(scan).replace('-', '_')}_NIfTI_and_Segmentations"
        start = folder / package / scan.patient_id / f"{scan.patient_id}_{scan_date(scan, seed):%Y.%m.%d}"
        patient = simulate(modalities_of_scan(scan, settings), scan.scan)
        files = {SUFFIXES[modality]: image for modality, image in patient.images.items()}
        if scan.is_baseline:
            files[SEGMENTATION_SUFFIXES["automatic"]] = automatic_segmentation(patient, scan, seed)
        if scan.has_corrected:
            files[SEGMENTATION_SUFFIXES["corrected"]] = patient.segmentation
        for suffix, array in files.items():
            write_nifti(array, Grid(settings.spacing).affine, start.with_name(f"{start.name}_{suffix}.nii.gz"))


def scan_date(scan: Scan, seed: int) -> datetime.date:
    """Day of a scan: the baseline's is drawn, a follow-up's as much later as the patient is older."""
    rng = np.random.default_rng(derive_seed(seed, scan.patient_id, "date"))
    day = _FIRST_DAY + datetime.timedelta(days=int(rng.integers(_DAYS)))
    # Rounded on their own, ages to two decimals may tell apart fewer days than there are between the scans.
    return day if scan.is_baseline else day + datetime.timedelta(days=max(1, round(_DAYS_PER_YEAR * scan.years_later)))


def _collection(scan: Scan) -> str:
    """The collection is that of the hospital, and tells nothing of the label."""
    return "TCGA-GBM" if scan.patient_id[5:7].isdigit() else "TCGA-LGG"


def _patient_rows(scan: Scan, seed: int) -> tuple[dict[str, object], dict[str, object]]:
    """Rows of the two tables, which agree; codeletion and grade are drawn without regard to the label, which is IDH."""
    rng = np.random.default_rng(derive_seed(seed, scan.patient_id, "clinical"))
    codeleted, grade = int(rng.random() < 0.2), int(rng.choice([2, 3, 4], p=[0.2, 0.2, 0.6]))
    labels = {
        COLLECTION_COLUMN: _collection(scan),
        LABEL_PATIENT_COLUMN: scan.patient_id,
        "IDH_mutated": scan.label if scan.is_labelled else -1,
        "1p19q_codeleted": codeleted,
        "Grade": grade,
    }
    subtypes = {
        SUBTYPE_PATIENT_COLUMN: scan.patient_id,
        "Grade": f"G{grade}",
        AGE_COLUMN: int(scan.age),
        SEX_COLUMN: {"M": "male", "F": "female"}[scan.sex],
        "IDH.status": ("WT", "Mutant")[scan.label] if scan.is_labelled else "",
        "X1p.19q.codeletion": ("non-codel", "codel")[codeleted],
        "MGMT.promoter.status": str(rng.choice(["Methylated", "Unmethylated", ""], p=[0.4, 0.4, 0.2])),
    }
    return labels, subtypes
