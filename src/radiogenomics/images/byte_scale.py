"""Scans that were scaled to whole numbers of a byte, as where a viewer exported them with its window."""

from pathlib import Path

import numpy as np

from radiogenomics.oddities import notice

LARGEST_BYTE = 255
BYTE_SCALED = "seems to be scaled to whole numbers of a byte already"
STORED = "if so, give the scan as the scanner stored it; features of intensity change with such a scale"


def has_values_of_byte(array: np.ndarray) -> bool:
    """Whether all voxels are whole numbers of 0 to 255, and some more than 0 and 1."""
    highest = float(array.max(initial=0))
    # The brightest voxel is looked at first, which is enough of nearly all scans.
    return 1 < highest <= LARGEST_BYTE and float(array.min()) >= 0 and np.array_equal(array, np.round(array))


def notice_byte_scale(array: np.ndarray, path: Path, patient: str | None) -> None:
    """Notice a scan of whole numbers that ends at 255, where a window does, and the unit of a scanner only by chance.

    Args:
        array: its voxels.
        path: its file.
        patient: whose it is.
    """
    if array.max(initial=0) == LARGEST_BYTE and has_values_of_byte(array):
        notice(path, patient, f"{BYTE_SCALED} (0 to {LARGEST_BYTE}); {STORED}")
