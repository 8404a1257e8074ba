"""From the grid of a network's input back to that of the scan: the inverse of `images.preprocess`."""

from collections.abc import Sequence

import numpy as np

from radiogenomics.images.crop import CropWindow
from radiogenomics.images.preprocess import padding


def on_scan_grid(values: np.ndarray, window: CropWindow, downscale: int, scan_shape: Sequence[int]) -> np.ndarray:
    """Values of an input's voxels, each at all the scan's voxels that it was made from; 0 where none was.

    What lies in the padding lies nowhere in the scan and is left out.

    Args:
        values: (z, y, x) on the grid of the input, padded as `preprocess` pads.
        window: part of the scan that the input shows.
        downscale: factor by which it was reduced.
        scan_shape: voxels (z, y, x) of the scan.

    Returns:
        float32 (z, y, x) of `scan_shape`.
    """
    lengths = [-(-length // downscale) for length in window.shape]
    ends = padding(lengths, values.shape)
    inside = values[tuple(slice(before, before + length) for (before, _), length in zip(ends, lengths, strict=True))]
    for axis in range(values.ndim):
        inside = np.repeat(inside, downscale, axis=axis)
    whole = np.zeros(tuple(scan_shape), np.float32)
    # The last voxels of a window that is no multiple of the factor were repeated before it was reduced.
    whole[window.slices] = inside[tuple(slice(length) for length in window.shape)]
    return whole


def seen_voxels(window: CropWindow, scan_shape: Sequence[int]) -> np.ndarray:
    """Which voxels (z, y, x) of a scan the network's input shows."""
    seen = np.zeros(tuple(scan_shape), bool)
    seen[window.slices] = True
    return seen
