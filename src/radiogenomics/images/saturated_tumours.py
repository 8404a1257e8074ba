"""Tumours of which much has the highest value of the scan: what was brighter was cut off, and is lost."""

import numpy as np

from radiogenomics.images.volume import Volume, is_flat
from radiogenomics.modalities import FRACTIONS
from radiogenomics.oddities import notice

MOST_SATURATED = 0.05
"""Share of a head's voxels that may have the highest value; of more it is told without a mask."""
LEAST_OF_TUMOUR, FEWEST_VOXELS = 0.25, 20
"""Share of a tumour's voxels that have the highest value of the scan, and their number, from which that is told.

Of 411 simulated scans and the four of a real case it is 0.4 % at most. Where the brightest of a head are cut off, as
many programs do, it is 5 % at most at the 99.9th percentile and 25 % at the 99.5th; at the 99th one scan in twenty has
more, of which what is told is true as well."""


def notice_saturated_tumour(image: Volume, mask: Volume, patient: str | None, sequence: str) -> None:
    """Notice a tumour of which much has the highest value of the scan, where few voxels of the head have it.

    Args:
        image: the scan.
        mask: a segmentation on its grid.
        patient: whose scan it is.
        sequence: of the scan; one whose values end at 1 as they are may reach it.
    """
    inside, head = mask.array > 0, image.array != 0
    if sequence in FRACTIONS or not inside.any() or not head.any() or is_flat(image.array[inside]):
        return
    highest = image.array.max()
    top = image.array == highest
    share, of_head = float(top[inside].mean()), float(top[head].mean())
    if share < LEAST_OF_TUMOUR or np.count_nonzero(top & inside) < FEWEST_VOXELS or of_head > MOST_SATURATED:
        return
    rest = head & ~inside
    elsewhere = float(top[rest].mean()) if rest.any() else 0.0
    said = (
        f"{share:.0%} of the tumour have the scan's highest value, {highest:g}, and {elsewhere:.1%} of the rest of the "
        "head: what was brighter is lost, as where the scan was saturated, stored in too small numbers or cut off at a "
        "percentile, and features of intensities are of a cut scan"
    )
    notice(image.path, patient, f"{said}; give the scan as it was before, or cut all patients' scans alike")
