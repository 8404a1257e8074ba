"""Volumes of MRI as what the models of a study are given."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from radiogenomics.leakage.records import CROP_WINDOW, FitKey
from radiogenomics.studies.source import Source

AUGMENTED = "_augmented"
FILES = {
    "arrays": ".npy",
    "indices": ".csv",
    "augmented_arrays": "_augmented.npy",
    "augmented_indices": "_augmented.csv",
}
"""Ends of the names of a modality's files, by what they hold."""


class VolumeSource(Source):
    """Cropped and reduced volumes, and their augmented copies: one array per modality, one row per patient."""

    leak_checks: ClassVar[str] = "volumes"

    def __init__(self, folder: str, training_groups: Mapping[str, Sequence[str]]) -> None:
        """Volumes below a folder.

        Args:
            folder: of the study's results.
            training_groups: by modality, groups of splits.csv that train on its volumes.
        """
        self.folder = folder
        self.training_groups = {modality: list(groups) for modality, groups in training_groups.items()}

    def files(self, modalities: Sequence[str], suffix: str) -> list[str]:
        """One file per modality.

        Args:
            modalities: the channels of an input, in order.
            suffix: end of the files' names, one of `FILES`.
        """
        return [f"{self.folder}/images/{modality}{suffix}" for modality in modalities]

    @property
    def gate_files(self) -> dict[str, list[str]]:
        """Arrays, indices, and those of the augmented copies, of all modalities."""
        return {name: self.files(list(self.training_groups), suffix) for name, suffix in FILES.items()}

    @property
    def gate_parameters(self) -> dict[str, Any]:
        """Groups that train on each modality, in the order of the files."""
        return {"groups": self.training_groups}

    @property
    def place_files(self) -> list[str]:
        """File of the crop window, which says where in a scan the network's voxels lie."""
        return [f"{self.folder}/images/window.json"]

    @property
    def oddities(self) -> list[str]:
        """What was noticed in the scans of each modality."""
        return self.files(list(self.training_groups), "_oddities.csv")

    @property
    def fitted_records(self) -> list[str]:
        """The crop window may be that of the training patients' tumours."""
        return [f"{self.folder}/images/window_fitted.json"]

    @property
    def expected_fits(self) -> list[FitKey]:
        """Key of the one fit of the preparation: the crop window of the training tumours."""
        return [(CROP_WINDOW, "", "", None)]

    @property
    def recorded(self) -> list[str]:
        """Indices of the arrays hold the checksums of the scans."""
        return [f"images/{modality}" for modality in self.training_groups]
