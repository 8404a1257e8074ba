"""A trained network made ready to predict: the same function of an image, in less time."""

from typing import TypeVar

import torch
from torch import nn

from radiogenomics.devices.compute import Compute
from radiogenomics.networks.folding import folded
from radiogenomics.networks.spottune import SpotTune

Network = TypeVar("Network", bound=nn.Module)


def predictor(network: Network, compute: Compute) -> Network:
    """Copy of a network on a device, for `compute.autocast()`: batch norms folded, and weights cast once.

    An agent keeps its weights in float32: routes are drawn in full precision, whatever that of the blocks.

    Args:
        network: one built of MedicalNet's blocks; it stays as it is.
        compute: where, and by which arithmetic.
    """
    copied = compute.network(folded(network))
    if compute.precision == "bf16-mixed":
        agent = set(copied.agent.modules()) if isinstance(copied, SpotTune) else set()
        for module in set(copied.modules()) - agent:
            if isinstance(module, nn.Conv3d):
                module.to(torch.bfloat16)
    return copied
