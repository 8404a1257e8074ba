"""A trained network made ready to predict: the same function of an image, in less time."""

from typing import TypeVar

import torch
from torch import nn

from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.networks.folding import folded
from radiogenomics.networks.fused import FusedBlock, can_fuse
from radiogenomics.networks.medicalnet import BasicBlock, Bottleneck
from radiogenomics.networks.spottune import SpotTune

Network = TypeVar("Network", bound=nn.Module)


def predictor(network: Network, compute: Compute) -> Network:
    """Copy of a network on a device, for `compute.autocast()` and without gradients.

    Batch norms are folded, weights cast once, and on a processor blocks fused. An agent keeps its weights in float32:
    routes are drawn in full precision, whatever that of the blocks.

    Args:
        network: one built of MedicalNet's blocks; it stays as it is.
        compute: where, and by which arithmetic.

    Raises:
        InputError: weights are not finite; what they would compute could look like a number.
    """
    if not all(tensor.isfinite().all() for tensor in network.state_dict().values()):
        raise InputError("the network has weights that are not numbers; lower training.learning_rate and train again")
    copied = compute.network(folded(network))
    agent = set(copied.agent.modules()) if isinstance(copied, SpotTune) else set()
    modules = [module for module in copied.modules() if module not in agent]
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
