"""100 Gumbel draws of one patient by SpotTune, against 100 passes that compute both branches of every block.

    python benchmarks/draws.py [--edge 70 86 86] [--width 64]

The straightforward way runs a few draws, in PyTorch's default memory format and float32, and is scaled to 100.
"""

import math
from collections.abc import Iterator

import torch
from measured import NO_BFLOAT16, Row, agreement, not_measured, ratio, show, sizes, timed
from torch import Tensor

from radiogenomics.devices.compute import has_bfloat16
from radiogenomics.networks.folding import folded
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.predictions.draws import draw_probabilities, draw_routes

DRAWS, SLOW_DRAWS, SEED = 100, 2, 1
# Probability of the fine-tuned branch: least and asked-for speed-ups in float32 and bfloat16.
AGENTS = {0.5: (10, 18), 0.9: (20, 35)}
LARGEST_DIFFERENCE = {torch.float32: 1e-5, torch.bfloat16: 0.01}


def spottune(width: int, fine_tuned: float) -> SpotTune:
    """Network whose branches differ, and whose agent takes each fine-tuned block with a given probability."""
    torch.manual_seed(0)
    network = SpotTune(50, 10, width=width).eval()
    for parameter in network.fine_tuned.parameters():
        parameter.data.mul_(1.02)
    network.agent.head.weight.data.zero_()
    network.agent.head.bias.data.view(-1, 2)[:] = torch.tensor([math.log(1 - fine_tuned), math.log(fine_tuned)])
    return network


@torch.no_grad()
def straightforward(network: SpotTune, image: Tensor, draws: int) -> Tensor:
    """Probabilities (draws,): agent, stem and both branches of every block anew for each draw."""
    probabilities = []
    for draw in range(draws):
        routes = draw_routes(network.routing_logits(image), [SEED], DRAWS)[:, draw]
        states = network.frozen.stem(image)
        for block in range(routes.shape[1]):
            states = network.mix_block(block, states, routes[:, block].float())
        probabilities.append(network.classify(states).sigmoid())
    return torch.cat(probabilities)


def one_pass(image: Tensor, width: int) -> Row:
    """How much of a speed-up the memory format and folding alone give on this processor."""
    network = spottune(width, 0.5).frozen
    fast = folded(network).to(memory_format=torch.channels_last_3d)
    volume = image.contiguous(memory_format=torch.channels_last_3d)
    with torch.inference_mode():
        slow, expected = timed(lambda: network(image), 3)
        seconds, found = timed(lambda: fast(volume), 3)
    note = agreement("features", found, expected, 1e-4)
    return ratio("draws", "one pass of ResNet50, channels-last and folded", seconds, slow, "", note)


def rows(edge: tuple[int, int, int] = (70, 86, 86), width: int = 64) -> Iterator[Row]:
    """Speed-ups for an undecided and for a decided agent, in float32 and in bfloat16."""
    image = torch.rand((1, 1, *edge), generator=torch.Generator().manual_seed(2))
    yield one_pass(image, width)
    for fine_tuned, targets in AGENTS.items():
        network = spottune(width, fine_tuned)
        slow, expected = timed(lambda net=network: straightforward(net, image, SLOW_DRAWS), 2)
        for dtype, target in zip((torch.float32, torch.bfloat16), targets, strict=True):
            what = f"{DRAWS} draws, P = {fine_tuned}, {str(dtype).removeprefix('torch.')}"
            if dtype == torch.bfloat16 and not has_bfloat16(image.device):
                yield not_measured("draws", what, f">= {target}", NO_BFLOAT16)
                continue
            seconds, found = timed(lambda net=network, dtype=dtype: ours(net, image, dtype))
            note = agreement("probabilities", found[0, :SLOW_DRAWS], expected, LARGEST_DIFFERENCE[dtype])
            yield ratio("draws", what, seconds, slow * DRAWS / SLOW_DRAWS, f">= {target}", note)


def ours(network: SpotTune, image: Tensor, dtype: torch.dtype) -> Tensor:
    """Probabilities (1, draws) as the pipeline computes them, from network and image as they are stored."""
    fast = folded(network).to(memory_format=torch.channels_last_3d)
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        return draw_probabilities(fast, image.contiguous(memory_format=torch.channels_last_3d), [SEED], DRAWS)[0]


if __name__ == "__main__":
    show(rows(**sizes()))
