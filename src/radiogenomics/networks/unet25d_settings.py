"""Config section of a 2.5-D U-Net."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from radiogenomics.networks.segmenter_settings import SegmenterSettings
from radiogenomics.networks.unet3d_settings import Filters

if TYPE_CHECKING:
    from radiogenomics.networks.unet25d import UNet25D


class UNet25DSettings(SegmenterSettings):
    """Config section of a 2.5-D U-Net (Ferreira et al., 2.5D UNet Model)."""

    network: Literal["unet25d"] = Field(description="U-Net of axial slices and their neighbours.")
    neighbours: int = Field(1, ge=0, description="Slices above, and as many below, that a slice is seen with.")
    filters: Filters = Field(
        (32, 32, 64, 128, 256, 32), description="Filters of the five levels, and of the last block of the decoder."
    )
    dropout: float = Field(0.1, ge=0, lt=1, description="Share of values that a training drops after a convolution.")
    outputs: int = Field(4, ge=1, description="Channels of the output: the background and the labels of the tumour.")

    def build(self, channels: int) -> "UNet25D":
        """The network with random weights from torch's global generator, for images of some channels."""
        from radiogenomics.networks.unet25d import UNet25D

        return UNet25D(self, channels)


SETTINGS = UNet25DSettings
