"""What the models of a study are given, and how it is prepared."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from radiogenomics.leakage.records import FitKey


class Source(ABC):
    """Files of what the models are given, for the trainings that read them and the gates that compare them."""

    leak_checks: ClassVar[str]
    """Name, in `radiogenomics.leakage.sources`, of the checks that compare what this source made of its patients."""

    @property
    @abstractmethod
    def gate_files(self) -> dict[str, list[str]]:
        """Files that the gate before training compares, by the name under which its checks find them."""

    @property
    @abstractmethod
    def gate_parameters(self) -> dict[str, Any]:
        """What the checks have to know of these files, in plain values."""

    @property
    def place_files(self) -> list[str]:
        """Files that say where in a scan the voxels of an input lie, besides the index of its arrays."""
        return []

    @property
    def exclusions(self) -> list[str]:
        """Tables (patient_id, modality, reason) of patients that the preparation excludes, before anybody is split."""
        return []

    @property
    def oddities(self) -> list[str]:
        """Tables (patient_id, file, what) of what the preparation noticed and kept."""
        return []

    @property
    def fitted_records(self) -> list[str]:
        """Records of the patients to which the preparation itself was fitted."""
        return []

    @property
    def expected_fits(self) -> list[FitKey]:
        """Fits of the preparation that must have left such a record."""
        return []

    @property
    def recorded(self) -> list[str]:
        """Tables with the checksums of what was read, below the study's folder and without `.csv`."""
        return []
