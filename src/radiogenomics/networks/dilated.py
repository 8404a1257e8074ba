"""Dilated 3-D convolutions on a processor, by operations that are fast there.

Small images are convolved by their sublattices. For others: oneDNN, which computes convolutions on processors, is fast
at dilated ones only in two dimensions: in three, wide ones take up to twelve times as long in bfloat16, and the
gradient of the weights up to five times as long as matrix products, which leave out the padding. The price is memory:
backwards, copies of the slices and weights are kept.
"""

from itertools import product

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional

from radiogenomics.networks import sublattices

FEWEST_CHANNELS = 128
"""With fewer, one operation in three dimensions is as fast as several in two."""
FEWEST_IMAGES = 6
"""With fewer in bfloat16, to compute the forms of weights takes longer than sublattices save."""


class DilatedConvolution(nn.Conv3d):
    """Convolution of 3×3×3 that keeps the size; `x` (n, in_channels, z, y, x) → (n, out_channels, z, y, x).

    On a processor, small images are convolved by sublattices. Of others each of the kernel's three planes goes over all
    slices as a 2-D convolution, and the results are added: the first plane along z sees the slices that lie `dilation`
    before, the last those after. Slices that this takes out of the image are not computed.
    """

    def __init__(self, in_channels: int, out_channels: int, dilation: int):
        """Random weights, no bias."""
        super().__init__(in_channels, out_channels, 3, padding=dilation, dilation=dilation, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """The convolution."""
        if x.device.type != "cpu" or self.in_channels < FEWEST_CHANNELS:
            return super().forward(x)
        shift, slices = self.dilation[0], x.movedim(1, -1)
        dtype = torch.get_autocast_dtype("cpu") if torch.is_autocast_enabled("cpu") else x.dtype
        enough = dtype != torch.bfloat16 or len(x) >= FEWEST_IMAGES
        if enough and sublattices.are_short(x.shape[2:], shift):
            out = _BySublattices.apply(x.to(dtype), self.weight, shift)
            return out if self.bias is None else out + self.bias.to(dtype).view(-1, 1, 1, 1)
        # Detached, for their gradient comes from `_WeightGradient`; that of `x` from the 2-D convolutions.
        first, middle, last = self.weight.detach().unbind(2)
        out = self._convolve(slices, middle, self.bias)
        if slices.shape[1] > shift:
            out[:, shift:] += self._convolve(slices[:, :-shift], first)
            out[:, :-shift] += self._convolve(slices[:, shift:], last)
        if torch.is_grad_enabled() and self.weight.requires_grad:
            out = _WeightGradient.apply(out, slices.detach(), self.weight, shift)
        return out.movedim(-1, 1)

    def _convolve(self, slices: Tensor, plane: Tensor, bias: Tensor | None = None) -> Tensor:
        """Slices (n, z, y, x, in_channels) → (n, z, y, x, out_channels), by one plane of the kernel."""
        flat = slices.flatten(0, 1).movedim(-1, 1)
        plane = plane.contiguous(memory_format=torch.channels_last)
        convolved = functional.conv2d(flat, plane, bias, 1, self.padding[1:], self.dilation[1:])
        return convolved.movedim(1, -1).unflatten(0, slices.shape[:2])


class _BySublattices(torch.autograd.Function):
    """A convolution of small images (n, in_channels, z, y, x) by weights (out, in, 3, 3, 3), in the images' type."""

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, dilation: int) -> Tensor:
        kernel = sublattices.forms_of_kernel(weight, x.dtype)
        of_x, of_weight, _ = ctx.needs_input_grad
        ctx.save_for_backward(kernel if of_x else None, x if of_weight else None)
        ctx.dilation, ctx.dtype = dilation, weight.dtype
        return sublattices.convolve(x, kernel, dilation)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        kernel, x = ctx.saved_tensors
        of_x = None if kernel is None else sublattices.convolve(gradient, kernel, ctx.dilation, adjoint=True)
        of_weight = None if x is None else sublattices.weight_gradient(x, gradient, ctx.dilation).to(ctx.dtype)
        return of_x, of_weight, None


class _WeightGradient(torch.autograd.Function):
    """The output of a convolution as it is; backwards, the gradient of its weights, a matrix product for each tap.

    `out` is (n, z, y, x, out_channels), `slices` (n, z, y, x, in_channels), `weight` (out, in, 3, 3, 3).
    """

    @staticmethod
    def forward(ctx, out: Tensor, slices: Tensor, weight: Tensor, dilation: int) -> Tensor:
        ctx.save_for_backward(slices)
        ctx.dilation, ctx.dtype = dilation, weight.dtype
        return out.view_as(out)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, None, Tensor, None]:
        (slices,) = ctx.saved_tensors
        slices = slices.to(gradient.dtype)
        taps = gradient.new_empty((3, 3, 3, gradient.shape[-1], slices.shape[-1]))
        for tap in product(range(3), repeat=3):
            shifts = [(position - 1) * ctx.dilation for position in tap]
            seen, reached = _overlap(slices, shifts), _overlap(gradient, [-shift for shift in shifts])
            torch.mm(reached.flatten(0, 3).T, seen.flatten(0, 3), out=taps[tap])
        return gradient, None, taps.permute(3, 4, 0, 1, 2).to(ctx.dtype), None


def _overlap(volume: Tensor, shifts: list[int]) -> Tensor:
    """Part of (n, z, y, x, c) whose voxels, moved back by `shifts` (z, y, x), are in the volume; may be empty."""
    lengths = volume.shape[1:4]
    starts = [min(max(shift, 0), length) for shift, length in zip(shifts, lengths, strict=True)]
    stops = [max(min(length, length + shift), 0) for shift, length in zip(shifts, lengths, strict=True)]
    return volume[:, starts[0] : stops[0], starts[1] : stops[1], starts[2] : stops[2]]
