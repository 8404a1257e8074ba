"""MedicalNet's 3-D residual network: the backbone of every model here (Chen et al. 2019, arXiv:1904.00625).

The geometry is MedicalNet's, not that of a common ResNet: the first convolution has stride 2, the four stages have
strides 1, 2, 1, 1 and, in *every* block, dilations 1, 1, 2, 4. Features are thus an eighth of the image's size.

Weights start as PyTorch initialises them, uniformly; that is the "random weight initialization following a uniform
distribution" of Schmitz et al. 2024, section 2.3.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from radiogenomics.networks.freezing import Freezable

WRONG_SLICES = (5, 6, 7)
"""Slices of an image for which the gradient of the first convolution's weights by oneDNN 3.12 (with PyTorch 2.13, on
processors with AVX-512) crashes, or reads memory that is not its own."""


class BasicBlock(nn.Module):
    """Two convolutions of 3×3×3 around a shortcut; `x` (n, in_channels, z, y, x) → (n, channels, z/s, y/s, x/s)."""

    expansion = 1

    def __init__(self, in_channels: int, channels: int, stride: int, dilation: int, downsample: nn.Module | None):
        """Layers with random weights; `downsample` is the shortcut where input and output differ in shape."""
        super().__init__()
        self.conv1 = _convolution(in_channels, channels, stride, dilation)
        self.bn1 = nn.BatchNorm3d(channels)
        self.conv2 = _convolution(channels, channels, 1, dilation)
        self.bn2 = nn.BatchNorm3d(channels)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        """Residual plus shortcut, rectified."""
        residual = self.relu(self.bn1(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        return self.relu(residual + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    """Convolutions of 1, 3 and 1 around a shortcut; `x` (n, in_channels, z, y, x) → (n, 4·channels, z/s, y/s, x/s)."""

    expansion = 4

    def __init__(self, in_channels: int, channels: int, stride: int, dilation: int, downsample: nn.Module | None):
        """Layers with random weights; `downsample` is the shortcut where input and output differ in shape."""
        super().__init__()
        self.conv1 = nn.Conv3d(in_channels, channels, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm3d(channels)
        self.conv2 = _convolution(channels, channels, stride, dilation)
        self.bn2 = nn.BatchNorm3d(channels)
        self.conv3 = nn.Conv3d(channels, channels * self.expansion, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm3d(channels * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        """Residual plus shortcut, rectified."""
        residual = self.relu(self.bn1(self.conv1(x)))
        residual = self.relu(self.bn2(self.conv2(residual)))
        residual = self.bn3(self.conv3(residual))
        return self.relu(residual + (x if self.downsample is None else self.downsample(x)))


class ZeroPaddedShortcut(nn.Module):
    """Shortcut A of He et al. 2016, without parameters: every `stride`-th voxel, and channels of zeros appended."""

    def __init__(self, in_channels: int, out_channels: int, stride: int):
        """Keep what `forward` needs; nothing here is trained."""
        super().__init__()
        self.stride, self.added_channels = stride, out_channels - in_channels

    def forward(self, x: Tensor) -> Tensor:
        """`x` (n, in_channels, z, y, x) → (n, out_channels, z/s, y/s, x/s)."""
        x = x[:, :, :: self.stride, :: self.stride, :: self.stride]
        return functional.pad(x, (0, 0, 0, 0, 0, 0, 0, self.added_channels))


class ProjectedShortcut(nn.Sequential):
    """Shortcut B of He et al. 2016: a 1×1×1 convolution without bias, and its batch norm."""

    def __init__(self, in_channels: int, out_channels: int, stride: int):
        """Layers with random weights."""
        super().__init__(
            nn.Conv3d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False), nn.BatchNorm3d(out_channels)
        )


ARCHITECTURES = {
    10: (BasicBlock, (1, 1, 1, 1), ProjectedShortcut),
    18: (BasicBlock, (2, 2, 2, 2), ZeroPaddedShortcut),
    34: (BasicBlock, (3, 4, 6, 3), ZeroPaddedShortcut),
    50: (Bottleneck, (3, 4, 6, 3), ProjectedShortcut),
}
"""Kind of block, blocks per stage, and shortcut of each depth, as in MedicalNet's published checkpoints."""

STRIDES = (1, 2, 1, 1)
DILATIONS = (1, 1, 2, 4)


class MedicalNetResNet(Freezable):
    """Backbone without a head; its `state_dict` has exactly the keys of a MedicalNet checkpoint.

    Attributes:
        feature_size: number of pooled features (2048 for depth 50 and width 64).
    """

    def __init__(self, depth: int, in_channels: int = 1, width: int = 64):
        """Layers with random weights; the arguments are those of `medicalnet_resnet`."""
        super().__init__()
        block, blocks_per_stage, shortcut = ARCHITECTURES[depth]
        self.conv1 = nn.Conv3d(in_channels, width, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm3d(width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool3d(kernel_size=3, stride=2, padding=1)
        channels = width
        for stage, (blocks, stride, dilation) in enumerate(zip(blocks_per_stage, STRIDES, DILATIONS, strict=True)):
            layer = _layer(block, shortcut, channels, width * 2**stage, blocks, stride, dilation)
            self.add_module(f"layer{stage + 1}", layer)
            channels = width * 2**stage * block.expansion
        self.feature_size = channels

    @property
    def blocks(self) -> list[BasicBlock | Bottleneck]:
        """All residual blocks in the order of the data (16 for depths 34 and 50)."""
        return [*self.layer1, *self.layer2, *self.layer3, *self.layer4]

    def stem(self, images: Tensor) -> Tensor:
        """Images (n, in_channels, z, y, x) → (n, width, z/4, y/4, x/4): what the first residual block gets."""
        return self.maxpool(self.relu(self.bn1(self._first_convolution(images))))

    def _first_convolution(self, images: Tensor) -> Tensor:
        if images.shape[2] not in WRONG_SLICES or not torch.is_grad_enabled():
            return self.conv1(images)
        # The same sums, right where the zeros above and below are stored, wrong where they are only meant.
        above, *aside = self.conv1.padding
        padded = functional.pad(images, (0, 0, 0, 0, above, above))
        return functional.conv3d(padded, self.conv1.weight, stride=self.conv1.stride, padding=(0, *aside))

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, in_channels, z, y, x) → pooled features (n, feature_size)."""
        x = self.stem(images)
        for block in self.blocks:
            x = block(x)
        return pool(x)


def medicalnet_resnet(depth: int, in_channels: int = 1, width: int = 64) -> MedicalNetResNet:
    """MedicalNet's residual network with random weights.

    Args:
        depth: 10, 18, 34 or 50.
        in_channels: channels of an image; MedicalNet's weights know one, more are inflated on loading.
        width: channels of the first stage, 64 in MedicalNet; every other stage scales with it.
    """
    return MedicalNetResNet(depth, in_channels, width)


def pool(states: Tensor) -> Tensor:
    """Global average: (n, c, z, y, x) → (n, c)."""
    return states.mean(dim=(2, 3, 4))


def deepest_block(network: MedicalNetResNet, image: Sequence[int]) -> tuple[nn.Module, tuple[int, ...]]:
    """Last residual block, and the shape (1, c, z/8, y/8, x/8) of what it gets of an image (channels, z, y, x)."""
    # A block that is alone in its stage gets half of the channels that it returns.
    channels = network.feature_size // (1 if len(network.layer4) > 1 else 2)
    return network.blocks[-1], (1, channels, *(-(-edge // 8) for edge in image[1:]))


def _convolution(in_channels: int, channels: int, stride: int, dilation: int) -> nn.Conv3d:
    return nn.Conv3d(
        in_channels, channels, kernel_size=3, stride=stride, padding=dilation, dilation=dilation, bias=False
    )


def _layer(
    block: type[BasicBlock | Bottleneck],
    shortcut: type[ZeroPaddedShortcut | ProjectedShortcut],
    in_channels: int,
    channels: int,
    blocks: int,
    stride: int,
    dilation: int,
) -> nn.Sequential:
    """One stage: only its first block changes the size of the image or the number of channels."""
    out_channels = channels * block.expansion
    changes_shape = stride != 1 or in_channels != out_channels
    downsample = shortcut(in_channels, out_channels, stride) if changes_shape else None
    first = block(in_channels, channels, stride, dilation, downsample)
    return nn.Sequential(first, *(block(out_channels, channels, 1, dilation, None) for _ in range(blocks - 1)))
