"""The healthy anatomy that all simulated patients share."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import ndimage

from radiogenomics.cohorts.simulation.grid import Grid

# Along x, y, z: the MNI152 voxel in the brain's middle, half the brain's extent in mm, where the middle goes in the
# atlas, and the scale. SRI24's brain, as skull-stripped in BraTS-like archives, is smaller, mostly in height.
MNI_MIDDLE = np.array([98.0, 117.0, 77.5])
_MNI_HALF = np.array([73.0, 91.0, 78.0])
ATLAS_MIDDLE = np.array([119.5, 130.0, 74.0])
SCALE = np.array([0.93, 0.95, 0.85])
_MARGIN = 14.0


@dataclass(frozen=True)
class Anatomy:
    """Tissue shares of a brain, in [0, 1], each (z, y, x); their sum is 1 in the brain and 0 outside."""

    grid: Grid
    box: tuple[slice, ...]
    """Part of the grid that the arrays cover; everything else is empty."""
    grey_matter: np.ndarray
    white_matter: np.ndarray
    csf: np.ndarray

    @property
    def brain(self) -> np.ndarray:
        """Mask (z, y, x) of the brain."""
        return self.grey_matter + self.white_matter + self.csf > 0.5

    @property
    def coordinates(self) -> tuple[np.ndarray, ...]:
        """Atlas coordinates in mm of the box's voxel centres along z, y and x."""
        return self.grid.coordinates(self.box)


@lru_cache(maxsize=2)
def healthy_template(spacing: float) -> Anatomy:
    """MNI152 grey and white matter (ICBM 2009c, bundled with nilearn) on the cohort's grid; resampled once per process.

    Args:
        spacing: voxel edge in mm.
    """
    from nilearn.datasets import load_mni152_gm_template, load_mni152_template, load_mni152_wm_template

    grid = Grid(spacing)
    half = _MNI_HALF * SCALE + _MARGIN
    box = grid.box((ATLAS_MIDDLE - half)[::-1], (ATLAS_MIDDLE + half)[::-1])
    head = load_mni152_template(resolution=1).get_fdata(dtype=np.float32) > 0
    grey = load_mni152_gm_template(resolution=1).get_fdata(dtype=np.float32)
    white = load_mni152_wm_template(resolution=1).get_fdata(dtype=np.float32)
    brain = _resample(head.astype(np.float32), grid, box)
    grey, white = (np.minimum(_resample(share, grid, box), brain) for share in (grey, white))
    return Anatomy(grid, box, grey, white, np.clip(brain - grey - white, 0, 1))


def _resample(volume: np.ndarray, grid: Grid, box: tuple[slice, ...]) -> np.ndarray:
    """MNI152 volume (x, y, z) to a float32 array (z, y, x) on the grid's box, smoothed first if the grid is coarser."""
    if grid.spacing > 1:
        volume = ndimage.gaussian_filter(volume, 0.4 * grid.spacing / SCALE, truncate=3)
    # x and y run to the right and to the front in MNI152, to the left and to the back in the atlas
    direction = np.array([-1.0, -1.0, 1.0]) / SCALE
    start = np.array([axis[0] for axis in grid.coordinates(box)])[::-1]
    shape = tuple(part.stop - part.start for part in box)[::-1]
    offset = MNI_MIDDLE + direction * (start - ATLAS_MIDDLE)
    matrix = np.diag(direction * grid.spacing)
    resampled = ndimage.affine_transform(volume, matrix, offset, shape, order=1, prefilter=False)
    return np.ascontiguousarray(resampled.transpose(2, 1, 0))
