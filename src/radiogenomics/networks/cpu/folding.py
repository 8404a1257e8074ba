"""Batch norms folded into the convolutions before them: the same function of an image, in fewer passes over memory."""

import copy
from collections.abc import Iterator
from typing import TypeVar

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from radiogenomics.networks.medicalnet import BasicBlock, Bottleneck, MedicalNetResNet, ProjectedShortcut

Network = TypeVar("Network", bound=nn.Module)


def folded(network: Network) -> Network:
    """Copy of a network for prediction: a batch norm in eval mode is a scale and a shift, which the weights take over.

    Args:
        network: its MedicalNet backbones are folded, other parts are copied; it stays as it is.
    """
    copied = copy.deepcopy(network).eval()
    for module in list(copied.modules()):
        for convolution, norm in _pairs(module):
            fused = fuse_conv_bn_eval(getattr(module, convolution), getattr(module, norm))
            setattr(module, convolution, fused.requires_grad_(False))
            setattr(module, norm, nn.Identity())
    return copied


def _pairs(module: nn.Module) -> Iterator[tuple[str, str]]:
    """Names of a module's convolutions, each with that of the batch norm after it."""
    if isinstance(module, ProjectedShortcut):
        yield "0", "1"
    if isinstance(module, BasicBlock | Bottleneck | MedicalNetResNet):
        yield from ((f"conv{i}", f"bn{i}") for i in (1, 2, 3) if hasattr(module, f"conv{i}"))
