"""How much arithmetic and memory a network takes, counted without computing anything."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from radiogenomics.networks.settings import ModelSettings


@dataclass(frozen=True)
class Arithmetic:
    """What one image costs, and what one network weighs.

    Attributes:
        step: floating-point operations of a training step, per image.
        forward: those of one pass without gradients.
        trained_bytes: float32 weights and buffers that a training writes.
    """

    step: int
    forward: int
    trained_bytes: int


def arithmetic_of(settings: ModelSettings, channels: int, shape: tuple[int, ...]) -> Arithmetic:
    """Count the operations of a model on volumes of a shape (z, y, x), or slices (y, x); a multiply-add counts two."""
    with torch.device("meta"):
        network = settings.build(channels)
        images = torch.empty(2, channels, *shape)
        with FlopCounterMode(display=False) as step:
            network.train()(images=images).sum().backward()
        with FlopCounterMode(display=False) as forward, torch.no_grad():
            network.eval().pass_once(images[:1])
    return Arithmetic(step.get_total_flops() // 2, forward.get_total_flops(), _trained_bytes(network))


def _trained_bytes(network: nn.Module) -> int:
    parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
    return sum(tensor.nbytes for tensor in [*parameters, *network.buffers()])
