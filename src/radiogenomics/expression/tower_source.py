"""Tables of expression and slices of tumours as what the models of a study are given."""

from typing import Any, ClassVar

from radiogenomics.features.source import TableSource
from radiogenomics.towers.names import BOTH, IMAGES


class TowerSource(TableSource):
    """Tables with one row per patient, and one array of slices."""

    leak_checks: ClassVar[str] = "towers"

    @property
    def gate_files(self) -> dict[str, list[str]]:
        """The tables, the checksums of what they were made from, and the slices with their index."""
        return {**super().gate_files, "slices": [self.slices, self.slice_index]}

    @property
    def gate_parameters(self) -> dict[str, Any]:
        """Parameters for the tables, and the groups that train on slices."""
        return {**super().gate_parameters, "groups": {"slices": [IMAGES, BOTH]}}

    @property
    def oddities(self) -> list[str]:
        """Of the tables, and of the scans that the slices are cut from."""
        return [*super().oddities, f"{self.folder}/slices/slices_oddities.csv"]

    @property
    def slices(self) -> str:
        """The array of slices."""
        return f"{self.folder}/slices/slices.npy"

    @property
    def slice_index(self) -> str:
        """Who is in which row of it, and which slice of the scan it is."""
        return f"{self.folder}/slices/slices.csv"

    @property
    def recorded(self) -> list[str]:
        """The tables and their sources, and the index of the slices."""
        return [*super().recorded, "slices/slices"]
