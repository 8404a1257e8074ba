"""The image tower of Lyu and Costen: a small convolutional network on one slice of a tumour.

The paper says: three blocks of convolution, pooling and ReLU, dense layers of 32 and 16 nodes, and that the design
is "low-complexity" after an earlier paper (SurvNet). It says neither the channels and kernels of the convolutions, nor
what pools. Here they have 3 × 3 kernels and 8, 16 and 32 channels, and the maximum of 2 × 2 pixels is taken. Dense
layers are followed by a ReLU, as the blocks are. Cross-entropy over two classes is that of one logit.
"""

from torch import Tensor, nn

from radiogenomics.errors import InputError
from radiogenomics.networks.image_tower_settings import POOLED
from radiogenomics.networks.network import Network

FEATURES = 16


class ImageTower(Network):
    """Slices (n, channels, y, x) → 16 features → one logit."""

    def __init__(self, channels: int = 5, image_size: int = 240, convolutions: tuple[int, ...] = (8, 16, 32)):
        """Network with random weights.

        Args:
            channels: of a slice; T1, T1GD, T2, FLAIR and segmentation are 5.
            image_size: pixels along each edge.
            convolutions: channels of the convolutions.
        """
        super().__init__()
        self.shape = (channels, image_size, image_size)
        blocks: list[nn.Module] = []
        for before, after in zip((channels, *convolutions), convolutions, strict=False):
            blocks += [nn.Conv2d(before, after, kernel_size=3, padding=1), nn.MaxPool2d(POOLED), nn.ReLU()]
        pixels = (image_size // POOLED ** len(convolutions)) ** 2
        self.blocks = nn.Sequential(*blocks, nn.Flatten())
        self.dense = nn.Sequential(
            nn.Linear(convolutions[-1] * pixels, 32), nn.ReLU(), nn.Linear(32, FEATURES), nn.ReLU()
        )
        self.head = nn.Linear(FEATURES, 1)

    def features(self, images: Tensor) -> Tensor:
        """Slices (n, channels, y, x) → features (n, 16).

        Raises:
            InputError: the slices have another shape than the network was built for.
        """
        if tuple(images.shape[1:]) != self.shape:
            found, built = (" × ".join(map(str, shape)) for shape in (images.shape[1:], self.shape))
            raise InputError(
                f"image tower: slices of {found} (channels, y, x), but it is built for {built}; set `image_size`"
            )
        return self.dense(self.blocks(images))

    def forward(self, images: Tensor) -> Tensor:
        """Slices (n, channels, y, x) → logits (n,) of the positive class."""
        return self.head(self.features(images)).squeeze(1)
