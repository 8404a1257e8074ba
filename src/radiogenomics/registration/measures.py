"""How well two scans lie upon each other."""

import numpy as np
from scipy import ndimage

BINS = 32
DISPLACEMENT = 12.0
"""Millimetres by which a scan is displaced to see whether its place was any better than others."""
SHARPNESS = 0.95
"""Most that may be left of the mutual information of a registered scan when it is displaced, whichever way."""


def mutual_information(one: np.ndarray, other: np.ndarray, mask: np.ndarray) -> float:
    """Mutual information of two scans on one grid, in nats, from a histogram of 32×32 grey levels.

    Args:
        one, other: voxels (z, y, x); the levels reach from the 1st to the 99th percentile.
        mask: where they are compared.
    """
    levels = [grey_levels(image[mask]) for image in (one, other)]
    joint = np.histogram2d(*levels, bins=BINS, range=[[0, BINS]] * 2)[0]
    joint /= max(joint.sum(), 1)
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    filled = joint > 0
    return float((joint[filled] * np.log(joint[filled] / product[filled])).sum())


def kept_when_displaced(one: np.ndarray, other: np.ndarray, mask: np.ndarray, spacing: float) -> float:
    """What is left of the mutual information when a scan is displaced by 12 mm along an axis, at most, as a share.

    Below 1 where the scans show the same head in the same place; 1 or more where another place is as good or better.
    """
    # What a histogram of so few voxels has by chance (Miller and Madow): scans that share no more share nothing.
    chance = (BINS - 1) ** 2 / (2 * max(int(mask.sum()), 1))
    here = mutual_information(one, other, mask) - chance
    if here <= chance:
        return 1.0
    step = max(1, round(DISPLACEMENT / spacing))
    there = [mutual_information(one, np.roll(other, sign * step, axis), mask) for axis in range(3) for sign in (-1, 1)]
    return (max(there) - chance) / here


def foreground(image: np.ndarray) -> np.ndarray:
    """The head in a scan: above a tenth of its brightest tissue, holes filled slice by slice."""
    bright = image > 0.1 * np.percentile(image, 99)
    return np.stack([ndimage.binary_fill_holes(plane) for plane in bright])


def dice(one: np.ndarray, other: np.ndarray) -> float:
    """Dice coefficient of two masks; 1 where both are empty."""
    total = int(one.sum()) + int(other.sum())
    return 2 * int((one & other).sum()) / total if total else 1.0


def grey_levels(values: np.ndarray) -> np.ndarray:
    """Values as numbers from 0 to below 32, of which the whole parts are levels from the 1st to the 99th percentile."""
    low, high = np.percentile(values, [1, 99]) if values.size else (0.0, 1.0)
    return np.clip((values - low) / ((high - low) or 1.0) * BINS, 0, BINS - 1e-6)
