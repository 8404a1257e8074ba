"""One training step of SpotTune, against the same step in PyTorch's default memory format.

    python benchmarks/training_step.py [--edge 70 86 86] [--width 64] [--batch 2]

The straightforward step is in float32, with both branches of every block, the weights of one frozen. The first step
of each, which sets memory up, is not timed. Ours keeps freed memory, as the pipeline's trainings do.
"""

import math
import resource
from collections.abc import Iterator

import torch
from measured import NO_BFLOAT16, Row, agreement, not_measured, ratio, show, sizes, timed
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.devices.compute import has_bfloat16
from radiogenomics.devices.memory import keep_freed_memory
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.training.optimisation import build_optimiser
from radiogenomics.training.settings import TrainingSettings

REPEATS = 3


class BothBranches(SpotTune):
    """SpotTune by equation 1 as it is written: gradients of both branches are computed for all images."""

    def mix_block(self, block: int, states: Tensor, fine_tuned: Tensor) -> Tensor:
        """I·F̂(x) + (1 − I)·F(x)."""
        share = fine_tuned.view(-1, 1, 1, 1, 1)
        return share * self.fine_tuned[block](states) + (1 - share) * self.frozen.blocks[block](states)


def spottune(width: int, kind: type[SpotTune] = SpotTune) -> SpotTune:
    """The same network in every call."""
    torch.manual_seed(0)
    return kind(50, 10, width=width).train()


def optimiser_of(network: SpotTune) -> torch.optim.Optimizer:
    """Adam as the pipeline has it."""
    settings = TrainingSettings()
    return build_optimiser(network, settings, settings.all_phases[0])


def step(network, optimiser, images, labels, dtype=torch.float32) -> float:
    """One step of Adam; returns the loss before it."""
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        logits = network(images, generator=torch.Generator().manual_seed(1))
    loss = binary_cross_entropy_with_logits(logits.float(), labels)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


def rows(edge=(70, 86, 86), width: int = 64, batch: int = 2) -> Iterator[Row]:
    """Speed-ups of a step in float32 and in bfloat16."""
    examples = _batch(edge, batch)
    slow_seconds, expected = _slow(width, *examples)
    keep_freed_memory()
    for dtype in (torch.float32, torch.bfloat16):
        what = f"training step, batch of {batch}, {str(dtype).removeprefix('torch.')}"
        if dtype == torch.bfloat16 and not has_bfloat16(examples[0].device):
            yield not_measured("training_step", what, "", NO_BFLOAT16)
            continue
        seconds, first = _fast(width, *examples, dtype)
        note = agreement("losses", first, expected, 1e-5 if dtype == torch.float32 else 0.05)
        yield ratio("training_step", what, seconds, slow_seconds, "", note)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    yield Row("training_step", f"peak memory of all these in GiB, batch of {batch}", math.nan, math.nan, peak)


def _batch(edge: tuple[int, int, int], size: int) -> tuple[Tensor, Tensor]:
    """Random images and their labels."""
    images = torch.rand((size, 1, *edge), generator=torch.Generator().manual_seed(2))
    return images, torch.arange(size).remainder(2).float()


def _slow(width: int, images: Tensor, labels: Tensor) -> tuple[float, float]:
    """Seconds of the straightforward step, and the loss before the first."""
    network = spottune(width, BothBranches)
    optimiser = optimiser_of(network)
    first = step(network, optimiser, images, labels)
    return timed(lambda: step(network, optimiser, images, labels), REPEATS)[0], first


def _fast(width: int, images: Tensor, labels: Tensor, dtype: torch.dtype) -> tuple[float, float]:
    """Seconds of a step as the pipeline computes it, and the loss before the first."""
    network = spottune(width).to(memory_format=torch.channels_last_3d)
    optimiser = optimiser_of(network)
    volumes = images.contiguous(memory_format=torch.channels_last_3d)
    first = step(network, optimiser, volumes, labels, dtype)
    return timed(lambda: step(network, optimiser, volumes, labels, dtype), REPEATS)[0], first


if __name__ == "__main__":
    show(rows(**sizes(batch=2)))
