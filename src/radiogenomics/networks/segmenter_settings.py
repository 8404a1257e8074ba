"""What the config sections of all segmentation networks have in common."""

from typing import Any, Literal

from pydantic import Field

from radiogenomics.networks.settings import ModelSettings


class SegmenterSettings(ModelSettings):
    """A network that gives every voxel a logit for each of its outputs."""

    initial_weights: Literal["random"] = Field("random", description="Segmentation networks start from random weights.")
    outputs: int = Field(
        description="Channels of the output: 3, the labels of the tumour, or 4, the background before them."
    )

    def build(self, channels: int) -> Any:
        """The network with random weights from torch's global generator, for images of some channels."""
        raise NotImplementedError

    @property
    def description(self) -> str:
        """One sentence for the report."""
        return f"{self.title}: {type(self).__name__.removesuffix('Settings')}, {self.outputs} outputs."
