"""Predicted masks that fit the truth some voxels further on, as where a program lost the first slices of a scan."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from radiogenomics.images.same_scan import Outline, dice_of_outlines, part_of_outline

FEWEST_MOVED, MOST_OF_THEM = 3, 2 / 3
"""Masks of a model that one displacement must serve, and the share of all that these must be."""
LEAST_GAIN, LEAST_MOVED = 0.1, 0.6
"""What each of them must gain by it (Dice coefficient of the whole tumour), and reach.

A part of a tumour, or what surrounds all of it, gains nothing. Predictions of four networks of 24 simulated patients,
and 40 tumours that were eroded, dilated, cut in halves or warped, gained 0.04 at most by the displacement of the middle
one; masks that were two slices too high 0.18 (median, of large tumours less)."""
LEAST_GAIN_ALONE, LEAST_ALONE = 0.4, 0.9
"""The same of a mask whose displacement is its own: a prediction of something else has hardly the very form of the
tumour. The same 320 masks gained 0.29 at most, and reached 0.65 by that."""


class Moved(NamedTuple):
    """A displacement by which a predicted mask gains.

    Attributes:
        by: voxels (z, y, x).
        dice: of the whole tumour when it is moved.
        together: whether it serves most masks of the model.
    """

    by: tuple[int, ...]
    dice: float
    together: bool


def moved_predictions(pairs: Sequence[tuple[Outline, Outline]]) -> list[Moved | None]:
    """Which masks of a model fit the truth much better when they are moved, each None where it does not.

    Args:
        pairs: outline of the predicted and of the true tumour of each patient.
    """
    ways = [_centre(truth) - _centre(predicted) for predicted, truth in pairs]
    if not ways:
        return []
    common = tuple(np.round(np.median(ways, axis=0)).astype(int).tolist())
    found = [_served(*pair, common, LEAST_GAIN, LEAST_MOVED, together=True) for pair in pairs]
    served = len(pairs) - found.count(None)
    if any(common) and served >= max(FEWEST_MOVED, MOST_OF_THEM * len(pairs)):
        return found
    alone = [tuple(np.round(way).astype(int).tolist()) for way in ways]
    return [
        _served(*pair, by, LEAST_GAIN_ALONE, LEAST_ALONE, together=False) for pair, by in zip(pairs, alone, strict=True)
    ]


def said_of_moved(model: str, dice: float, way: Moved) -> str:
    """What is said of a mask that was predicted by a model and has a Dice coefficient as it lies."""
    steps = ", ".join(f"{step:+d}" if step else "0" for step in way.by)
    said = f"overlaps with the true tumour by {dice:.2f} (Dice), and by {way.dice:.2f} where it is moved by {steps}"
    if way.together:
        told = "voxels (z, y, x), as most masks of the model, as where a program left out slices or cut the scan, and"
        fix = "copied its header; find out what it cut, and write the masks again on the grid of the scan"
    else:
        told = "voxels (z, y, x), as of a prediction with the header of another scan, or of another session;"
        fix = "lay it over the scan; if it lies beside the tumour, write it again on the grid of the scan; else keep it"
    return f"the mask predicted by {model!r} {said} {told} {fix}"


def _served(
    predicted: Outline, truth: Outline, by: tuple[int, ...], least_gain: float, least: float, *, together: bool
) -> Moved | None:
    """A displacement, if a mask gains as much by it as it must."""
    start = tuple(at + step for at, step in zip(predicted.start, by, strict=True))
    dice = dice_of_outlines(predicted._replace(start=start), truth)
    gain = dice - dice_of_outlines(predicted, truth)
    return Moved(by, dice, together) if dice >= least and gain >= least_gain else None


def _centre(outline: Outline) -> np.ndarray:
    """Mean place of its voxels (z, y, x)."""
    stop = [at + length for at, length in zip(outline.start, outline.box, strict=True)]
    return np.argwhere(part_of_outline(outline, outline.start, stop)).mean(axis=0) + outline.start
