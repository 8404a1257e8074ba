"""Which arithmetic predicts faster on a device: measured, as no flag of a processor tells."""

import time
from collections.abc import Sequence

import torch
from torch import nn

from radiogenomics.devices.compute import Compute, compute_on, has_bfloat16
from radiogenomics.networks.predictor import predictor
from radiogenomics.networks.settings import ModelSettings

FLOAT32, BFLOAT16 = "32-true", "bf16-mixed"
SECONDS = 0.2
"""Of each arithmetic's measurement, unless its first two calls take longer."""


def choose_precision(
    settings: ModelSettings, channels: int, shape: Sequence[int], accelerator: str
) -> dict[str, object]:
    """Time the part of a network that takes most of a pass by float32 and by bfloat16.

    Weights and states are random: neither arithmetic's time depends on values.

    Args:
        settings: the model's config section.
        channels: of an image.
        shape: of an image, (z, y, x) or (y, x).
        accelerator: `cpu` or `cuda`.

    Returns:
        For the record of a study: precision (of `PredictionSettings`, the faster), seconds (by precision, of one image
        in the part that was timed; float32 alone where the device has no bfloat16), device and threads (of the CPU).
    """
    device = torch.device(accelerator)
    seconds = {}
    for precision in (FLOAT32, BFLOAT16) if has_bfloat16(device) else (FLOAT32,):
        seconds[precision] = _seconds(settings, channels, shape, compute_on(accelerator, precision))
    return {
        "precision": min(seconds, key=seconds.__getitem__),
        "seconds": seconds,
        "device": accelerator,
        "threads": torch.get_num_threads(),
    }


def describe_choice(choice: dict[str, object]) -> str:
    """A sentence for the report on what `choose_precision` found."""
    names = {FLOAT32: "float32", BFLOAT16: "bfloat16"}
    chosen = names[choice["precision"]]
    if BFLOAT16 not in choice["seconds"]:
        return f"Predictions by {chosen}: the device that would predict has no bfloat16 ({choice['device']})."
    float32, bfloat16 = (1000 * choice["seconds"][precision] for precision in (FLOAT32, BFLOAT16))
    return (
        f"Predictions by {chosen}, the faster of both on the device that was asked ({choice['device']}): one image in "
        f"the deepest part of the network took {float32:.3g} ms by float32 and {bfloat16:.3g} ms by bfloat16."
    )


@torch.no_grad()
def _seconds(settings: ModelSettings, channels: int, shape: Sequence[int], compute: Compute) -> float:
    """Least seconds of some calls of the part of a network that speaks for it."""
    ready = predictor(settings.build(channels), compute)
    part, size = ready.part_to_time((channels, *shape))
    # A block may overwrite what it gets; each call has states of its own, and of the block's type.
    states = compute.images(torch.rand(size))
    if compute.precision == BFLOAT16 and part is not ready:
        states = states.to(torch.bfloat16)
    with compute.autocast():
        _call(part, states, compute)
        times, started = [], time.perf_counter()
        while not times or time.perf_counter() - started < SECONDS:
            times.append(_call(part, states, compute))
    return min(times)


def _call(part: nn.Module, states: torch.Tensor, compute: Compute) -> float:
    given = states.clone()
    if compute.device.type == "cuda":
        torch.cuda.synchronize()
    started = time.perf_counter()
    part(given)
    if compute.device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - started
