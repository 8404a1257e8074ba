"""Voxels in one order whatever the order in which a file stores them: to the left, to the back, upwards.

Axes are exchanged and turned round, and no voxel changes its value or its place in space: nothing is interpolated.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from nibabel.orientations import (
    aff2axcodes,
    apply_orientation,
    axcodes2ornt,
    inv_ornt_aff,
    io_orientation,
    ornt_transform,
)

_RAS_OF_LPS = np.diag([-1.0, -1.0, 1.0])


class Grid(NamedTuple):
    """Where voxels lie.

    Attributes:
        shape: number of voxels along z, y, x.
        spacing: voxel size (x, y, z) in mm.
        origin: position (x, y, z) of the first voxel in mm, in LPS.
        direction: the 3×3 direction cosines in LPS, row by row.
    """

    shape: tuple[int, ...]
    spacing: tuple[float, ...]
    origin: tuple[float, ...]
    direction: tuple[float, ...]


def lps_array(array: np.ndarray, direction: Sequence[float]) -> np.ndarray:
    """View (z, y, x) of stored voxels (k, j, i) whose axes run upwards, to the back and to the left, as nearly so.

    Args:
        array: voxels in ITK's order.
        direction: the 3×3 direction cosines in LPS, row by row.
    """
    return apply_orientation(array.transpose(2, 1, 0), lps_transform(direction)).transpose(2, 1, 0)


def stored_array(array: np.ndarray, direction: Sequence[float]) -> np.ndarray:
    """Voxels (k, j, i) in the order of a file whose axes have a direction: the inverse of `lps_array`."""
    transform = lps_transform(direction)
    back = ornt_transform(axcodes2ornt("LPS"), axcodes2ornt("LPS"))
    back[transform[:, 0].astype(int)] = np.column_stack([range(3), transform[:, 1]])
    return apply_orientation(array.transpose(2, 1, 0), back).transpose(2, 1, 0)


def lps_grid(grid: Grid) -> Grid:
    """Where the voxels of `lps_array` lie, from where they lie as stored; the same where the order is."""
    transform = lps_transform(grid.direction)
    if np.array_equal(transform, [[0, 1], [1, 1], [2, 1]]):
        return grid
    stored = np.eye(4)
    stored[:3, :3] = np.reshape(grid.direction, (3, 3)) * grid.spacing
    stored[:3, 3] = grid.origin
    # Position of a voxel by its numbers in the new order.
    ordered = stored @ inv_ornt_aff(transform, grid.shape[::-1])
    sources = [int(np.flatnonzero(transform[:, 0] == axis)[0]) for axis in range(3)]
    cosines = np.reshape(grid.direction, (3, 3))[:, sources] * transform[sources, 1]
    return Grid(
        shape=tuple(grid.shape[::-1][source] for source in reversed(sources)),
        spacing=tuple(grid.spacing[source] for source in sources),
        origin=tuple(float(value) for value in ordered[:3, 3]),
        # Adding zero makes 0 of −0.
        direction=tuple(float(value) for value in (cosines + 0.0).ravel()),
    )


def orientation_code(direction: Sequence[float]) -> str:
    """Where the axes of stored voxels (i, j, k) run to, as `LPS`: left, posterior, superior."""
    affine = np.eye(4)
    affine[:3, :3] = _RAS_OF_LPS @ np.reshape(direction, (3, 3))
    return "".join(aff2axcodes(affine))


def lps_transform(direction: Sequence[float]) -> np.ndarray:
    """nibabel's orientation transform from the stored axes to left, posterior, superior."""
    affine = np.eye(4)
    affine[:3, :3] = _RAS_OF_LPS @ np.reshape(direction, (3, 3))
    return ornt_transform(io_orientation(affine), axcodes2ornt("LPS"))
