"""The automatic segmentation: the true one, with errors along its borders."""

import numpy as np
from scipy import ndimage

from radiogenomics.cohorts.simulation.fields import smooth_field
from radiogenomics.cohorts.simulation.grid import Grid

_ERROR_LENGTH = 12.0
_ERROR_DEVIATION = 1.0
_ERROR_DEVIATION_IN_VOXELS = 0.3


def approximate_segmentation(
    segmentation: np.ndarray, brain: np.ndarray, spacing: float, rng: np.random.Generator
) -> np.ndarray:
    """Shift every border by a smooth random distance of about 1 mm, or a third of a voxel where that is more.

    Args:
        segmentation: true labels (z, y, x) on the atlas's grid.
        brain: mask (z, y, x) that no label may leave.
        spacing: voxel edge in mm.
        rng: source of the errors.

    Returns:
        uint8 labels (z, y, x), a subset of the true ones.
    """
    deviation = max(_ERROR_DEVIATION / spacing, _ERROR_DEVIATION_IN_VOXELS)
    margin = int(np.ceil(4 * deviation)) + 1
    (tumour,) = ndimage.find_objects((segmentation > 0).astype(np.uint8))
    box = tuple(slice(max(part.start - margin, 0), part.stop + margin) for part in tumour)
    true = segmentation[box]
    axes = Grid(spacing).coordinates(box)
    voxels = np.indices(true.shape, dtype=np.float32)
    for direction in voxels:
        direction += deviation * smooth_field(rng, axes, _ERROR_LENGTH)
    approximate = np.zeros_like(segmentation)
    approximate[box] = ndimage.map_coordinates(true, voxels, order=0, mode="nearest") * brain[box]
    return approximate
