"""Many draws of a SpotTune network's routes, at a fraction of the cost of as many passes.

The prediction of a SpotTune model is the mean over 100 draws (Schmitz et al. 2024, section 2.4). Drawn naively, that is
100 passes of agent, stem and blocks. But a draw changes nothing except which of two blocks comes next. So

1. agent and stem are computed once per image, and the routes of all draws come from one argmax (equation 2);
2. draws that share the beginning of a route share everything computed so far: after block l there are at most 2^l
   different states of an image, whatever the number of draws, and draws of equal routes are one;
3. of each state only the chosen branch is computed, for the states of all images in batches that suit the device.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor
from torch.nn import functional

from radiogenomics.networks.gumbel import gumbel_noise, sample
from radiogenomics.networks.spottune import SpotTune

BATCH_BYTES = {"cpu": 40_000_000, "cuda": 130_000_000}
"""Bytes of the states that a block gets at once: a GPU needs many to be busy; on a CPU, few stay in the caches."""
LARGEST_BATCH = 512
"""Most states of a batch; larger ones are no faster (narrow networks on a CPU)."""
BATCHES = 4
"""Batches of one branch that are followed together: of several batches only the last is not full."""


class RouteDraws:
    """Draws of the routes of some images through one network, computed as they are asked for.

    Agent and stem are computed once, and the routes of all draws are drawn at once: which draws are asked for, and in
    which order, changes no route.

    Attributes:
        routes: (n, draws, blocks), true where the fine-tuned block is taken.
    """

    def __init__(
        self,
        network: SpotTune,
        images: Tensor,
        seeds: Sequence[int],
        draws: int = 100,
        max_states: int | None = None,
    ):
        """Draw the routes; arguments as of `draw_probabilities`."""
        if len(images) != len(seeds):
            raise ValueError(f"{len(images)} images and {len(seeds)} seeds; give one seed per image")
        self._network = network
        with _predicting(network):
            # In full precision, so that the routes are the same whatever the arithmetic of the blocks.
            with torch.autocast(images.device.type, enabled=False):
                self.routes = draw_routes(network.routing_logits(images), seeds, draws)
            self._stems = network.frozen.stem(images).contiguous(memory_format=torch.channels_last_3d)
            self._batch_size = max_states or _states_that_fit(network, self._stems)

    def probabilities(self, first: int, last: int) -> Tensor:
        """Probabilities (n, last - first), float32, of the draws from `first` to the one before `last`.

        Draws that are asked for together share what they have in common, and so cost less than one after the other.
        """
        paths, path_of_draw = _distinct_paths(self.routes[:, first:last])
        with _predicting(self._network):
            stems, batch = self._stems.split(1), self._batch_size
            logits = _follow(self._network, 0, stems, paths[:, 0], paths[:, 1:].bool(), batch).float()
        return logits[path_of_draw].view(len(self._stems), last - first).sigmoid()


def draw_probabilities(
    network: SpotTune, images: Tensor, seeds: Sequence[int], draws: int = 100, max_states: int | None = None
) -> tuple[Tensor, Tensor]:
    """Probability of the positive class in each of `draws` draws of each image's route.

    Args:
        network: put into eval mode for the computation, and back into its own mode after it.
        images: (n, c, z, y, x), on the network's device.
        seeds: one per image. An image's draws depend on its own seed alone, not on the batch it is in nor the device.
        draws: number of draws per image.
        max_states: most states (feature maps between two blocks) that a frozen or a fine-tuned block gets at once. It
            bounds the memory whatever `n` and `draws` are: at most `2 * BATCHES` such batches are held per residual
            block. Nothing is computed twice. None takes as many as fit into `BATCH_BYTES`, but no more than
            `LARGEST_BATCH`.

    Returns:
        Probabilities (n, draws), float32, and routes (n, draws, blocks), true where the fine-tuned block was taken.
    """
    drawn = RouteDraws(network, images, seeds, draws, max_states)
    return drawn.probabilities(0, draws), drawn.routes


@contextmanager
def _predicting(network: SpotTune) -> Iterator[None]:
    """Without gradients and in eval mode, with the network back in its own mode after it."""
    was_training = network.training
    network.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        network.train(was_training)


def _states_that_fit(network: SpotTune, stems: Tensor) -> int:
    """How many states of the largest kind fit into the `BATCH_BYTES` of their device.

    All stages' states are about as large as those of the first: what they gain in channels they lose in voxels.
    """
    growth = network.frozen.feature_size / (8 * stems.shape[1])
    return int(min(max(BATCH_BYTES[stems.device.type] // (growth * stems[0].nbytes), 1), LARGEST_BATCH))


def draw_routes(logits: Tensor, seeds: Sequence[int], draws: int) -> Tensor:
    """Routing logits (n, blocks, 2) → routes (n, draws, blocks), true for fine-tuned (equation 2)."""
    shape = (draws, *logits.shape[1:])
    noise = [gumbel_noise(shape, torch.Generator().manual_seed(seed), logits.device) for seed in seeds]
    return sample(logits[:, None], torch.stack(noise)).bool()


def _distinct_paths(routes: Tensor) -> tuple[Tensor, Tensor]:
    """Distinct paths (image, branch of block 0, branch of block 1, …), sorted, and the path of each draw."""
    n, draws, _ = routes.shape
    image = torch.arange(n, device=routes.device).repeat_interleave(draws)
    return torch.unique(torch.cat([image[:, None], routes.flatten(0, 1)], dim=1), dim=0, return_inverse=True)


def _follow(
    network: SpotTune, block: int, states: Sequence[Tensor], position: Tensor, routes: Tensor, batch_size: int
) -> Tensor:
    """Logits (paths,) at the end of sorted distinct paths, followed from a block on.

    Where more than `BATCHES` batches are about to take one branch, their paths part and go on one group after the
    other, while the states from which they part are kept.

    Args:
        network: in eval mode.
        block: index of the next block.
        states: each (1, c, z, y, x), what the next block gets.
        position: (paths,), the state at which each path is; paths with a common beginning are neighbours.
        routes: (paths, blocks), true for fine-tuned.
        batch_size: most states that one branch gets at once.
    """
    while block < routes.shape[1]:
        is_new = functional.pad(_differ(position) | _differ(routes[:, block]), (1, 0), value=True)
        state = is_new.cumsum(0) - 1
        groups = -(-int(routes[is_new, block].long().bincount().max()) // (BATCHES * batch_size))
        if groups > 1:
            group = state * groups // is_new.sum()
            members = [(group == number).nonzero().squeeze(1) for number in range(groups)]
            return torch.cat([_follow(network, block, states, position[i], routes[i], batch_size) for i in members])
        first = is_new.nonzero().squeeze(1)
        states, new_position = network.choose_block(block, states, position[first], routes[first, block], batch_size)
        position, block = new_position[state], block + 1
    return torch.cat([network.classify(state) for state in states])[position]


def _differ(values: Tensor) -> Tensor:
    """Whether each value but the first differs from the one before it."""
    return values[1:] != values[:-1]
