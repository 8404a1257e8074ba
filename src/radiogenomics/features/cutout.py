"""One region of a scan, cut out on the grid on which its features are computed."""

from dataclasses import dataclass, replace

import numpy as np
import SimpleITK
from radiomics import imageoperations
from scipy import ndimage

from radiogenomics.features.regions import Region, region_mask
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.images.volume import Volume

INTERPOLATORS = {
    "nearest": SimpleITK.sitkNearestNeighbor,
    "linear": SimpleITK.sitkLinear,
    "bspline": SimpleITK.sitkBSpline,
}


@dataclass(frozen=True, eq=False)
class CutOut:
    """A region's bounding box.

    Attributes:
        intensities: float64 (z, y, x).
        inside: boolean (z, y, x), which voxels of the box are in the region; at least one in each outer layer.
        spacing: voxel size (x, y, z) in mm.
    """

    intensities: np.ndarray
    inside: np.ndarray
    spacing: tuple[float, ...]

    @property
    def voxels(self) -> int:
        """Number of voxels in the region."""
        return int(np.count_nonzero(self.inside))

    def images(self) -> tuple[SimpleITK.Image, SimpleITK.Image]:
        """Intensities and mask (1 inside) as pyradiomics takes them."""
        images = [SimpleITK.GetImageFromArray(array) for array in (self.intensities, self.inside.astype(np.uint8))]
        for image in images:
            image.SetSpacing(self.spacing)
        return images[0], images[1]


def tumour_alone(image: Volume, mask: Volume) -> tuple[Volume, Volume]:
    """Both volumes without what lies around the tumour's bounding box; their positions in space are not kept."""
    box = ndimage.find_objects((mask.array > 0).astype(np.uint8))[0]
    return replace(image, array=image.array[box]), replace(mask, array=mask.array[box])


def cut_out(image: Volume, mask: Volume, region: Region, settings: RadiomicsSettings) -> CutOut | None:
    """Cut a region out, resampled where the settings say so; None where no voxel of it is left.

    Where the features are resampled, the grid of the new voxels depends on where the volumes begin, and the spline on
    all voxels of the scan: both volumes must be whole for the values that pyradiomics itself would give.
    """
    inside = region_mask(mask.array, region)
    if not inside.any():
        return None
    intensities, spacing = image.array, mask.spacing
    if settings.resampling is not None:
        intensities, inside, spacing = _resampled(image, replace(mask, array=inside), settings)
        if not inside.any():
            return None
    box = ndimage.find_objects(inside.astype(np.uint8))[0]
    return CutOut(intensities[box].astype(np.float64), inside[box], spacing)


def _resampled(
    image: Volume, region: Volume, settings: RadiomicsSettings
) -> tuple[np.ndarray, np.ndarray, tuple[float, ...]]:
    """Intensities and region on cubic voxels, in the neighbourhood of the region."""
    resampled_image, resampled_region = imageoperations.resampleImage(
        _placed(image.array, region),
        _placed(region.array.astype(np.uint8), region),
        resampledPixelSpacing=[settings.resampling] * 3,
        interpolator=INTERPOLATORS[settings.interpolator],
        label=1,
    )
    arrays = [SimpleITK.GetArrayFromImage(volume) for volume in (resampled_image, resampled_region)]
    return arrays[0], arrays[1] > 0, resampled_image.GetSpacing()


def _placed(array: np.ndarray, volume: Volume) -> SimpleITK.Image:
    """ITK's image of an array that lies where `volume` does."""
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing(volume.spacing)
    image.SetOrigin(volume.origin)
    image.SetDirection(volume.direction)
    return image
