"""The Erasmus Glioma Database: heads as in MNI152, a mask of the whole tumour, labels in spreadsheets and JSON.

Patients with an even number lie as its downloader leaves them, the others as XNAT does.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.cohorts.egd import FILE_NAMES, MASK_NAME, METADATA_NAME
from radiogenomics.cohorts.egd_tables import OBSERVER_COLUMN, OBSERVER_SECTION, SECTIONS, SUBJECT_COLUMN
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
from radiogenomics.cohorts.simulation.spreadsheet import write_spreadsheet
from radiogenomics.files import write_json
from radiogenomics.seeds import derive_seed

_XNAT_NUMBERS = {"T1": 1, "T1GD": 2, "T2": 3, "FLAIR": 4, "MASK": 5}
_FIRST_UNLABELLED = 9001
_NOT_KNOWN = -1
_TURNED = np.array([-1.0, -1.0, 1.0])


class Egd(Layout):
    """Subjects in either of the two ways in which a download may lie."""

    folder = "EGD"

    def patient_id(self, number: int) -> str:
        """Name of the subject."""
        return f"EGD-{number - FIRST_UNLABELLED + _FIRST_UNLABELLED if number >= FIRST_UNLABELLED else number:04d}"

    def seed(self, seed: int) -> int:
        """Seed of the database's patients, who are in no other archive."""
        return derive_seed(seed, "layout", "egd")

    def write_tables(self, folder: Path, scans: list[Scan], settings: SimulationSettings, seed: int) -> None:
        """The spreadsheets of all subjects, and each subject's `metadata.json`."""
        subjects = {scan.patient_id: subject_data(scan, seed) for scan in scans}
        for section in SECTIONS:
            rows = [{SUBJECT_COLUMN: subject, **data[section]} for subject, data in subjects.items()]
            write_spreadsheet(pd.DataFrame(rows), folder / self.folder / "METADATA" / f"{section}.xlsx")
        for subject, data in subjects.items():
            write_json(data, _subject_folder(folder / self.folder, subject) / METADATA_NAME)

    def write_scan(self, folder: Path, scan: Scan, simulate: Simulate, settings: SimulationSettings, seed: int) -> None:
        """Four sequences and the mask of the whole tumour, stored as MNI152 is."""
        patient = simulate(modalities_of_scan(scan, settings), scan.scan)
        labels = patient.segmentation if scan.has_corrected else automatic_segmentation(patient, scan, seed)
        affine = _ras_affine(settings.spacing)
        files = {modality: (FILE_NAMES[modality], image) for modality, image in patient.images.items()}
        files["MASK"] = (MASK_NAME, (labels > 0).astype(np.uint8))
        for name, (file, array) in files.items():
            place = _subject_folder(folder, scan.patient_id)
            if _lies_as_in_xnat(scan.patient_id):
                place = place / f"{_XNAT_NUMBERS[name]}_{name}" / "NIFTI"
            # Right to left and back to front, as MNI152 is stored.
            write_nifti(array[:, ::-1, ::-1], affine, place / file)


def subject_data(scan: Scan, seed: int) -> dict[str, dict[str, object]]:
    """Content of a subject's `metadata.json`; 1p19q and Grade are drawn without regard to the label, which is IDH."""
    rng = np.random.default_rng(derive_seed(seed, scan.patient_id, "clinical"))
    return {
        "Genetic_and_Histological_labels": {
            "IDH": scan.label if scan.is_labelled else _NOT_KNOWN,
            "1p19q": int(rng.choice([0, 1, _NOT_KNOWN], p=[0.55, 0.15, 0.3])),
            "Grade": int(rng.choice([2, 3, 4, _NOT_KNOWN], p=[0.2, 0.15, 0.6, 0.05])),
        },
        "Clinical_data": {"Age": scan.age, "Sex": scan.sex},
        OBSERVER_SECTION: {OBSERVER_COLUMN: "Manual" if scan.has_corrected else "Automatic", "Original scan": "FLAIR"},
    }


def _lies_as_in_xnat(subject: str) -> bool:
    return int(subject[-1]) % 2 == 1


def _subject_folder(folder: Path, subject: str) -> Path:
    return folder / f"MR_{subject}" if _lies_as_in_xnat(subject) else folder / "SUBJECTS" / subject


def _ras_affine(spacing: float) -> np.ndarray:
    """Affine of the grid stored from right to left and from back to front, each voxel where it was."""
    grid = Grid(spacing)
    affine = grid.affine
    last = np.array(grid.shape[::-1]) - 1
    affine[:3, 3] += affine[:3, :3] @ np.where(_TURNED < 0, last, 0)
    affine[:3, :3] *= _TURNED
    return affine
