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
    """Network whose frozen parts stay in eval mode, whoever calls `train()` on it or on a network around it.

    Without this, training mode would let the running mean and variance of "frozen" batch norms drift towards the
    target data, and would normalise with the statistics of the batch instead of those that were transferred. A frozen
    part is one that has parameters, none of which is trained: a batch norm of any kind, a block, a whole backbone.
    """

    def train(self, mode: bool = True) -> Self:
        """Training mode for everything but frozen parts, which get eval mode."""
        super().train(mode)
        for module in self.modules() if mode else ():
            if is_frozen(module) and any(True for _ in module.parameters()):
                module.eval()
        return self
