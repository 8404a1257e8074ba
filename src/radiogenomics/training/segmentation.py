"""The network that is pre-trained: MedicalNet's backbone under a small segmentation head."""

import torch
from torch import nn
from torch.nn.functional import interpolate

from radiogenomics.networks.medicalnet import MedicalNetResNet
from radiogenomics.networks.network import Network

CLASSES = {0: "background", 1: "necrotic_core", 2: "oedema", 4: "enhancing"}
"""Labels of the archive's segmentations, in the order of the network's outputs."""

CHANNELS = (64, 32)
"""Channels after the first and the second doubling."""


class SegmentationNetwork(Network):
    """Voxel-wise classes from the backbone's last feature map alone, after MedicalNet (Chen et al. 2019).

    The map is an eighth of the image's size; two transposed convolutions double it twice and the logits are
    interpolated to the image's size. No shortcut leads around the backbone: all that is learned has to pass through it.
    """

    def __init__(self, backbone: MedicalNetResNet) -> None:
        """Put a head with random weights on a backbone of one channel."""
        super().__init__()
        self.backbone = backbone
        self.head = nn.Sequential(
            *_doubling(backbone.feature_size, CHANNELS[0]),
            *_doubling(*CHANNELS),
            nn.Conv3d(CHANNELS[1], len(CLASSES), kernel_size=1),
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Images (n, 1, z, y, x) → logits (n, classes, z, y, x)."""
        states = self.backbone.stem(images)
        for block in self.backbone.blocks:
            states = block(states)
        return interpolate(self.head(states), images.shape[2:], mode="trilinear", align_corners=False)


def _doubling(in_channels: int, out_channels: int) -> list[nn.Module]:
    return [
        nn.ConvTranspose3d(in_channels, out_channels, kernel_size=2, stride=2, bias=False),
        nn.BatchNorm3d(out_channels),
        nn.ReLU(inplace=True),
    ]
