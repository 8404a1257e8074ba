"""Which arithmetic predicts faster on a device: measured, as no flag of a processor tells."""

import time
from collections.abc import Sequence

import torch
from torch import nn

from radiogenomics.devices.compute import Compute, compute_on, has_bfloat16
from radiogenomics.networks.network import Network
from radiogenomics.networks.predictor import predictor
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.predictions.precision_choice import BFLOAT16, FLOAT32

SECONDS = 0.2
"""How long each arithmetic is timed, unless its first two calls take longer."""


def choose_precision(
    settings: ModelSettings, channels: int, shape: Sequence[int], accelerator: str
) -> dict[str, object]:
    """Time the part of a network that takes most of a pass by float32 and by bfloat16.

    Only that part is built, with weights that nobody trained: neither arithmetic's time depends on values.

    Args:
        settings: the model's config section.
        channels: of an image.
        shape: of an image, (z, y, x) or (y, x).
        accelerator: `cpu` or `cuda`.

    Returns:
        For the record of a study: precision (of `PredictionSettings`, the faster), seconds (by precision, of one image
        in the part that was timed; float32 alone where the device has no bfloat16), device and threads (of the CPU).
    """
    part, size = _part(settings, (channels, *shape))
    choices = (FLOAT32, BFLOAT16) if has_bfloat16(torch.device(accelerator)) else (FLOAT32,)
    seconds = {precision: _seconds(part, size, compute_on(accelerator, precision)) for precision in choices}
    return {
        "precision": min(seconds, key=seconds.__getitem__),
        "seconds": seconds,
        "device": accelerator,
        "threads": torch.get_num_threads(),
    }


class _Part(Network):
    """The part of a network that is timed, as a network that can be made ready to predict."""

    def __init__(self, part: nn.Module) -> None:
        super().__init__()
        self.part = part

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.part(images)


def _part(settings: ModelSettings, image: Sequence[int]) -> tuple[_Part, tuple[int, ...]]:
    """Part of a network that speaks for it, the only one to get memory, and the shape of what it gets."""
    with torch.device("meta"):
        part, size = settings.build(image[0]).part_to_time(image)
    part = part.to_empty(device="cpu")
    for tensor in (*part.parameters(), *part.buffers()):
        tensor.data.fill_(0.01 if tensor.is_floating_point() else 0)
    return _Part(part), size


@torch.no_grad()
def _seconds(part: _Part, size: tuple[int, ...], compute: Compute) -> float:
    """Least seconds of some calls."""
    ready, states = predictor(part, compute), compute.images(torch.rand(size))
    with compute.autocast():
        _call(ready, states, compute)
        times, started = [], time.perf_counter()
        while not times or time.perf_counter() - started < SECONDS:
            times.append(_call(ready, states, compute))
    return min(times)


def _call(ready: nn.Module, states: torch.Tensor, compute: Compute) -> float:
    # A block may overwrite what it gets. States are of the type in which blocks hand them on.
    given = states.to(torch.bfloat16 if compute.precision == BFLOAT16 else torch.float32, copy=True)
    if compute.device.type == "cuda":
        torch.cuda.synchronize()
    started = time.perf_counter()
    ready(given)
    if compute.device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - started
