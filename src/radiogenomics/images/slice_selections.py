"""Named choices of slices: several ways to choose slices of one sequence, each an input of its own."""

from typing import Any, Literal

from pydantic import Field, PositiveInt

from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.settings import Settings


class SliceSelectionSettings(Settings):
    """Slices of one sequence, chosen in another way than the study's `slices`; all else is as there."""

    modality: str = Field(description="Sequence whose slices are chosen.")
    title: str = Field(description="Name in tables and figures.")
    choice: Literal["central", "tumour_midpoint", "tumour_largest", "brightest"] = Field(
        "central", description="As `slices.choice`, without a share."
    )
    count: PositiveInt = Field(1, description="Number of slices.")

    def applied(self, slices: SliceSettings) -> dict[str, Any]:
        """The section `slices` with this choice, as plain values."""
        return {**slices.model_dump(), "choice": self.choice, "count": self.count}
