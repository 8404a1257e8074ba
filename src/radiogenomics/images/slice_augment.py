"""Random changes of training slices: zoom, rotation, shifts, horizontal flip and brightness (Spoorthy 2023, III-B).

A batch is changed at once and on the device where it lies. Each slice's draw depends on nothing but its own seed, so it
is the same in any batch and on any number of devices.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from radiogenomics.images.slice_settings import SliceAugmentationSettings


@dataclass(frozen=True)
class Change:
    """What happens to one slice.

    Attributes:
        zoom: factor by which the slice is magnified about its centre.
        angle: degrees by which it is turned, counter-clockwise as it is displayed.
        shift: distance it is moved down and to the right, as a share of its sides.
        flip: whether left and right are exchanged.
        brightness: factor of its values, which stay at most 1.
    """

    zoom: float = 1.0
    angle: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    flip: bool = False
    brightness: float = 1.0


def draw_change(settings: SliceAugmentationSettings, seed: int) -> Change:
    """Draw what happens to one slice; every property has a draw of its own, whatever the settings of the others."""
    generator = np.random.default_rng(seed)
    uniform = generator.uniform(size=6)
    down, right = settings.maximum_shift * (2 * uniform[2:4] - 1)
    return Change(
        zoom=_between(settings.zoom, uniform[0]),
        angle=float(settings.maximum_angle * (2 * uniform[1] - 1)),
        shift=(float(down), float(right)),
        flip=bool(uniform[4] < settings.flip_probability),
        brightness=_between(settings.brightness, uniform[5]),
    )


def augment_slices(images: torch.Tensor, changes: Sequence[Change]) -> torch.Tensor:
    """Change each slice of a batch; its channels are changed alike.

    Args:
        images: (n, channels, rows, columns) in [0, 1], on any device; not changed itself.
        changes: one for each slice.

    Returns:
        Tensor of the same shape, type and device, in [0, 1], linearly interpolated; what enters from outside is 0.
    """
    rows, columns = images.shape[-2:]
    matrices = np.stack([_source_of_target(change, rows, columns) for change in changes])
    theta = torch.as_tensor(matrices, dtype=images.dtype, device=images.device)
    grid = functional.affine_grid(theta, list(images.shape), align_corners=False)
    moved = functional.grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    factors = torch.tensor([change.brightness for change in changes], dtype=images.dtype, device=images.device)
    return (moved * factors[:, None, None, None]).clamp(0, 1)


def _between(limits: tuple[float, float], share: float) -> float:
    return float(limits[0] + share * (limits[1] - limits[0]))


def _source_of_target(change: Change, rows: int, columns: int) -> np.ndarray:
    """Matrix (2, 3) from a place in the changed slice to that in the slice, x before y, both from −1 to 1.

    The slice is flipped, magnified, turned and then moved; angles are those of the pixels, whatever the proportions.
    """
    angle = math.radians(change.angle)
    cosine, sine = math.cos(angle), math.sin(angle)
    turned_back = np.array([[cosine, -sine], [sine, cosine]])
    sides = np.diag([columns, rows]) / 2.0
    linear = np.linalg.inv(sides) @ turned_back @ sides / change.zoom
    if change.flip:
        linear = np.diag([-1.0, 1.0]) @ linear
    down, right = change.shift
    return np.column_stack([linear, -linear @ np.array([2 * right, 2 * down])])
