"""What is odd about a scan's voxels and may be meant: noticed, not refused."""

import numpy as np

from radiogenomics.images.labels import LABELS, NECROTIC_CORE, OEDEMA, WHOLE_TUMOUR
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
MOST_SATURATED = 0.05
"""Share of a head's voxels that may have the highest value."""
NEAR_LIMIT, LIMIT = 32000, 32768
"""Values between these, of either sign, are near to the limits of 16-bit integers."""
SURROUNDED, SURROUNDING = 0.1, 0.5
"""Shares of a tumour's surface: of a region that lies within another one, at most, and of the outermost, at least."""
FEWEST_OF_REGION = 10
"""Voxels of a region of which it is judged where it lies."""
LEAST_OF_LARGEST = 0.2
"""A slice within the head has so many voxels of it, as a share of those of the largest one."""
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
    _notice_gaps(image, patient)
    if mask is None:
        return
    notice_odd_regions(mask, patient)
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


def notice_odd_regions(mask: Volume, patient: str | None = None) -> None:
    """Notice a necrotic core that surrounds the oedema, as where labels are in nnU-Net's order.

    nnU-Net's conversions of BraTS have 1 for oedema and 2 for the necrotic core.

    Args:
        mask: a segmentation as it is read, in its convention.
        patient: whose it is.
    """
    counts = [np.count_nonzero(mask.array == label) for label in LABELS]
    if min(counts) < FEWEST_OF_REGION:
        return
    surface = np.zeros(WHOLE_TUMOUR + 1, np.int64)
    for axis in range(mask.array.ndim):
        along = np.moveaxis(mask.array, axis, 0)
        for inner, outer in ((along[1:], along[:-1]), (along[:-1], along[1:])):
            surface += np.bincount(inner[(inner > 0) & (outer == 0)], minlength=len(surface))
    shares = surface / max(1, surface.sum())
    if shares[OEDEMA] < SURROUNDED and shares[NECROTIC_CORE] > SURROUNDING:
        notice(
            mask.path,
            patient,
            "the necrotic core surrounds the tumour and the oedema lies within, as where nnU-Net's labels (1 oedema, "
            "2 necrotic core) are taken for those of BraTS (1 necrotic core, 2 oedema); exchange them",
        )


def _notice_gaps(image: Volume, patient: str | None) -> None:
    """Slices that were lost and filled up with 0."""
    head = image.array != 0
    for axis in range(head.ndim):
        voxels = np.count_nonzero(head, axis=tuple({0, 1, 2} - {axis}))
        # Beyond the head, single voxels of noise may lie apart.
        first, last = np.flatnonzero(voxels >= LEAST_OF_LARGEST * voxels.max())[[0, -1]]
        lost = int(np.count_nonzero(voxels[first:last] == 0))
        if lost:
            notice(image.path, patient, f"{lost} empty slice(s) lie between others of the head; were they lost?")


def _notice_outliers(image: Volume, patient: str | None) -> None:
    some = image.array.ravel()[::EVERY]
    some = some[some != 0]
    if not len(some):
        return
    rare, usual = (float(value) for value in np.quantile(some, (1 - NEARLY_ALL, NEARLY_ALL)))
    lowest, highest = float(image.array.min()), float(image.array.max())
    saturated = float((some == highest).mean())
    if saturated > MOST_SATURATED:
        said = (
            f"{saturated:.0%} of the head have the highest value, {highest:g}, as where a window cut off what is bright"
        )
        notice(image.path, patient, said)
    if -LIMIT <= lowest < -NEAR_LIMIT and NEAR_LIMIT < highest < LIMIT:
        limits = f"values from {lowest:g} to {highest:g}, the limits of 16-bit integers"
        notice(image.path, patient, f"{limits}, as where greater ones became negative")
    for outlier, side, limit, bulk in (
        (highest, "below", usual, usual - lowest),
        (lowest, "above", rare, highest - rare),
    ):
        if highest - lowest > FURTHEST * bulk > 0:
            told = f"where {NEARLY_ALL:.0%} of the head are {side} {limit:g}"
            notice(image.path, patient, f"an outlier: a voxel of {outlier:g}, {told}, flattens all")
