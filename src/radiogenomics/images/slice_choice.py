"""Which axial slices of a scan are taken."""

import numpy as np

from radiogenomics.errors import InputError

BRIGHT_PERCENTILE = 99.9


def middle(count: int, share: float) -> range:
    """The middle `share` of `count` slices, at least one (Spoorthy 2023: 20 %)."""
    return central(count, max(1, round(share * count)))


def central(count: int, wanted: int) -> range:
    """The `wanted` slices in the middle of `count`; of an even rest, as many are left below as above.

    Raises:
        InputError: there are fewer.
    """
    _check_enough(count, wanted)
    first = (count - wanted) // 2
    return range(first, first + wanted)


def around(centre: int, count: int, wanted: int) -> range:
    """The `wanted` slices around slice `centre` of `count`, moved inwards where they would leave the scan.

    Raises:
        InputError: there are fewer than `wanted`.
    """
    _check_enough(count, wanted)
    first = min(max(centre - (wanted - 1) // 2, 0), count - wanted)
    return range(first, first + wanted)


def tumour_midpoint(mask: np.ndarray) -> int:
    """The slice halfway between the lowest and the highest with tumour (MacKinnon, section 4), the lower of two.

    Args:
        mask: segmentation (z, y, x); at least one voxel is not 0.
    """
    with_tumour = np.flatnonzero(mask.any(axis=(1, 2)))
    return int(with_tumour[0] + with_tumour[-1]) // 2


def tumour_largest(mask: np.ndarray) -> int:
    """The slice with most tumour voxels, the lowest of several; `mask` as in `tumour_midpoint`."""
    return int(np.count_nonzero(mask, axis=(1, 2)).argmax())


def brightest(scan: np.ndarray) -> int:
    """The slice with most voxels above the 99.9th percentile of the scan's non-zero values, the lowest of several.

    Args:
        scan: voxels (z, y, x), not all 0.
    """
    threshold = np.percentile(scan[scan != 0], BRIGHT_PERCENTILE)
    return int(np.count_nonzero(scan > threshold, axis=(1, 2)).argmax())


def _check_enough(count: int, wanted: int) -> None:
    if wanted > count:
        raise InputError(f"{wanted} slices are wanted of a series of {count}; lower `count`, or exclude the patient")
