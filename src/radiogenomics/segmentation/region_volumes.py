"""How large the regions of a segmented tumour are."""

from collections.abc import Sequence

import numpy as np

from radiogenomics.segmentation.names import REGIONS

MEASURED = ("NCR", "ED", "ET", "whole tumour")
"""Regions, by their names in `names.REGIONS`."""
CUBIC_MM_PER_ML = 1000


def region_volumes(labels: np.ndarray, spacing: Sequence[float]) -> dict[str, float]:
    """Volume of each region of `MEASURED` in ml.

    Args:
        labels: 0, 1, 2 and 4 (z, y, x).
        spacing: edges of a voxel in mm.
    """
    voxel = float(np.prod(spacing)) / CUBIC_MM_PER_ML
    return {name: voxel * int(np.isin(labels, REGIONS[name]).sum()) for name in MEASURED}
