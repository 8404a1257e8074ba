"""What is odd about a scan's voxels and may be meant: noticed, not refused."""

import numpy as np

from radiogenomics.images.volume import Volume
from radiogenomics.oddities import notice

LEAST_BACKGROUND = 0.01
"""Share of voxels that are 0 in the scan of a head without skull; the air and the corners alone are more."""
MOST_OUTSIDE = 0.1
"""Share of a tumour's voxels that may be background."""
FURTHEST = 20
"""The brightest voxel, as a multiple of what nearly all voxels are below."""
MOST_OF_HEAD = 0.5
"""Share of a head's voxels that a tumour may take up; a mask of the brain takes up all of them."""
EVERY = 7
"""Voxels that are looked at for that, which needs no more."""


def notice_odd_voxels(image: Volume, mask: Volume | None = None, patient: str | None = None) -> None:
    """Notice a scan without background, one that an outlier would flatten, and a tumour outside the head or as large.

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
    some = image.array.ravel()[::EVERY]
    lowest = float(image.array.min())
    usual, highest = float(np.quantile(some, 0.999)), float(image.array.max())
    if highest - lowest > FURTHEST * (usual - lowest) > 0:
        notice(
            image.path, patient, f"an outlier: a voxel of {highest:g}, where 99.9 % are below {usual:g}, flattens all"
        )
    rare = float(np.quantile(some, 0.001))
    if highest - lowest > FURTHEST * (highest - rare) > 0:
        notice(image.path, patient, f"an outlier: a voxel of {lowest:g}, where 99.9 % are above {rare:g}, flattens all")
    if mask is None:
        return
    head = image.array != 0
    covered = np.count_nonzero(head & (mask.array > 0)) / max(1, np.count_nonzero(head))
    if covered > MOST_OF_HEAD and background >= LEAST_BACKGROUND:
        notice(
            mask.path, patient, f"the mask covers {covered:.0%} of the head, as one of the brain; is it of a tumour?"
        )
    outside = float((image.array[mask.array > 0] == 0).mean())
    if outside > MOST_OUTSIDE and background >= LEAST_BACKGROUND:
        notice(image.path, patient, f"{outside:.0%} of the voxels inside the mask are background (0)")
