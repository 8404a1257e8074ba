"""Config section of a 3-D U-Net."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, PositiveInt

from radiogenomics.networks.segmenter_settings import SegmenterSettings

if TYPE_CHECKING:
    from radiogenomics.networks.unet3d import UNet3D

Filters = tuple[PositiveInt, PositiveInt, PositiveInt, PositiveInt, PositiveInt, PositiveInt]


class UNet3DSettings(SegmenterSettings):
    """Config section of a 3-D U-Net (Ferreira et al., 3D UNet Model)."""

    network: Literal["unet3d"] = Field(description="3-D U-Net with pooling by the maximum.")
    filters: Filters = Field(
        (32, 32, 64, 128, 256, 32), description="Filters of the five levels, and of the last block of the decoder."
    )
    dropout: float = Field(0.1, ge=0, lt=1, description="Share of values that a training drops after a convolution.")
    outputs: int = Field(4, ge=1, description="Channels of the output: the background and the labels of the tumour.")

    def build(self, channels: int) -> "UNet3D":
        """The network with random weights from torch's global generator, for images of some channels."""
        from radiogenomics.networks.unet3d import UNet3D

        return UNet3D(self, channels)


SETTINGS = UNet3DSettings
