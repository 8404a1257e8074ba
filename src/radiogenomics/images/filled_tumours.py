"""Tumours without the fine grain that the brain around them has: filled, smoothed or painted over."""

import numpy as np
from scipy import ndimage

from radiogenomics.images.volume import Volume
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.oddities import notice

LEAST_GRAIN = 0.2
"""Grain within a tumour, as a share of that of the head around it. Of some 650 simulated scans of nine kinds and the
four of a real case it was 0.63 at least, and 0.12 in a tumour that was filled with the grey value of white matter."""
MARGIN = 10
"""Voxels around the tumour of which the head is looked at."""
FEWEST_WITHIN, FEWEST_AROUND = 50, 300
"""Voxels within the tumour and around it from which the grain is judged."""


def notice_filled_tumour(image: Volume, mask: Volume, patient: str | None, sequence: str) -> None:
    """Notice a tumour in which neighbouring voxels differ far less than around it.

    Args:
        image: the scan.
        mask: a segmentation on its grid.
        patient: whose scan it is.
        sequence: of the scan. Maps of diffusion and perfusion, smooth in tumours, are not judged.
    """
    grain = _relative_grain(image.array, mask.array > 0) if sequence in STRUCTURAL else None
    if grain is not None and grain < LEAST_GRAIN:
        said = (
            f"the tumour in {sequence} has hardly any grain: neighbouring voxels differ {grain:.2f} times as much as "
            "around it, as where lesions were filled, or smoothed within the mask, and grey values are not the tumour's"
        )
        notice(image.path, patient, f"{said}; if so, give the scan as it was before")


def _relative_grain(array: np.ndarray, inside: np.ndarray) -> float | None:
    """Median difference of voxels from their surroundings within a tumour, as a share of that around it.

    Args:
        array: voxels (z, y, x) of the scan.
        inside: those of the tumour.

    Returns:
        None where one of both has too few voxels, or what is around has no grain.
    """
    if not inside.any():
        return None
    (found,) = ndimage.find_objects(inside.view(np.uint8))
    box = tuple(slice(max(0, part.start - MARGIN), part.stop + MARGIN) for part in found)
    scan, tumour = array[box].astype(np.float64), inside[box]
    grain = np.abs(scan - ndimage.uniform_filter(scan, 3))
    # Not at the borders, where tumour, head and air differ.
    within = ndimage.binary_erosion(tumour & (scan != 0))
    around = ndimage.binary_erosion((scan != 0) & ~tumour, iterations=2)
    if np.count_nonzero(within) < FEWEST_WITHIN or np.count_nonzero(around) < FEWEST_AROUND:
        return None
    usual = float(np.median(grain[around]))
    return float(np.median(grain[within])) / usual if usual > 0 else None
