"""SegResNet: a residual encoder and decoder without the autoencoder branch (Myronenko 2018, arXiv:1810.11654).

MONAI's network with the widths and blocks of Ferreira et al. (TU Berlin), task 1, table 1: 16 filters, encoder blocks
1-2-2-4, one channel for each label of the tumour, and the background as what is left.
"""

from monai.networks.nets import SegResNet
from torch import Tensor

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.networks.segresnet_settings import SegResNetSettings


class SegResNetSegmenter(Network):
    """MONAI's SegResNet as a network of the training loop.

    Attributes:
        network: MONAI's module.
        multiple: what each edge of an image (z, y, x) is a multiple of: every level but the first halves the image.
    """

    def __init__(self, settings: SegResNetSettings, channels: int):
        """Network with random weights from torch's global generator, for images of some channels."""
        super().__init__()
        self.network = SegResNet(
            init_filters=settings.filters,
            in_channels=channels,
            out_channels=settings.outputs,
            dropout_prob=settings.dropout or None,
            blocks_down=settings.blocks_down,
            blocks_up=(1,) * (len(settings.blocks_down) - 1),
        )
        self.multiple = (2 ** (len(settings.blocks_down) - 1),) * 3

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, channels, z, y, x) → logits (n, outputs, z, y, x).

        Raises:
            InputError: an edge of the images is no multiple of `multiple`.
        """
        multiple, *_ = self.multiple
        if any(length % multiple for length in images.shape[2:]):
            shape = "×".join(map(str, images.shape[2:]))
            raise InputError(
                f"segresnet: images of {shape} voxels (z, y, x) cannot be halved {multiple.bit_length() - 1} "
                f"times; crop or pad each edge to a multiple of {multiple}"
            )
        return self.network(images)
