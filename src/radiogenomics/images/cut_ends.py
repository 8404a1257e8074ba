"""Whether a scan lies on another one's grid but for slices at an end, as where slices were lost."""

import numpy as np

from radiogenomics.images.orientation import Grid

MOST_OFF = 0.05
"""Share of a voxel's edge by which two grids may differ at their ends and be one. Positions are rounded to less; two
scans that were planned apart lie beside each other by any share of an edge, so that chance passes one in a thousand."""
DIRECTION_TOLERANCE = 1e-3
ENDS = {0: ("at the bottom", "at the top"), 1: ("in front", "at the back"), 2: ("on the right", "on the left")}
"""Both ends of the axes (z, y, x) of voxels that run upwards, to the back and to the left."""
LOST = "were slices lost? If so, export it again and resample nothing, otherwise "


def slices_lacking(short: Grid, long: Grid) -> str:
    """Slices that one grid has beyond the ends of another one, which is the same otherwise; empty for other grids.

    Args:
        short: grid of a scan, upwards, to the back and to the left.
        long: that of another one, or of a segmentation.

    Returns:
        As `14 slice(s) (56 mm) at the top`.
    """
    fewer = [axis for axis in ENDS if short.shape[axis] != long.shape[axis]]
    is_like = np.allclose(short.spacing, long.spacing, rtol=MOST_OFF / max(long.shape), atol=0)
    if len(fewer) != 1 or not is_like or not np.allclose(short.direction, long.direction, atol=DIRECTION_TOLERANCE):
        return ""
    (axis,) = fewer
    # Of the first voxels, in voxels along z, y, x.
    apart = (np.subtract(short.origin, long.origin) @ np.reshape(long.direction, (3, 3)) / long.spacing)[::-1]
    before = round(apart[axis])
    behind = long.shape[axis] - short.shape[axis] - before
    beside = np.abs(apart - np.where(np.arange(len(ENDS)) == axis, before, 0)).max()
    if beside > MOST_OFF or min(before, behind) < 0:
        return ""
    edge = float(long.spacing[::-1][axis])
    lost = [(count, where) for count, where in zip((before, behind), ENDS[axis], strict=True) if count]
    return " and ".join(f"{count} slice(s) ({count * edge:.3g} mm) {where}" for count, where in lost)
