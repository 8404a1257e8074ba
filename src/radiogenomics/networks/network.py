"""What training and predictions ask of every network, whatever it is made of."""

import torch
from torch import nn


class Network(nn.Module):
    """A network that the training loop can train.

    `forward` takes the batch's inputs by their names, as keyword arguments, and returns the outputs that the task
    compares with its targets: for a binary task logits (n,).
    """

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """All parameters, each in exactly one group, trained or frozen.

        A phase of a training names the groups that it trains, and may give each a learning rate of its own.
        """
        return {"network": list(self.parameters())}

    def generator(self, seed: int) -> torch.Generator | None:
        """Generator of what `forward` draws at random, its argument `generator`; None where nothing is drawn."""
        return None
