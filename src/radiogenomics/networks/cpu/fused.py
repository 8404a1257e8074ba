"""Residual blocks that predict on a processor: sums and rectifications happen inside convolutions and products.

Usually a convolution writes its result, the addition of the shortcut reads and writes it, and so does the
rectification: a third of the time that a prediction takes in bfloat16. oneDNN, the library of PyTorch's convolutions,
can do both before it writes at all, and keep weights in its own layout. PyTorch's operators for that are meant for the
code of its compiler; they are called here directly, as compiling takes longer than predicting a cohort.

oneDNN's rectification makes zero of what is not a number: weights and images have to be finite.
"""

import platform
from functools import cached_property

import torch
from torch import Tensor, nn
from torch.nn import functional

from radiogenomics.devices.compute import Compute
from radiogenomics.networks.cpu import sublattices
from radiogenomics.networks.medicalnet import BasicBlock, Bottleneck, ProjectedShortcut

OPERATORS = (
    "_convolution_pointwise",
    "_convolution_pointwise_",
    "_linear_pointwise",
    "_reorder_convolution_weight",
    "_reorder_linear_weight",
)
FEWEST_CHANNELS = 128
"""With fewer, a dilated convolution in three dimensions is as fast as several in two."""
USUAL_IMAGES = 4
"""The number of images for which oneDNN chooses the layout of planes; others are convolved by the same layout."""


def can_fuse(compute: Compute) -> bool:
    """Whether blocks can be fused: on an x86 processor that has the arithmetic, by a PyTorch that has the operators."""
    if compute.device.type != "cpu" or platform.machine() not in ("x86_64", "AMD64"):
        return False
    if not torch.backends.mkldnn.is_available() or not all(hasattr(torch.ops.mkldnn, name) for name in OPERATORS):
        return False
    return compute.precision != "bf16-mixed" or torch.ops.mkldnn._is_mkldnn_bf16_supported()


class FusedBlock(nn.Module):
    """A residual block without gradients; `x` (n, in_channels, z, y, x) → (n, channels, z/s, y/s, x/s).

    A block that changes neither size nor channels overwrites an input in channels-last layout and returns it.
    """

    def __init__(self, block: BasicBlock | Bottleneck):
        """Take the layers of a block whose batch norms are folded into its convolutions."""
        super().__init__()
        *first, last = (getattr(block, name) for name in ("conv1", "conv2", "conv3") if hasattr(block, name))
        self.first = nn.ModuleList(_fused(convolution) for convolution in first)
        self.last = PointwiseSum(last) if _is_pointwise(last) else _fused(last)
        shortcut = block.downsample
        self.shortcut = _fused(shortcut[0]) if isinstance(shortcut, ProjectedShortcut) else shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Residual plus shortcut, rectified.

        Raises:
            RuntimeError: gradients are enabled.
        """
        if torch.is_grad_enabled():
            raise RuntimeError("a fused block has no gradients, and overwrites states; predict under torch.no_grad()")
        out = x = _channels_last(x.to(self.last.bias.dtype))
        if self.shortcut is not None:
            out = _channels_last(self.shortcut(x))
        for convolution in self.first:
            x = convolution(x, rectified=True)
        return self.last.add_to(out, x)


class FusedConvolution(nn.Module):
    """A convolution of volumes (n, in_channels, z, y, x) in channels-last layout, rectified or not."""

    def __init__(self, convolution: nn.Conv3d):
        """Take the weights of a convolution."""
        super().__init__()
        self.geometry = [list(convolution.padding), list(convolution.stride), list(convolution.dilation)]
        self.bias = convolution.bias
        self.weight = self.laid_out(convolution.weight.detach())

    def laid_out(self, weight: Tensor) -> Tensor:
        """Weights (out_channels, in_channels, 3 of the kernel) in the layout in which they are used."""
        return torch.ops.mkldnn._reorder_convolution_weight(weight, *self.geometry, 1, None)

    def forward(self, x: Tensor, rectified: bool = False) -> Tensor:
        """The convolution of volumes (n, in_channels, z, y, x)."""
        then = "relu" if rectified else "none"
        return torch.ops.mkldnn._convolution_pointwise(x, self.weight, self.bias, *self.geometry, 1, then, [], "")

    def add_to(self, out: Tensor, x: Tensor) -> Tensor:
        """`out`, overwritten by the rectified sum of itself and the convolution."""
        return _rectify(out.add_(self(x)))


class FusedPointwise(FusedConvolution):
    """One of 1×1×1 and stride 1, which is a product of matrices."""

    def laid_out(self, weight: Tensor) -> Tensor:
        """Weights (out_channels, in_channels, 1, 1, 1) in the layout in which they are used."""
        return torch.ops.mkldnn._reorder_linear_weight(weight.flatten(1), None)

    def forward(self, x: Tensor, rectified: bool = False) -> Tensor:
        """The convolution of volumes (n, in_channels, z, y, x)."""
        then = "relu" if rectified else "none"
        return torch.ops.mkldnn._linear_pointwise(x.movedim(1, -1), self.weight, self.bias, then, [], "").movedim(-1, 1)


class PointwiseSum(FusedConvolution):
    """One of 1×1×1 and stride 1 that is only ever added: the product of matrices adds its result itself.

    It has no room for a bias besides. So the bias is the weight of a channel of ones; some more, whose weights are
    zeros, make up the number of channels that processors multiply at once.
    """

    ONES = 32

    def laid_out(self, weight: Tensor) -> Tensor:
        """Weights (out_channels, in_channels, 1, 1, 1), and the bias, as a matrix (channels, out_channels)."""
        with_bias = torch.cat([weight.flatten(1), self.bias.detach()[:, None]], dim=1)
        return functional.pad(with_bias, (0, self.ONES - 1)).T

    def add_to(self, out: Tensor, x: Tensor) -> Tensor:
        """`out`, overwritten by the rectified sum of itself and the convolution."""
        voxels = functional.pad(x.movedim(1, -1).flatten(0, 3), (0, self.ONES), value=1)
        out.movedim(1, -1).view(-1, out.shape[1]).addmm_(voxels, self.weight)
        return _rectify(out)


class FusedDilated(FusedConvolution):
    """A dilated one that keeps the size: of small images by sublattices, of others by the planes of its kernel.

    oneDNN is fast at dilated convolutions in two dimensions only: in three, wide ones take up to twelve times as long
    in bfloat16. So each of the kernel's three planes goes over all slices as a 2-D convolution, and the results add up:
    the first plane along z sees the slices that lie `dilation` before, the last those after. Slices that this takes out
    of the image are not computed. In the layout of volumes the same voxel of all images is one piece of memory, and so
    are the slices that a plane sees. Convolutions are fast at the long rows that this makes: those of all images side
    by side.
    """

    def laid_out(self, weight: Tensor) -> Tensor:
        """Weights (out_channels, in_channels, 3, 3, 3) as they are; how they are used depends on the images."""
        return weight

    @cached_property
    def forms(self) -> Tensor:
        """Weights in the forms (64, out_channels, in_channels) that sublattices take."""
        # In the order in which products read them, which saves a fifth of their time in bfloat16.
        return sublattices.forms_of_kernel(self.weight, self.weight.dtype).mT.contiguous().mT

    @cached_property
    def planes(self) -> list[Tensor]:
        """Weights as three planes along z, each in the layout in which it is used."""
        planes = (plane.contiguous(memory_format=torch.channels_last) for plane in self.weight.unbind(2))
        geometry = self._side_by_side(USUAL_IMAGES)
        return [torch.ops.mkldnn._reorder_convolution_weight(plane, *geometry, 1, None) for plane in planes]

    def forward(self, x: Tensor, rectified: bool = False) -> Tensor:
        """The convolution of volumes (n, in_channels, z, y, x)."""
        dilation = self.geometry[2][0]
        if not sublattices.are_short(x.shape[2:], dilation):
            return self._by_planes(x, rectified)
        out = sublattices.convolve(x, self.forms, dilation).add_(self.bias.view(-1, 1, 1, 1))
        return _rectify(out) if rectified else out

    def _by_planes(self, x: Tensor, rectified: bool) -> Tensor:
        images, shift = len(x), self.geometry[2][0]
        slices = x.permute(2, 3, 4, 0, 1).contiguous().flatten(2, 3).movedim(-1, 1)
        out = slices.new_zeros((len(slices), *slices.shape[2:], len(self.bias))).movedim(-1, 1)
        first, middle, last = self.planes
        if len(slices) > shift:
            self._add(out[shift:], slices[:-shift], first, images)
            self._add(out[:-shift], slices[shift:], last, images)
        self._add(out, slices, middle, images, self.bias, "relu" if rectified else None)
        return _channels_last(out.unflatten(3, (-1, images)).permute(4, 1, 0, 2, 3))

    def _add(
        self, out: Tensor, x: Tensor, plane: Tensor, images: int, bias: Tensor | None = None, then: str | None = None
    ) -> None:
        """Overwrite `out` (z, out_channels, y, x·images) by the sum of itself and a plane's convolution."""
        geometry = self._side_by_side(images)
        torch.ops.mkldnn._convolution_pointwise_(out, x, plane, bias, *geometry, 1, "add", 1.0, then, [], "")

    def _side_by_side(self, images: int) -> list[list[int]]:
        """Padding, stride and dilation of a plane, along y and along x where images alternate."""
        shift = self.geometry[2][0]
        return [[shift, shift * images], [1, 1], [shift, shift * images]]


def _fused(convolution: nn.Conv3d) -> FusedConvolution:
    if _is_dilated(convolution) and convolution.in_channels >= FEWEST_CHANNELS:
        return FusedDilated(convolution)
    return FusedPointwise(convolution) if _is_pointwise(convolution) else FusedConvolution(convolution)


def _is_dilated(convolution: nn.Conv3d) -> bool:
    """Whether it is one of 3×3×3 with a dilation and without a stride, which keeps the size."""
    return convolution.kernel_size == (3, 3, 3) and convolution.stride == (1, 1, 1) and convolution.dilation[0] > 1


def _is_pointwise(convolution: nn.Conv3d) -> bool:
    return convolution.kernel_size == convolution.stride == (1, 1, 1)


def _rectify(volumes: Tensor) -> Tensor:
    """Zero instead of what is negative, in place."""
    # The bits of a bfloat16, read as an integer, have its sign; integers are compared several times as fast.
    (volumes.view(torch.int16) if volumes.dtype == torch.bfloat16 else volumes).clamp_(min=0)
    return volumes


def _channels_last(volumes: Tensor) -> Tensor:
    return volumes.contiguous(memory_format=torch.channels_last_3d)
