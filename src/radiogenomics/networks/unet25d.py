"""2.5-D U-Net: a U-Net of axial slices, each seen together with its neighbours.

After Ferreira et al. (TU Berlin), task 1, who process slices "along with limited context information" and do not print
how many neighbours a slice has; one on either side is the least that gives any context. MONAI's U-Net in two
dimensions, with pooling by the maximum and transposed convolutions.
"""

import torch
from torch import Tensor

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.networks.unet3d import HALVINGS, basic_unet
from radiogenomics.networks.unet25d_settings import UNet25DSettings


class UNet25D(Network):
    """MONAI's U-Net in two dimensions, over all slices of a volume.

    Attributes:
        network: MONAI's module, of channels × (2 · neighbours + 1) input channels.
        neighbours: slices on either side that a slice is seen with.
        multiple: what each edge of an image (z, y, x) should be a multiple of; others are padded between the levels.
    """

    def __init__(self, settings: UNet25DSettings, channels: int):
        """Network with random weights from torch's global generator, for images of some channels."""
        super().__init__()
        self.neighbours = settings.neighbours
        self.multiple = (1, 2**HALVINGS, 2**HALVINGS)
        seen = channels * (2 * settings.neighbours + 1)
        self.network = basic_unet(2, seen, settings.outputs, settings.filters, settings.dropout)

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, channels, z, y, x) → logits (n, outputs, z, y, x), for a softmax over the outputs.

        Raises:
            InputError: an edge of the slices is too short to be halved four times.
        """
        shortest = 2 ** (HALVINGS + 1)
        if min(images.shape[3:]) < shortest:
            shape = "×".join(map(str, images.shape[3:]))
            raise InputError(
                f"unet25d: slices of {shape} voxels (y, x) are too small; crop or pad each edge to {shortest} or more"
            )
        slices = with_neighbours(images, self.neighbours)
        return self.network(slices).unflatten(0, (len(images), -1)).transpose(1, 2)


def with_neighbours(images: Tensor, neighbours: int) -> Tensor:
    """Images (n, c, z, y, x) → every slice with its neighbours (n·z, (2·neighbours + 1)·c, y, x), from below upwards.

    Beyond the first and the last slice these are repeated.
    """
    depth = images.shape[2]
    offsets = torch.arange(-neighbours, neighbours + 1, device=images.device)
    index = (torch.arange(depth, device=images.device)[:, None] + offsets).clamp(0, depth - 1)
    stacked = images.transpose(1, 2)[:, index]
    return stacked.flatten(2, 3).flatten(0, 1)
