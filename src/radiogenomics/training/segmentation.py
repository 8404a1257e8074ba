"""The network that is pre-trained: MedicalNet's backbone under a small segmentation head."""

import torch
from torch import nn
from torch.nn.functional import interpolate

from radiogenomics.networks.medicalnet import MedicalNetResNet

CLASSES = {0: "background", 1: "necrotic_core", 2: "oedema", 4: "enhancing"}
"""Labels of the archive's segmentations, in the order of the network's outputs."""

HIDDEN_CHANNELS = 32


class SegmentationNetwork(nn.Module):
    """Voxel-wise classes from the backbone's last feature map, after MedicalNet (Chen et al. 2019, figure 3).

    The map is an eighth of the image's size; two transposed convolutions double it twice and the logits are
    interpolated to the image's size. Every residual block of the backbone is trained.
    """

    def __init__(self, backbone: MedicalNetResNet) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = nn.Sequential(
            nn.Conv3d(backbone.feature_size, HIDDEN_CHANNELS, kernel_size=1),
            *_doubling(HIDDEN_CHANNELS),
            *_doubling(HIDDEN_CHANNELS),
            nn.Conv3d(HIDDEN_CHANNELS, len(CLASSES), kernel_size=1),
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Images (n, 1, z, y, x) → logits (n, classes, z, y, x)."""
        states = self.backbone.stem(images)
        for block in self.backbone.blocks:
            states = block(states)
        return interpolate(self.head(states), images.shape[2:], mode="trilinear", align_corners=False)


def _doubling(channels: int) -> list[nn.Module]:
    return [
        nn.ConvTranspose3d(channels, channels, kernel_size=2, stride=2, bias=False),
        nn.BatchNorm3d(channels),
        nn.ReLU(inplace=True),
    ]
