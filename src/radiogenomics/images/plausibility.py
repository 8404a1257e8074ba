"""What is odd about a scan's voxels and may be meant: noticed, not refused."""

from itertools import pairwise

import numpy as np
from scipy.signal import find_peaks

from radiogenomics.images.byte_scale import notice_byte_scale
from radiogenomics.images.filled_tumours import notice_filled_tumour
from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE, OEDEMA, WHOLE_TUMOUR
from radiogenomics.images.odd_masks import notice_odd_mask, parts_in_the_air
from radiogenomics.images.region_brightness import notice_dark_oedema
from radiogenomics.images.saturated_tumours import MOST_SATURATED, notice_saturated_tumour
from radiogenomics.images.slice_order import notice_slice_order
from radiogenomics.images.volume import Volume, is_flat
from radiogenomics.modalities import FRACTIONS
from radiogenomics.oddities import notice
from radiogenomics.registration.measures import foreground

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
NEAR_LIMIT, LIMIT = 32000, 32768
"""Values between these, of either sign, are near to the limits of 16-bit integers."""
BYTES = ((0, 255), (-128, 127), (0, 65535))
"""Limits of integers of one byte, and of two without a sign, beyond which values begin again at the other end."""
MOST_JUMPS = 0.02
"""Share of the head's neighbouring voxels that may differ by more than half of such a range."""
FEWEST_VALUES, FEWEST_JUDGED = 30, 500
"""Different values of a scan, and voxels among which they are counted; a coarse scan has a hundred."""
LEAST_OF_LARGEST = 0.2
"""A slice within the head has so many voxels of it, as a share of those of the largest one."""
SECOND_HEAD = 0.4
"""Height of a peak of the number of the head's voxels by slice above the valleys, as a share of the largest number."""
FLAT, NEARLY_CUBIC = 0.4, 1.01
"""The head's shortest edge as a share of its longest, at least, and edges of voxels that are called equal; slabs of
perfusion on the grid of an atlas are flat, too, and rarely so much."""
SHORTEST, LONGEST = 30.0, 400.0
"""Longest edge in mm of the box around a head."""
MOST_EQUAL = 0.5
"""Share of a region's voxels that may have its highest, or its lowest, value."""
REGIONS = {
    NECROTIC_CORE: "the necrotic core",
    OEDEMA: "the oedema",
    ENHANCING: "the enhancing tumour",
    WHOLE_TUMOUR: "the tumour",
}
DARK = 0.1
"""What is darker than this share of the brightest tissue may be air, as of `registration.measures.foreground`."""
EVERY = 7
"""Voxels that are looked at for that, which needs no more."""


def notice_odd_voxels(
    image: Volume, mask: Volume | None = None, patient: str | None = None, sequence: str = ""
) -> None:
    """Notice a scan without background, one that an outlier would flatten, and a tumour that can hardly be one.

    Args:
        image: the scan.
        mask: a segmentation on its grid.
        patient: whose scan it is.
        sequence: of the scan, where it is known.
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
    _notice_values(image, patient)
    _notice_slices(image, patient)
    notice_slice_order(image, patient)
    if mask is None:
        return
    notice_odd_mask(mask, patient)
    notice_dark_oedema(image.array, mask.array, sequence, image.path, patient)
    if background >= LEAST_BACKGROUND and (stray := parts_in_the_air(mask, image.array == 0)):
        notice(
            mask.path,
            patient,
            f"{stray} voxel(s) of the mask lie in the background, apart from the rest, as of a click; erase them, for "
            "they count for the tumour's extent and shape",
        )
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
    elif (in_air := _share_in_the_air(image.array, mask.array > 0)) > MOST_OUTSIDE:
        said = f"{in_air:.0%} of the voxels inside the mask lie in the air around the head"
        notice(image.path, patient, f"{said}; does the mask belong to this scan, and on this side?")
    if not _notice_equal_values(image, mask, outside > MOST_OUTSIDE, patient, sequence):
        notice_saturated_tumour(image, mask, patient, sequence)
        notice_filled_tumour(image, mask, patient, sequence)


def _share_in_the_air(image: np.ndarray, inside: np.ndarray) -> float:
    """Share of a tumour's voxels that lie outside of the head, where the air has noise.

    Few tumours have so many dark voxels; only then the head is outlined, which takes a while.
    """
    bright = np.percentile(image.ravel()[::EVERY], 99)
    if image.min() < 0 or (image[inside] <= DARK * bright).mean() <= MOST_OUTSIDE:
        return 0.0
    return float((~foreground(image)[inside]).mean())


def _notice_equal_values(image: Volume, mask: Volume, is_outside: bool, patient: str | None, sequence: str) -> bool:
    """Notice regions of which most voxels have the highest or lowest value of the tumour, as where it was cut off.

    A region of one value alone has no features, which is said of it anyway. Returns whether something was told.
    """
    is_told = False
    for label, region in REGIONS.items():
        values = image.array[mask.array == label]
        if len(values) < FEWEST_VOXELS or is_flat(values):
            continue
        for value in (float(values.min()), float(values.max())):
            share = float((values == value).mean())
            # The end of its scale is no window.
            is_end = value == 1 and sequence in FRACTIONS
            if share > MOST_EQUAL and not (value == 0 and is_outside) and not is_end:
                why = "their computation failed" if value == 0 else "a window cut off what lies beyond"
                notice(image.path, patient, f"{share:.0%} of the voxels of {region} are {value:g}, as where {why}")
                is_told = True
    return is_told


def _notice_slices(image: Volume, patient: str | None) -> None:
    """Slices that were lost, filled up with 0 or with others, or put in another order, and edges that no head has."""
    head = image.array != 0
    edges = []
    for axis in range(head.ndim):
        voxels = np.count_nonzero(head, axis=tuple({0, 1, 2} - {axis}))
        # Beyond the head, single voxels of noise may lie apart.
        first, last = np.flatnonzero(voxels >= LEAST_OF_LARGEST * voxels.max())[[0, -1]]
        edges.append((last + 1 - first) * image.spacing[::-1][axis])
        slices = np.moveaxis(image.array, axis, 0)[first : last + 1]
        # Of two peaks of one height each would be the highest.
        filled = voxels[voxels > 0] + np.linspace(0, 0.5, np.count_nonzero(voxels))
        peaks, _ = find_peaks(np.pad(filled, 1), prominence=SECOND_HEAD * filled.max())
        lost = int(np.count_nonzero(voxels[first:last] == 0))
        # Slices of one value alone are air.
        copies = sum(np.array_equal(one, other) and one.min() < one.max() for one, other in pairwise(slices))
        if len(peaks) > 1:
            said = (
                f"from slice to slice the head grows and shrinks {len(peaks)} times, as where slices are in the order"
            )
            fix = "convert the series again, for example with dcm2niix"
            notice(image.path, patient, f"{said} of their names (1, 10, 11 … 2, 20) and not of their places; {fix}")
        elif lost:
            said = f"{lost} empty slice(s) lie between others of the head; were they lost"
            notice(image.path, patient, f"{said}, or are slices in another order than that of their places?")
        if copies:
            said = f"{copies} slice(s) are equal to the one before, as where lost ones were filled up, or thick ones"
            notice(image.path, patient, f"{said} repeated; texture and shape take them for measured ones")
    _notice_edges(image, edges, patient)


def _notice_edges(image: Volume, edges: list[float], patient: str | None) -> None:
    """A head that is flat by voxels of the same edges all ways, or too small or large."""
    is_flat = min(edges) < FLAT * max(edges) and max(image.spacing) < NEARLY_CUBIC * min(image.spacing)
    if is_flat or not SHORTEST <= max(edges) <= LONGEST:
        notice(
            image.path,
            patient,
            f"the head measures {' × '.join(f'{edge:.0f}' for edge in edges)} mm (z, y, x) by voxels of "
            f"{' × '.join(f'{edge:g}' for edge in image.spacing[::-1])} mm, as where a program wrote an array without "
            "the scan's header; unless a part of it was scanned, write scan and mask with the header that the scan had",
        )


def _notice_values(image: Volume, patient: str | None) -> None:
    """Values that began again at the other end of a range, few of them, and those of a byte."""
    some = image.array.ravel()[::EVERY]
    some = some[some != 0]
    count = len(np.unique(some))
    if len(some) >= FEWEST_JUDGED and count < FEWEST_VALUES:
        said = f"the head has {count} different values alone, as where fractions or z-scores were stored as whole"
        notice(image.path, patient, f"{said} numbers; export the scan again as 32-bit float")
    if not np.array_equal(some, np.round(some)):
        return
    lowest, highest = float(image.array.min()), float(image.array.max())
    for low, high in BYTES:
        width = high - low
        if low <= lowest <= low + width / 50 and high - width / 50 <= highest <= high:
            left, right = image.array[:, :, :-1], image.array[:, :, 1:]
            inside = (left != 0) & (right != 0)
            jumps = float((np.abs(left - right)[inside] > width / 2).mean()) if inside.any() else 0.0
            if jumps > MOST_JUMPS:
                said = f"values from {lowest:g} to {highest:g}, by more than half of which {jumps:.0%} of neighbours"
                notice(
                    image.path,
                    patient,
                    f"{said} differ, as where greater ones began again at {low}; export the scan again as 32-bit float",
                )
                return
    notice_byte_scale(image.array, image.path, patient)


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
