"""Config section of a SegResNet."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, PositiveInt

from radiogenomics.networks.segmenter_settings import SegmenterSettings

if TYPE_CHECKING:
    from radiogenomics.networks.segresnet import SegResNetSegmenter


class SegResNetSettings(SegmenterSettings):
    """Config section of a SegResNet (Ferreira et al., table 1)."""

    network: Literal["segresnet"] = Field(description="MONAI's SegResNet.")
    filters: int = Field(
        16, ge=8, multiple_of=8, description="Filters of the first level; each further level doubles them."
    )
    blocks_down: tuple[PositiveInt, ...] = Field(
        (1, 2, 2, 4), min_length=2, description="Residual blocks of each level of the encoder."
    )
    dropout: float = Field(0.0, ge=0, lt=1, description="Share of the first level's channels that a training drops.")
    outputs: int = Field(3, ge=1, description="Channels of the output: the labels of the tumour, without background.")

    def build(self, channels: int) -> "SegResNetSegmenter":
        """The network with random weights from torch's global generator, for images of some channels."""
        from radiogenomics.networks.segresnet import SegResNetSegmenter

        return SegResNetSegmenter(self, channels)


SETTINGS = SegResNetSettings
