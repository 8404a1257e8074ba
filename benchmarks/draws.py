"""100 Gumbel draws of one patient by SpotTune, against 100 passes that compute both branches of every block.

    python benchmarks/draws.py [--edge 70 86 86] [--width 64]

The straightforward way runs a few draws, in PyTorch's default memory format and float32, and is scaled to 100. Ours
gets the network as the pipeline prepares it once for all patients. It is judged by float32, the default, and by the
better of float32 and bfloat16, which `precision: auto` chooses.
"""

import math
from collections.abc import Iterator

import torch
from measured import Row, agreement, instructions, ratio, show, sizes, timed
from torch import Tensor

from radiogenomics.devices.compute import Compute, compute_on, has_bfloat16
from radiogenomics.networks.predictor import predictor
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.predictions.draws import draw_probabilities, draw_routes

DRAWS, SLOW_DRAWS, SEED = 100, 2, 1
# Probability of the fine-tuned branch: least speed-up asked for, and by the better arithmetic where there is AMX.
TARGETS = {0.5: (4, 15), 0.9: (8, 30)}
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


def one_pass(width: int, image: Tensor, compute: Compute) -> Row:
    """How much of a speed-up memory format, folding and arithmetic give on this processor, without sharing."""
    torch.manual_seed(0)
    network, volume = ResNetClassifier(50, width=width).eval(), compute.images(image)
    fast = predictor(network, compute)
    with torch.inference_mode():
        slow, expected = timed(lambda: network.features(image), 3)
        with compute.autocast():
            seconds, found = timed(lambda: fast.features(volume), 3)
    note = agreement("features", found.float(), expected, LARGEST_DIFFERENCE[compute.precision])
    return ratio("draws", f"one pass of ResNet50, {compute.precision}", seconds, slow, "", note)


def rows(edge: tuple[int, int, int] = (70, 86, 86), width: int = 64) -> Iterator[Row]:
    """Speed-ups for an undecided and for a decided agent, by float32 and by the better arithmetic."""
    image = torch.rand((1, 1, *edge), generator=torch.Generator().manual_seed(2))
    precisions = list(LARGEST_DIFFERENCE) if has_bfloat16(image.device) else ["32-true"]
    for precision in precisions:
        yield one_pass(width, image, compute_on("cpu", precision))
    for fine_tuned, (everywhere, with_amx) in TARGETS.items():
        network = spottune(width, fine_tuned)
        slow, expected = timed(lambda net=network: straightforward(net, image, SLOW_DRAWS), 4)
        measured = {p: draws_by(p, network, image, expected) for p in precisions}
        what, slow = f"{DRAWS} draws, P = {fine_tuned}", slow * DRAWS / SLOW_DRAWS
        seconds, note = measured["32-true"]
        yield ratio("draws", f"{what}, 32-true", seconds, slow, f">= {everywhere}", note)
        best = min(measured, key=measured.__getitem__)
        seconds, note = measured[best]
        target = with_amx if "amx" in instructions() else everywhere
        yield ratio("draws", f"{what}, the better: {best}", seconds, slow, f">= {target}", note)


def draws_by(precision: str, network: SpotTune, image: Tensor, expected: Tensor) -> tuple[float, str]:
    """Seconds of all draws by an arithmetic, and how far the first are from those expected."""
    compute = compute_on("cpu", precision)
    fast = predictor(network, compute)
    seconds, found = timed(lambda: ours(fast, image, compute), 4)
    return seconds, agreement("probabilities", found[0, :SLOW_DRAWS], expected, LARGEST_DIFFERENCE[precision])


def ours(network: SpotTune, image: Tensor, compute: Compute) -> Tensor:
    """Probabilities (1, draws) as the pipeline computes them."""
    with compute.autocast():
        return draw_probabilities(network, compute.images(image), [SEED], DRAWS)[0]


if __name__ == "__main__":
    show(rows(**sizes()))
