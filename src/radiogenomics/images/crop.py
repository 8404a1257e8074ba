"""The window that is cut out of every scan of a study (Schmitz 2024, section 2.2)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.masks import refuse_binary_masks
from radiogenomics.images.volume import read_mask
from radiogenomics.images.workers import map_patients

# 155×240×240 → 140×172×164 voxels of 1 mm, in mm along z, y, x of the atlas grid.
PUBLISHED_START = (0, 39, 44)
PUBLISHED_STOP = (140, 211, 208)


@dataclass(frozen=True)
class CropWindow:
    """Half-open box of voxels: `start` is inside, `stop` is not; both are z, y, x."""

    start: tuple[int, int, int]
    stop: tuple[int, int, int]

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of voxels along z, y, x."""
        return tuple(stop - start for start, stop in zip(self.start, self.stop, strict=True))

    @property
    def slices(self) -> tuple[slice, ...]:
        """Index of an array (z, y, x)."""
        return tuple(map(slice, self.start, self.stop))

    def to_dict(self) -> dict[str, list[int]]:
        """``{"z": [start, stop], "y": …, "x": …}``, fit for JSON."""
        return {axis: [start, stop] for axis, start, stop in zip("zyx", self.start, self.stop, strict=True)}

    @classmethod
    def from_dict(cls, values: dict[str, Sequence[int]]) -> "CropWindow":
        """Window in voxels from first and last index by axis, as `to_dict` gives them."""
        return cls(start=tuple(values[axis][0] for axis in "zyx"), stop=tuple(values[axis][1] for axis in "zyx"))


def published_window(spacing: Sequence[float], shape: Sequence[int]) -> CropWindow:
    """The paper's window 0:140, 39:211, 44:208 (z, y, x in mm), in voxels of another size, clipped to the volume.

    Position and size are rounded one by one, so that the size never depends on the position.

    Args:
        spacing: voxel size (x, y, z) in mm.
        shape: voxels (z, y, x) of a volume that covers the 155×240×240 mm field of view of the atlas.

    Raises:
        InputError: the volume does not reach the window.
    """
    start, stop = [], []
    for first, last, size, length in zip(PUBLISHED_START, PUBLISHED_STOP, reversed(spacing), shape, strict=True):
        begin = _round(first / size)
        start.append(begin)
        stop.append(min(begin + _round((last - first) / size), length))
    if any(begin >= end for begin, end in zip(start, stop, strict=True)):
        text = "×".join(map(str, shape))
        raise InputError(
            f"images.crop: the published window lies outside a volume of {text} voxels (z, y, x); use training_tumours"
        )
    return CropWindow(tuple(start), tuple(stop))


def tumour_window(
    mask_paths: Sequence[str | Path],
    margin_mm: float,
    workers: int = 1,
    conventions: Sequence[LabelConvention | None] | None = None,
) -> CropWindow:
    """Union of the bounding boxes of all tumours and a margin, clipped to the volume.

    Args:
        mask_paths: segmentations on one grid (shape and spacing).
        margin_mm: added on every side, rounded up to whole voxels.
        workers: processes that read masks side by side.
        conventions: what the numbers in each segmentation mean; None where nobody says it.

    Raises:
        InputError: a mask cannot be read or lies on another grid than the first, or all of them hold no label but 1 and
            nobody says what it means.
    """
    if not mask_paths:
        raise InputError("images.crop: training_tumours needs the segmentation of at least one training patient")
    conventions = conventions or [None] * len(mask_paths)
    boxes = map_patients(_bounding_box, list(zip(mask_paths, conventions, strict=True)), workers)
    refuse_binary_masks(zip(mask_paths, conventions, [box.labels for box in boxes], strict=True))
    grid = boxes[0].grid
    for path, box in zip(mask_paths, boxes, strict=True):
        if box.grid != grid:
            raise InputError(f"{path}: other shape or voxel size than {mask_paths[0]}; resample it to the same grid")
    shape, spacing = grid
    margin = [math.ceil(margin_mm / size) for size in reversed(spacing)]
    start = np.min([box.start for box in boxes], axis=0) - margin
    stop = np.max([box.stop for box in boxes], axis=0) + margin
    return CropWindow(tuple(np.maximum(start, 0).tolist()), tuple(np.minimum(stop, shape).tolist()))


@dataclass(frozen=True)
class _BoundingBox:
    start: tuple[int, ...]
    stop: tuple[int, ...]
    grid: tuple[tuple[int, ...], tuple[float, ...]]
    labels: tuple[int, ...]


def _bounding_box(segmentation: tuple[str | Path, LabelConvention | None]) -> _BoundingBox:
    mask_path, convention = segmentation
    mask = read_mask(mask_path, convention=convention)
    axes = [np.flatnonzero(mask.array.any(axis=others)) for others in ((1, 2), (0, 2), (0, 1))]
    spacing = tuple(round(size, 3) for size in mask.spacing)
    return _BoundingBox(
        start=tuple(int(axis[0]) for axis in axes),
        stop=tuple(int(axis[-1]) + 1 for axis in axes),
        grid=(mask.array.shape, spacing),
        labels=mask.labels,
    )


def _round(value: float) -> int:
    """Nearest integer, halves upwards (Python's `round` would go to the even one)."""
    return math.floor(value + 0.5)
