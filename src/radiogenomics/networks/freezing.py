"""Freezing: what is frozen keeps its weights and its batch-norm statistics, bit by bit, through any training."""

from typing import Self, TypeVar

from torch import nn

Module = TypeVar("Module", bound=nn.Module)


def freeze(module: Module) -> Module:
    """Stop the training of every parameter of `module` and put it into eval mode; returns `module`."""
    module.requires_grad_(False)
    return module.eval()


def is_frozen(module: nn.Module) -> bool:
    """Whether no parameter of `module` is trained."""
    return not any(parameter.requires_grad for parameter in module.parameters())


class Freezable(nn.Module):
    """Module that stays in eval mode while it is frozen, whoever calls `train()` on it or on a network around it.

    Without this, training mode would let the running mean and variance of "frozen" batch norms drift towards the
    target data, and would normalise with the statistics of the batch instead of those that were transferred.
    """

    def train(self, mode: bool = True) -> Self:
        """Training mode, or eval mode where `mode` is false or all parameters are frozen."""
        return super().train(mode and not is_frozen(self))


class BatchNorm(Freezable, nn.BatchNorm3d):
    """Batch norm of volumes (n, c, z, y, x), in eval mode while its weight and bias are frozen."""
