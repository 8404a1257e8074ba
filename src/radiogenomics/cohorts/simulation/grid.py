"""The archive's voxel grid, at 1 mm or coarser."""

from dataclasses import dataclass
from math import ceil

import numpy as np

ATLAS_SHAPE = (155, 240, 240)
"""Voxels z, y, x of UPENN-GBM, 1 mm each, in SRI24 space; LPS: x runs to the left, y to the back, z upwards."""

PUBLISHED_WINDOW = ((0, 140), (39, 211), (44, 208))
"""Voxels z, y, x of the atlas that are kept by the published crop (Schmitz 2024, section 2.2)."""


@dataclass(frozen=True)
class Grid:
    """Regular grid over the atlas's field of view.

    Atlas coordinates, in mm, are indices of the 1 mm voxels: what is defined in them looks the same at every spacing.
    """

    spacing: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """Voxels z, y, x."""
        return tuple(ceil(size / self.spacing) for size in ATLAS_SHAPE)

    @property
    def affine(self) -> np.ndarray:
        """NIfTI affine (4, 4) from voxel x, y, z to right-anterior-superior mm, as in SRI24's BraTS convention."""
        first = (self.spacing - 1) / 2
        affine = np.diag([-self.spacing, -self.spacing, self.spacing, 1.0])
        affine[:3, 3] = (-first, ATLAS_SHAPE[1] - 1 - first, first)
        return affine

    def coordinates(self, box: tuple[slice, ...] | None = None) -> tuple[np.ndarray, ...]:
        """Atlas coordinates in mm of the voxel centres along z, y and x, within `box` if given."""
        axes = tuple((np.arange(size) + 0.5) * self.spacing - 0.5 for size in self.shape)
        return axes if box is None else tuple(axis[part] for axis, part in zip(axes, box, strict=True))

    def box(self, low: np.ndarray, high: np.ndarray) -> tuple[slice, ...]:
        """Slices z, y, x of the voxels whose centres lie between two corners, in atlas mm."""
        slices = []
        for axis, start, stop in zip(self.coordinates(), low, high, strict=True):
            slices.append(slice(int(np.searchsorted(axis, start)), int(np.searchsorted(axis, stop, side="right"))))
        return tuple(slices)
