"""One training step of SpotTune, against the same step in PyTorch's default memory format.

    python benchmarks/training_step.py [--edge 70 86 86] [--width 64] [--batch 2]

The straightforward step is the same network's in float32: both branches of every block, weights of one frozen.
"""

import argparse
import resource
from collections.abc import Iterator

import torch
from measured import Row, ratio, show, timed
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.networks.spottune import SpotTune
from radiogenomics.training.optimisation import build_optimiser
from radiogenomics.training.settings import TrainingSettings


def spottune(width: int) -> SpotTune:
    """The same network in every call."""
    torch.manual_seed(0)
    return SpotTune(50, 10, width=width).train()


def step(network, optimiser, images, labels, dtype=torch.float32) -> float:
    """One step of Adam; returns the loss before it."""
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        logits = network(images, generator=torch.Generator().manual_seed(1))
    loss = binary_cross_entropy_with_logits(logits.float(), labels)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


def _slow(width: int, images: torch.Tensor, labels: torch.Tensor) -> tuple[float, float]:
    """Seconds of the straightforward step, the second one, and the loss before the first."""
    network = spottune(width)
    optimiser = build_optimiser(network, TrainingSettings())
    first = step(network, optimiser, images, labels)
    return timed(lambda: step(network, optimiser, images, labels))[0], first


def rows(edge=(70, 86, 86), width: int = 64, batch: int = 2) -> Iterator[Row]:
    """Speed-ups of a step in float32 and in bfloat16."""
    images = torch.rand((batch, 1, *edge), generator=torch.Generator().manual_seed(2))
    labels = torch.arange(batch).remainder(2).float()
    slow, expected = _slow(width, images, labels)
    for dtype in (torch.float32, torch.bfloat16):
        network = spottune(width).to(memory_format=torch.channels_last_3d)
        optimiser = build_optimiser(network, TrainingSettings())
        volumes = images.contiguous(memory_format=torch.channels_last_3d)
        first = step(network, optimiser, volumes, labels, dtype)
        seconds, _ = timed(lambda n=network, o=optimiser, v=volumes, d=dtype: step(n, o, v, labels, d), 2)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        note = f"losses differ by {abs(first - expected):.1g}; peak so far {peak:.1f} GiB"
        what = f"training step, batch of {batch}, {str(dtype).removeprefix('torch.')}"
        yield ratio("training_step", what, seconds, slow, ">= 1.5", note)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--edge", type=int, nargs=3, default=(70, 86, 86))
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--batch", type=int, default=2)
    arguments = parser.parse_args()
    show(rows(tuple(arguments.edge), arguments.width, arguments.batch))
