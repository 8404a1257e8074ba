"""Axial slices as what the models of a study are given."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from radiogenomics.images.source import AUGMENTED
from radiogenomics.studies.source import Source

CANDIDATE = "_searched"
"""After the name of the folder of slices that are prepared for a search, before a number."""


class SliceSource(Source):
    """Chosen slices: one array per modality, a row per slice; copies are made in passing and are in no file.

    Nothing is fitted to patients: every slice is scaled by itself or by its own series.
    """

    leak_checks: ClassVar[str] = "slices"

    def __init__(
        self,
        folder: str,
        training_groups: Mapping[str, Sequence[str]],
        modalities: Mapping[str, str] | None = None,
        candidates: int = 0,
        chosen: bool = False,
    ) -> None:
        """Slices below a folder.

        Args:
            folder: of the study's results.
            training_groups: by modality, or by name of a choice of slices, groups of splits.csv that train on it.
            modalities: of which modality a choice of slices is, where its name is not the modality.
            candidates: ways of preparing them among which a search chooses.
            chosen: whether the study's own slices are those of the search, and so are not there before it.
        """
        self.folder, self.candidates, self.chosen = folder, candidates, chosen
        self.training_groups = {modality: list(groups) for modality, groups in training_groups.items()}
        self.modalities = {name: name for name in self.training_groups} | dict(modalities or {})

    def files(self, modalities: Sequence[str], suffix: str) -> list[str]:
        """One file per modality; none of augmented copies.

        Args:
            modalities: the channels of an input, in order; the same one three times is grey.
            suffix: end of the files' names.
        """
        return self._files(modalities, suffix, "")

    def candidate_files(self, modalities: Sequence[str], suffix: str) -> list[str]:
        """One file per modality, for each way of preparing slices among which a search chooses."""
        folders = [f"{CANDIDATE}{number}" for number in range(self.candidates)]
        return [path for candidate in folders for path in self._files(modalities, suffix, candidate)]

    def _files(self, modalities: Sequence[str], suffix: str, candidate: str) -> list[str]:
        if suffix.startswith(AUGMENTED):
            return []
        return [f"{self.folder}/slices{candidate}/{modality}{suffix}" for modality in modalities]

    def _files_before_search(self, modalities: Sequence[str], suffix: str) -> list[str]:
        """Slices that are there before a search: where it chooses, the first candidates, of the same scans."""
        return self._files(modalities, suffix, f"{CANDIDATE}0" if self.chosen else "")

    @property
    def gate_files(self) -> dict[str, list[str]]:
        """Arrays and indices of all modalities."""
        modalities = list(self.training_groups)
        names = {"arrays": ".npy", "indices": ".csv"}
        return {name: self._files_before_search(modalities, suffix) for name, suffix in names.items()}

    @property
    def gate_parameters(self) -> dict[str, Any]:
        """Groups that train on each choice of slices, in the order of the files, and the modality of each."""
        return {"groups": self.training_groups, "modalities": self.modalities}

    @property
    def exclusions(self) -> list[str]:
        """Tables of patients without a slice of a modality, each with the reason; also of a search's ways."""
        modalities, suffix = list(self.training_groups), "_exclusions.csv"
        own = [] if self.chosen else self.files(modalities, suffix)
        return [*own, *self.candidate_files(modalities, suffix)]

    @property
    def oddities(self) -> list[str]:
        """What was noticed in the scans of each modality."""
        return self.files(list(self.training_groups), "_oddities.csv")

    @property
    def recorded(self) -> list[str]:
        """Indices of the arrays hold the checksums of the scans."""
        return [f"slices/{modality}" for modality in self.training_groups]
