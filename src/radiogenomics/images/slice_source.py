"""Axial slices as what the models of a study are given."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from radiogenomics.images.source import AUGMENTED
from radiogenomics.studies.source import Source


class SliceSource(Source):
    """Chosen slices: one array per modality, a row per slice; copies are made in passing and are in no file.

    Nothing is fitted to patients: every slice is scaled by itself or by its own series.
    """

    leak_checks: ClassVar[str] = "slices"

    def __init__(self, folder: str, training_groups: Mapping[str, Sequence[str]]) -> None:
        """Slices below a folder.

        Args:
            folder: of the study's results.
            training_groups: by modality, groups of splits.csv that train on its slices.
        """
        self.folder = folder
        self.training_groups = {modality: list(groups) for modality, groups in training_groups.items()}

    def files(self, modalities: Sequence[str], suffix: str) -> list[str]:
        """One file per modality; none of augmented copies.

        Args:
            modalities: the channels of an input, in order; the same one three times is grey.
            suffix: end of the files' names.
        """
        if suffix.startswith(AUGMENTED):
            return []
        return [f"{self.folder}/slices/{modality}{suffix}" for modality in modalities]

    @property
    def gate_files(self) -> dict[str, list[str]]:
        """Arrays and indices of all modalities."""
        modalities = list(self.training_groups)
        return {"arrays": self.files(modalities, ".npy"), "indices": self.files(modalities, ".csv")}

    @property
    def gate_parameters(self) -> dict[str, Any]:
        """Groups that train on each modality, in the order of the files."""
        return {"groups": self.training_groups}

    @property
    def exclusions(self) -> list[str]:
        """Tables of patients of whom no slice of a modality is taken, each with the reason."""
        return self.files(list(self.training_groups), "_exclusions.csv")

    @property
    def oddities(self) -> list[str]:
        """What was noticed in the scans of each modality."""
        return self.files(list(self.training_groups), "_oddities.csv")

    @property
    def recorded(self) -> list[str]:
        """Indices of the arrays hold the checksums of the scans."""
        return [f"slices/{modality}" for modality in self.training_groups]
