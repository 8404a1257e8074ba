"""What a layout says: how its archive calls patients, and where their tables and images lie."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

import numpy as np

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.approximation import approximate_segmentation
from radiogenomics.cohorts.simulation.patient import SimulatedPatient
from radiogenomics.cohorts.simulation.roster import Scan
from radiogenomics.seeds import derive_seed

Simulate = Callable[[list[str], str], SimulatedPatient]
"""Simulates a scan's patient: modalities to make, and the name of the scan, which decides on the noise."""


class Layout(ABC):
    """An archive's layout on disk; `radiogenomics.cohorts.<name>` reads it back."""

    folder: str
    """Name of the folder that holds the archive's images."""

    @abstractmethod
    def patient_id(self, number: int) -> str:
        """Name of the patient of a number: 1, 2 … of the labelled ones, `roster.FIRST_UNLABELLED` … of the others."""

    @abstractmethod
    def seed(self, seed: int) -> int:
        """Seed of the archive's patients, so that no person is in two archives who is not in both of the real ones."""

    @abstractmethod
    def write_tables(self, folder: Path, scans: list[Scan], settings: SimulationSettings, seed: int) -> None:
        """Write the archive's tables.

        Args:
            folder: folder of the cohort.
            scans: the roster.
            settings: the cohort.
            seed: as `seed` returned it.
        """

    @abstractmethod
    def write_scan(self, folder: Path, scan: Scan, simulate: Simulate, settings: SimulationSettings, seed: int) -> None:
        """Write one scan's images, and the segmentations it has.

        Args:
            folder: folder of the archive's images (`self.folder`).
            scan: the scan.
            simulate: makes its images.
            settings: the cohort.
            seed: as `seed` returned it.
        """


def modalities_of_scan(scan: Scan, settings: SimulationSettings) -> list[str]:
    """Modalities of the cohort that a scan was made with."""
    return [modality for modality in settings.modalities if scan.has(modality)]


def automatic_segmentation(patient: SimulatedPatient, scan: Scan, seed: int) -> np.ndarray:
    """What a program would have drawn: the true labels (z, y, x) with errors along their borders."""
    rng = np.random.default_rng(derive_seed(seed, scan.scan_id, "automatic segmentation"))
    return approximate_segmentation(patient.segmentation, patient.brain, patient.spacing, rng)
