"""A shortcut for networks of which the head alone is trained: the head as a network of its own, on frozen features."""

import copy
from collections.abc import Callable

import torch
from torch import nn

from radiogenomics.networks.network import Network
from radiogenomics.networks.settings import ModelSettings


class HeadAlone(Network):
    """The head of a network as a network of its own, on features; it shares the head's weights."""

    def __init__(self, head: nn.Module, group: str = "network") -> None:
        """Take the head of a network, a module from features (n, features) to logits (n, 1), and its group's name."""
        super().__init__()
        self.head = head
        self.group = group

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """The group of the network that the head is in."""
        return {self.group: list(self.parameters())}

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits, shape (n,), of features, shape (n, 1, features): what takes the place of an image has one channel."""
        return self.head(images.flatten(1)).squeeze(1)


def new_head(network: Network) -> Callable[[int], HeadAlone]:
    """Function from a seed to a head like that of a network, with random weights; the network stays as it is."""

    def make(seed: int) -> HeadAlone:
        torch.manual_seed(seed)
        head = copy.deepcopy(network.head)
        for module in head.modules():
            if hasattr(module, "reset_parameters"):
                module.reset_parameters()
        return HeadAlone(head, "head")

    return make


def trained_part(network: Network, settings: ModelSettings) -> Network:
    """What of a network is trained, and predicts, on the arrays that its model sees."""
    if not settings.trains_head_alone:
        return network
    of_head = next(network.head.parameters())
    groups = network.parameter_groups()
    return HeadAlone(network.head, next(name for name in groups if any(p is of_head for p in groups[name])))
