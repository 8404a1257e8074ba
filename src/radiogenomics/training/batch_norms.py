"""Running statistics of batch norms, estimated anew for the weights that an epoch ends with.

A batch norm's running mean and variance follow its batches with a delay of some ten steps. After few steps, or large
ones, they still belong to older weights, so that what is validated is not what was trained.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm


def trained_batch_norms(network: nn.Module) -> list[_BatchNorm]:
    """Batch norms whose running statistics change by the forward passes of a network in training mode.

    Args:
        network: in training mode; its frozen parts are in eval mode.
    """
    norms = (module for module in network.modules() if isinstance(module, _BatchNorm))
    return [norm for norm in norms if norm.training and norm.track_running_stats]


@torch.no_grad()
def reestimate(network: nn.Module, pass_all: Callable[[], None]) -> None:
    """Replace running means and variances by the averages over the batches of one pass without gradients.

    Args:
        network: in training mode; batch norms in eval mode keep their statistics, and all weights stay as they are.
        pass_all: sends every batch through the network.
    """
    norms = trained_batch_norms(network)
    if norms:
        with _plain_averages(norms):
            pass_all()


@contextmanager
def _plain_averages(norms: list[_BatchNorm]) -> Iterator[None]:
    """Start each batch norm's statistics afresh and let every batch weigh the same, until the context ends."""
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    try:
        yield
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
