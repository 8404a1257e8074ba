"""Images that know where their voxels lie, and how they get onto another grid."""

import math

import numpy as np
import SimpleITK

from radiogenomics.images.volume import Volume

IDENTITY = SimpleITK.Transform(3, SimpleITK.sitkIdentity)
RAS_FROM_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
POINTS = 1000
"""About so many points of a brain tell how it is moved."""


def as_image(volume: Volume) -> SimpleITK.Image:
    """A volume as an image of SimpleITK, of 32-bit floats for a scan and of its own type for a segmentation."""
    image = SimpleITK.GetImageFromArray(volume.array)
    image.SetSpacing(volume.spacing)
    image.SetOrigin(volume.origin)
    image.SetDirection(volume.direction)
    return image


def affine_of(image: SimpleITK.Image) -> np.ndarray:
    """NIfTI affine (4, 4) from voxel x, y, z to right-anterior-superior mm."""
    affine = np.eye(4)
    affine[:3, :3] = np.reshape(image.GetDirection(), (3, 3)) * image.GetSpacing()
    affine[:3, 3] = image.GetOrigin()
    return RAS_FROM_LPS @ affine


def grid_over(image: SimpleITK.Image, spacing: float) -> SimpleITK.Image:
    """An empty image of cubic voxels that covers the field of view of another one, from the same corner.

    Args:
        image: whose field of view and direction are kept.
        spacing: voxel edge in mm.
    """
    size = [math.ceil(round(n * old / spacing, 6)) for n, old in zip(image.GetSize(), image.GetSpacing(), strict=True)]
    # The corner of the first voxel stays; its middle moves.
    first = [(spacing / old - 1) / 2 for old in image.GetSpacing()]
    grid = SimpleITK.Image(size, SimpleITK.sitkUInt8)
    grid.SetSpacing([spacing] * 3)
    grid.SetDirection(image.GetDirection())
    grid.SetOrigin(image.TransformContinuousIndexToPhysicalPoint(first))
    return grid


def thinned(image: SimpleITK.Image, distance: float) -> SimpleITK.Image:
    """Means of blocks of voxels.

    Args:
        image: a scan.
        distance: about the edge in mm of a block; voxels that are larger stay as they are.
    """
    blocks = [
        min(size, max(1, round(distance / spacing)))
        for size, spacing in zip(image.GetSize(), image.GetSpacing(), strict=True)
    ]
    return SimpleITK.BinShrink(image, blocks)


def moved(
    image: SimpleITK.Image, grid: SimpleITK.Image, transform: SimpleITK.Transform, nearest: bool = False
) -> SimpleITK.Image:
    """An image on another grid; what lies outside its field of view is 0.

    A scan that is finer than the grid is smoothed first, so that fine patterns do not alias.

    Args:
        image: a scan or a segmentation.
        grid: whose voxels are wanted.
        transform: from points of the grid to points of the image.
        nearest: take the nearest voxel, which keeps labels as they are, and smooth nothing.
    """
    interpolator = SimpleITK.sitkNearestNeighbor if nearest else SimpleITK.sitkLinear
    source = image if nearest else _smoothed(image, grid.GetSpacing()[0])
    return SimpleITK.Resample(source, grid, transform, interpolator, 0.0, image.GetPixelID())


def _smoothed(image: SimpleITK.Image, spacing: float) -> SimpleITK.Image:
    """Smooth along the axes whose voxels are much smaller than those of the grid."""
    sigmas = [0.4 * spacing if spacing > 1.5 * size else 0.0 for size in image.GetSpacing()]
    for direction, sigma in enumerate(sigmas):
        if sigma:
            image = SimpleITK.RecursiveGaussian(
                image, sigma, False, SimpleITK.RecursiveGaussianImageFilter.ZeroOrder, direction
            )
    return image


def movement(before: SimpleITK.Transform, after: SimpleITK.Transform, brain: SimpleITK.Image) -> tuple[float, float]:
    """How far a brain is turned, in degrees, and moved, in mm on average, from one place to another.

    Args:
        before, after: from points of the grid of `brain` to points of a scan.
        brain: not 0 in the brain.
    """
    inside = np.argwhere(SimpleITK.GetArrayViewFromImage(brain))[:, ::-1]
    points = [brain.TransformIndexToPhysicalPoint(index) for index in inside[:: len(inside) // POINTS + 1].tolist()]
    here, there = (np.array([place.TransformPoint(point) for point in points]) for place in (before, after))
    matrix = np.linalg.lstsq(here - here.mean(axis=0), there - there.mean(axis=0), rcond=None)[0]
    left, _, right = np.linalg.svd(matrix)  # without the stretching, what turns is left
    turned = np.degrees(np.arccos(np.clip((np.trace(left @ right) - 1) / 2, -1, 1)))
    return float(turned), float(np.linalg.norm(there - here, axis=1).mean())
