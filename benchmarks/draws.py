"""100 Gumbel draws of one patient by SpotTune, against 100 passes that compute both branches of every block.

    python benchmarks/draws.py [--edge 70 86 86] [--width 64]

The straightforward way runs a few draws, in PyTorch's default memory format and float32, and is scaled to 100. Ours
gets the network as the pipeline prepares it once for all patients.
"""

import math
from collections.abc import Iterator

import torch
from measured import NO_BFLOAT16, Row, agreement, not_measured, plain_convolutions, ratio, show, sizes, timed
from torch import Tensor

from radiogenomics.devices.compute import Compute, compute_on, has_bfloat16
from radiogenomics.networks.predictor import predictor
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.predictions.draws import draw_probabilities, draw_routes

DRAWS, SLOW_DRAWS, SEED = 100, 2, 1
# Probability of the fine-tuned branch: least speed-ups asked for.
TARGETS = {0.5: {"32-true": 10, "bf16-mixed": 18}, 0.9: {"32-true": 20, "bf16-mixed": 35}}
LARGEST_DIFFERENCE = {"32-true": 1e-5, "bf16-mixed": 0.01}


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


def one_pass(network: SpotTune, image: Tensor, compute: Compute) -> Row:
    """How much of a speed-up memory format, folding and arithmetic give on this processor, without sharing."""
    network, volume = network.frozen, compute.images(image)
    fast = predictor(network, compute)
    with torch.inference_mode():
        with plain_convolutions():
            slow, expected = timed(lambda: network(image), 3)
        with compute.autocast():
            seconds, found = timed(lambda: fast(volume), 3)
    note = agreement("features", found.float(), expected, LARGEST_DIFFERENCE[compute.precision])
    return ratio("draws", f"one pass of ResNet50, {compute.precision}", seconds, slow, "", note)


def rows(edge: tuple[int, int, int] = (70, 86, 86), width: int = 64) -> Iterator[Row]:
    """Speed-ups for an undecided and for a decided agent, in float32 and in bfloat16."""
    image = torch.rand((1, 1, *edge), generator=torch.Generator().manual_seed(2))
    has_both = has_bfloat16(image.device)
    for precision in LARGEST_DIFFERENCE if has_both else ["32-true"]:
        yield one_pass(spottune(width, 0.5), image, compute_on("cpu", precision))
    for fine_tuned, targets in TARGETS.items():
        network = spottune(width, fine_tuned)
        with plain_convolutions():
            slow, expected = timed(lambda net=network: straightforward(net, image, SLOW_DRAWS), 4)
        for precision, target in targets.items():
            what = f"{DRAWS} draws, P = {fine_tuned}, {precision}"
            if precision == "bf16-mixed" and not has_both:
                yield not_measured("draws", what, f">= {target}", NO_BFLOAT16)
                continue
            compute = compute_on("cpu", precision)
            fast = predictor(network, compute)
            seconds, found = timed(lambda net=fast, compute=compute: ours(net, image, compute), 4)
            note = agreement("probabilities", found[0, :SLOW_DRAWS], expected, LARGEST_DIFFERENCE[precision])
            yield ratio("draws", what, seconds, slow * DRAWS / SLOW_DRAWS, f">= {target}", note)


def ours(network: SpotTune, image: Tensor, compute: Compute) -> Tensor:
    """Probabilities (1, draws) as the pipeline computes them."""
    with compute.autocast():
        return draw_probabilities(network, compute.images(image), [SEED], DRAWS)[0]


if __name__ == "__main__":
    show(rows(**sizes()))
