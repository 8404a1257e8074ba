"""Scans and segmentations as what segmentation networks are given."""

from collections.abc import Sequence
from typing import Any, ClassVar

from radiogenomics.studies.source import Source

FILES = {"images": ".f32", "masks": ".u8", "index": ".csv"}
"""Ends of the names of a preparation's files, by what they hold."""


class SegmentationSource(Source):
    """Cropped and scaled scans with their masks, one set of files per preparation."""

    leak_checks: ClassVar[str] = "scans"

    def __init__(self, folder: str, preparations: Sequence[str]) -> None:
        """Prepared scans below a folder.

        Args:
            folder: of the study's results.
            preparations: names of the preparations.
        """
        self.folder, self.preparations = folder, list(preparations)

    def files(self, preparation: str) -> dict[str, str]:
        """Files of a preparation, by what they hold."""
        return {name: f"{self.folder}/prepared/{preparation}{suffix}" for name, suffix in FILES.items()}

    @property
    def oddities(self) -> list[str]:
        """What was noticed in scans and masks, by preparation."""
        return [f"{self.folder}/prepared/{name}_oddities.csv" for name in self.preparations]

    @property
    def gate_files(self) -> dict[str, list[str]]:
        """Indices, which hold the hashes of scans and segmentations."""
        return {"indices": [self.files(name)["index"] for name in self.preparations]}

    @property
    def gate_parameters(self) -> dict[str, Any]:
        """Empty: the gate needs no parameters of the preparation."""
        return {}

    @property
    def recorded(self) -> list[str]:
        """Indices hold the checksums of the scans."""
        return [f"prepared/{name}" for name in self.preparations]
