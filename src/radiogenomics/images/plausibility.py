"""What is odd about a scan's voxels and may be meant: noticed, not refused."""

import numpy as np

from radiogenomics.images.volume import Volume
from radiogenomics.oddities import notice

LEAST_BACKGROUND = 0.01
"""Share of voxels that are 0 in the scan of a head without skull; the air and the corners alone are more."""
MOST_OUTSIDE = 0.1
"""Share of a tumour's voxels that may be background."""
FURTHEST = 20
"""The brightest voxel, as a multiple of what nearly all voxels of the head are below."""
NEARLY_ALL = 0.99
"""A share of the head's voxels; those of vessels and of a small tumour alone may be beyond it."""
FEWEST_VOXELS = 10
"""Voxels of the smallest tumour that nobody doubts."""
MOST_OF_HEAD = 0.5
"""Share of a head's voxels that a tumour may take up; a mask of the brain takes up all of them."""
EVERY = 7
"""Voxels that are looked at for that, which needs no more."""


def notice_odd_voxels(image: Volume, mask: Volume | None = None, patient: str | None = None) -> None:
    """Notice a scan without background, one that an outlier would flatten, and a tumour that can hardly be one.

    Args:
        image: the scan.
        mask: a segmentation on its grid.
        patient: whose scan it is.
    """
    background = np.count_nonzero(image.array == 0) / image.array.size
    if background < LEAST_BACKGROUND:
        notice(
            image.path,
            patient,
            "no background: next to no voxel is 0, so the skull was not removed or the air has another value, and it "
            "counts as brain where intensities are normalised",
        )
    _notice_outliers(image, patient)
    if mask is None:
        return
    voxels = np.count_nonzero(mask.array)
    if voxels < FEWEST_VOXELS:
        notice(mask.path, patient, f"the mask has {voxels} voxel(s); is it the whole tumour?")
    head = image.array != 0
    covered = np.count_nonzero(head & (mask.array > 0)) / max(1, np.count_nonzero(head))
    if covered > MOST_OF_HEAD and background >= LEAST_BACKGROUND:
        notice(
            mask.path, patient, f"the mask covers {covered:.0%} of the head, as one of the brain; is it of a tumour?"
        )
    outside = float((image.array[mask.array > 0] == 0).mean())
    if outside > MOST_OUTSIDE and background >= LEAST_BACKGROUND:
        notice(image.path, patient, f"{outside:.0%} of the voxels inside the mask are background (0)")


def _notice_outliers(image: Volume, patient: str | None) -> None:
    some = image.array.ravel()[::EVERY]
    some = some[some != 0]
    if not len(some):
        return
    rare, usual = (float(value) for value in np.quantile(some, (1 - NEARLY_ALL, NEARLY_ALL)))
    lowest, highest = float(image.array.min()), float(image.array.max())
    for outlier, side, limit, bulk in (
        (highest, "below", usual, usual - lowest),
        (lowest, "above", rare, highest - rare),
    ):
        if highest - lowest > FURTHEST * bulk > 0:
            told = f"where {NEARLY_ALL:.0%} of the head are {side} {limit:g}"
            notice(image.path, patient, f"an outlier: a voxel of {outlier:g}, {told}, flattens all")
