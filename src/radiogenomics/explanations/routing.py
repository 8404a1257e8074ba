"""SpotTune along one route: each residual block is the frozen or the fine-tuned one, without a draw.

What explains SpotTune for an image is the path that the agent takes there; it is compared with the two branches by
themselves, which no image may ever take as a whole.
"""

import torch
from torch import Tensor, nn

from radiogenomics.errors import InputError
from radiogenomics.networks.gumbel import gumbel_noise, sample
from radiogenomics.networks.spottune import SpotTune

LAST_STATES = "last_states"
"""Name of the layer whose output goes into the pooling, whatever branch it comes from."""


class RoutedPath(nn.Module):
    """The residual network that one route through SpotTune is; it shares all weights with it.

    Attributes:
        last_states: passes the output of the last residual block on.
    """

    def __init__(self, network: SpotTune, fine_tuned: Tensor):
        """Path through a network.

        Args:
            network: SpotTune.
            fine_tuned: (blocks,), whether each block is the fine-tuned one.

        Raises:
            InputError: the number of blocks is another.
        """
        super().__init__()
        if fine_tuned.shape != (len(network.fine_tuned),):
            raise InputError(
                f"explanations: a route of {fine_tuned.numel()} blocks, but the network has {len(network.fine_tuned)}"
            )
        self.spottune = network
        self.fine_tuned = fine_tuned.bool().tolist()
        self.last_states = nn.Identity()

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, channels, z, y, x) → logits (n,) of the positive class."""
        states = self.spottune.frozen.stem(images)
        branches = zip(self.fine_tuned, self.spottune.fine_tuned, self.spottune.frozen.blocks, strict=True)
        for takes_fine_tuned, fine_tuned, frozen in branches:
            states = (fine_tuned if takes_fine_tuned else frozen)(states)
        return self.spottune.classify(self.last_states(states))


@torch.inference_mode()
def likeliest_route(network: SpotTune, image: Tensor) -> Tensor:
    """Route (blocks,) of an image (channels, z, y, x) whose every block is the likelier one."""
    return _logits(network, image)[0].argmax(dim=-1).bool()


@torch.inference_mode()
def drawn_routes(network: SpotTune, image: Tensor, draws: int, generator: torch.Generator) -> Tensor:
    """Routes (draws, blocks) of an image (channels, z, y, x) as the network draws them for a prediction."""
    logits = _logits(network, image).float().expand(draws, -1, -1)
    return sample(logits, gumbel_noise(logits.shape, generator, logits.device)).bool()


def branch(network: SpotTune, fine_tuned: bool) -> RoutedPath:
    """One branch by itself: the whole fine-tuned, or the whole frozen network."""
    return RoutedPath(network, torch.full((len(network.fine_tuned),), fine_tuned))


def _logits(network: SpotTune, image: Tensor) -> Tensor:
    training = network.training
    try:
        return network.eval().routing_logits(image[None])
    finally:
        network.train(training)
