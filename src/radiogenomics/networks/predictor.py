"""A trained network made ready to predict: the same function of an image, in less time."""

from typing import TypeVar

import torch
from torch import nn

from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.networks.cpu.folding import folded
from radiogenomics.networks.cpu.fused import FusedBlock, can_fuse
from radiogenomics.networks.medicalnet import BasicBlock, Bottleneck
from radiogenomics.networks.network import Network

AnyNetwork = TypeVar("AnyNetwork", bound=Network)


def predictor(network: AnyNetwork, compute: Compute) -> AnyNetwork:
    """Copy of a network on a device, for `compute.autocast()` and without gradients.

    Of MedicalNet's blocks, batch norms are folded, and on a processor blocks fused; weights are cast once. Parts that a
    network wants in full precision keep their weights in float32.

    Args:
        network: stays as it is.
        compute: where, and by which arithmetic.

    Raises:
        InputError: weights are not finite; what they would compute could look like a number.
    """
    if not all(tensor.isfinite().all() for tensor in network.state_dict().values()):
        raise InputError("the network has weights that are not numbers; lower training.learning_rate and train again")
    copied = compute.network(folded(network))
    exact = set(copied.in_full_precision())
    modules = [module for module in copied.modules() if module not in exact]
    if compute.precision == "bf16-mixed":
        for module in modules:
            if isinstance(module, nn.Conv3d):
                module.to(torch.bfloat16)
    if can_fuse(compute):
        for module in modules:
            for name, block in module.named_children():
                if isinstance(block, BasicBlock | Bottleneck):
                    setattr(module, name, FusedBlock(block))
    return copied
