"""From an axial slice to a network's input: scaled to [0, 1], and resized with anti-aliasing."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from PIL import Image


def scaled(slices: np.ndarray, lowest: float | None = None, highest: float | None = None) -> np.ndarray:
    """Map the lowest value to 0 and the highest to 1, linearly.

    Args:
        slices: float32 (n, rows, columns).
        lowest: lowest value of the whole series; None scales each slice by its own values.
        highest: highest value of the whole series; given together with `lowest`.

    Returns:
        float32 array of the same shape in [0, 1]; what has no contrast becomes 0.
    """
    if lowest is None:
        low, high = (function(axis=(1, 2), keepdims=True) for function in (slices.min, slices.max))
    else:
        low, high = np.float32(lowest), np.float32(highest)
    span = np.asarray(high - low)
    return np.clip(np.divide(slices - low, span, out=np.zeros_like(slices), where=span > 0), 0, 1)


def resized(image: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """Resize (rows, columns) by linear interpolation, with a filter as wide as the step where it shrinks.

    Pillow's filter keeps values between those of the image, and fine patterns do not alias.

    Returns:
        float32 array of `shape`.
    """
    if tuple(image.shape) == tuple(shape):
        return image.astype(np.float32)
    rows, columns = shape
    picture = Image.fromarray(np.ascontiguousarray(image, dtype=np.float32))
    return np.asarray(picture.resize((columns, rows), Image.Resampling.BILINEAR))


def padded(image: np.ndarray, spacing: Sequence[float], shape: Sequence[int]) -> np.ndarray:
    """Surround (rows, columns) with 0 until the sides in mm have the proportions of `shape`, as nearly as pixels allow.

    Args:
        image: a slice.
        spacing: distance between its rows, then its columns, in mm.
        shape: rows and columns that it will be resized to.
    """
    lengths = np.array(image.shape) * spacing
    scale = (lengths / shape).max()
    wanted = np.maximum(np.rint(scale * np.array(shape) / spacing).astype(int), image.shape)
    missing = wanted - image.shape
    return np.pad(image, [(total // 2, total - total // 2) for total in missing])


def fitted(
    image: np.ndarray, spacing: Sequence[float], shape: Sequence[int], fit: Literal["stretch", "pad"]
) -> np.ndarray:
    """A slice in its final shape, float32; see `SliceSettings.fit`."""
    return resized(padded(image, spacing, shape) if fit == "pad" else image, shape)
