"""3-D U-Net: encoder, decoder and shortcuts between their levels (Ronneberger et al. 2015, in three dimensions).

MONAI's U-Net with pooling by the maximum, transposed convolutions and dropout, as Ferreira et al. (TU Berlin), task 1,
describe theirs; its widths are not printed and are MONAI's by default.
"""

import io
from contextlib import redirect_stdout

from monai.networks.nets import BasicUNet
from torch import Tensor

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.networks.unet3d_settings import Filters, UNet3DSettings

HALVINGS = 4
"""Levels below the first; each one halves the image."""


class UNet3D(Network):
    """MONAI's U-Net in three dimensions as a network of the training loop.

    Attributes:
        network: MONAI's module.
        multiple: what each edge of an image (z, y, x) should be a multiple of; others are padded between the levels.
    """

    def __init__(self, settings: UNet3DSettings, channels: int):
        """Network with random weights from torch's global generator, for images of some channels."""
        super().__init__()
        self.multiple = (2**HALVINGS,) * 3
        self.network = basic_unet(3, channels, settings.outputs, settings.filters, settings.dropout)

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, channels, z, y, x) → logits (n, outputs, z, y, x), for a softmax over the outputs.

        Raises:
            InputError: an edge of the images is too short to be halved four times.
        """
        shortest = 2 ** (HALVINGS + 1)
        if min(images.shape[2:]) < shortest:
            shape = "×".join(map(str, images.shape[2:]))
            raise InputError(
                f"unet3d: images of {shape} voxels (z, y, x) are too small; crop or pad each edge to {shortest} or more"
            )
        return self.network(images)


def basic_unet(dimensions: int, channels: int, outputs: int, filters: Filters, dropout: float) -> BasicUNet:
    """MONAI's U-Net in some dimensions, with transposed convolutions; MONAI prints its widths, which no log needs."""
    with redirect_stdout(io.StringIO()):
        return BasicUNet(dimensions, channels, outputs, filters, dropout=dropout, upsample="deconv")
