"""A picture sheet of one patient: slices of every sequence with the outline of the segmentation."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from radiogenomics.checking.suspicions import same_grid
from radiogenomics.images.volume import Volume

SLICES = 4
PANEL_INCHES = 1.6
OUTLINE = "#D55E00"


def patient_sheet(title: str, scans: Mapping[str, Volume], mask: Volume | None) -> Figure:
    """One row per sequence, each with four axial slices through the tumour, or through the scan without one.

    Args:
        title: of the sheet.
        scans: by sequence.
        mask: segmentation, outlined where it lies on the grid of a sequence.
    """
    size = (SLICES * PANEL_INCHES + 0.4, len(scans) * PANEL_INCHES + 0.4)
    figure = Figure(figsize=size, layout="constrained", dpi=100)
    axes = figure.subplots(len(scans), SLICES, squeeze=False)
    for row, (name, scan) in zip(axes, scans.items(), strict=True):
        region = mask.array > 0 if mask is not None and same_grid(scan, mask) else None
        high = np.percentile(scan.array, 99.5)
        for axis, z in zip(row, _slices(scan, region), strict=True):
            aspect = scan.spacing[1] / scan.spacing[0]
            axis.imshow(scan.array[z], cmap="gray", vmax=high, aspect=aspect, interpolation="nearest")
            if region is not None and region[z].any():
                axis.contour(region[z], levels=[0.5], colors=OUTLINE, linewidths=0.7)
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
        row[0].set_ylabel(name, fontsize=8)
    figure.suptitle(title, fontsize=9)
    return figure


def _slices(scan: Volume, region: np.ndarray | None) -> list[int]:
    depth = len(scan.array)
    low, high = 0.25 * depth, 0.75 * depth
    if region is not None and region.any():
        low, high = np.flatnonzero(region.any(axis=(1, 2)))[[0, -1]]
    return [int(z) for z in np.linspace(low, min(high, depth - 1), SLICES + 2)[1:-1]]
