"""What training and predictions ask of every network, whatever it is made of."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from radiogenomics.networks.freezing import Freezable


class Network(Freezable):
    """A network that the training loop can train; what of it is frozen stays in eval mode.

    `forward` takes the batch's inputs by their names, as keyword arguments, and returns the outputs that the task
    compares with its targets: for a binary task logits (n,).

    Attributes:
        draws_routes: whether a prediction is the mean over draws of routes (`predictions.draws`), not one pass.
    """

    draws_routes = False

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """All parameters, each in exactly one group, trained or frozen.

        A phase of a training names the groups that it trains, and may give each a learning rate of its own.
        """
        return {"network": list(self.parameters())}

    def generator(self, seed: int) -> torch.Generator | None:
        """Generator of what `forward` draws at random, its argument `generator`; None where nothing is drawn."""
        return None

    def features(self, images: Tensor) -> Tensor:
        """What the attribute `head` gets of images, (n, features); of networks whose head may be trained alone."""
        raise NotImplementedError

    def load_pretrained(self, *files: str | Path) -> None:
        """Load the checkpoints that the model's settings name, in their order, each strictly.

        Raises:
            InputError: a file is not a checkpoint of this network.
        """
        raise NotImplementedError

    def in_full_precision(self) -> Sequence[nn.Module]:
        """Parts whose arithmetic is float32 in every prediction, and bit by bit that of a training."""
        return ()

    def pass_once(self, images: Tensor) -> None:
        """The arithmetic of one pass of one image, where there are no values to choose a route by."""
        self(images=images)

    def part_to_time(self, image: Sequence[int]) -> tuple[nn.Module, tuple[int, ...]]:
        """Part of the network whose time speaks for a pass, and the shape (n, …) of what it gets of an image.

        Args:
            image: shape of an image, (channels, z, y, x) or (channels, y, x).
        """
        return self, (1, *image)
