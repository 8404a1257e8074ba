"""Scans and segmentations as arrays with their geometry, refused where they cannot be what they claim."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.images.nifti import check_file, check_voxels, describe, read_header

NECROTIC_CORE, OEDEMA, ENHANCING = 1, 2, 4
LABELS = (NECROTIC_CORE, OEDEMA, ENHANCING)

SPACING_TOLERANCE = 1e-3  # mm
ORIGIN_TOLERANCE = 1e-2  # mm
DIRECTION_TOLERANCE = 1e-3
FEWEST_LEVELS = 5  # A scan of a head has hundreds of grey levels; a fraction cast to integers has one or two.


@dataclass(frozen=True, eq=False)
class Volume:
    """A 3-D image and where its voxels lie.

    Attributes:
        array: voxels (z, y, x); float32 for a scan, uint8 for a segmentation.
        spacing: voxel size (x, y, z) in mm.
        origin: position (x, y, z) of the first voxel in mm, in ITK's LPS system.
        direction: the 3×3 direction cosines, row by row.
        path: file the volume was read from.
    """

    array: np.ndarray
    spacing: tuple[float, ...]
    origin: tuple[float, ...]
    direction: tuple[float, ...]
    path: Path


def read_volume(path: str | Path, patient: str | None = None) -> Volume:
    """Read a scan as float32.

    Raises:
        InputError: the file is missing, damaged or not a 3-D NIfTI; a voxel is NaN or infinite; all voxels are equal;
            or a map of fractions has been stored as integers.
    """
    volume = _read(Path(path), patient)
    name = describe(volume.path, patient)
    lowest, highest = volume.array.min(), volume.array.max()
    if not np.isfinite([lowest, highest]).all():
        raise InputError(f"{name}: voxels exceed the range of 32-bit floats; rescale the scan")
    if lowest == highest:
        raise InputError(f"{name}: all voxels are {lowest:g}; export the scan again")
    _refuse_integer_cast(volume.array, name)
    return volume


def read_mask(path: str | Path, patient: str | None = None) -> Volume:
    """Read a segmentation with the BraTS labels 1 (necrotic core), 2 (oedema), 4 (enhancing tumour) as uint8.

    Raises:
        InputError: the file is missing, damaged or not a 3-D NIfTI; no voxel is labelled; or another label occurs.
    """
    volume = _read(Path(path), patient)
    name = describe(volume.path, patient)
    present = np.unique(volume.array[volume.array != 0])
    if present.size == 0:
        raise InputError(f"{name}: the mask is empty; segment the tumour or exclude the patient")
    unknown = [f"{label:g}" for label in present if label not in LABELS]
    if unknown:
        raise InputError(
            f"{name}: the mask holds unknown label {', '.join(unknown[:3])}, besides 0 only 1, 2 and 4 are known; "
            "where enhancing tumour is called 3, rename it to 4"
        )
    return replace(volume, array=volume.array.astype(np.uint8))


def check_geometry(image: Volume, mask: Volume, patient: str | None = None) -> None:
    """Check that the voxels of two volumes lie in the same places.

    Raises:
        InputError: shape, spacing, origin or direction differ by more than a rounding error.
    """
    mend = "resample the mask to the grid of the image"
    name = describe(mask.path, patient)
    if image.array.shape != mask.array.shape:
        shapes = [" × ".join(map(str, volume.array.shape)) for volume in (mask, image)]
        raise InputError(f"{name}: shape {shapes[0]} (z, y, x) but {image.path.name} has {shapes[1]}; {mend}")
    tolerances = {"spacing": SPACING_TOLERANCE, "origin": ORIGIN_TOLERANCE, "direction": DIRECTION_TOLERANCE}
    for quantity, tolerance in tolerances.items():
        theirs, ours = getattr(mask, quantity), getattr(image, quantity)
        if not np.allclose(theirs, ours, rtol=0, atol=tolerance):
            raise InputError(
                f"{name}: {quantity} {_numbers(theirs)} but {image.path.name} has {_numbers(ours)}; {mend}"
            )


def check_contrast(image: Volume, mask: Volume, patient: str | None = None) -> None:
    """Check that the scan is not constant inside the segmentation.

    Raises:
        InputError: all voxels inside the mask are equal.
    """
    inside = image.array[mask.array > 0]
    if inside.min() == inside.max():
        raise InputError(
            f"{describe(image.path, patient)}: all voxels inside the mask are {inside[0]:g}; "
            "export the scan again or exclude the patient"
        )


def _read(path: Path, patient: str | None) -> Volume:
    """Read a file as float32; only its form is checked."""
    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
    name = describe(path, patient)
    header = read_header(path, patient)
    try:
        image = SimpleITK.ReadImage(str(path), imageIO="NiftiImageIO")
    except RuntimeError:
        check_file(path, header, patient)
        raise InputError(
            f"{name}: ITK refuses the header (data type or orientation); convert the scan again, "
            "for example with dcm2niix"
        ) from None
    if image.GetNumberOfComponentsPerPixel() > 1 or "complex" in image.GetPixelIDTypeAsString():
        raise InputError(f"{name}: several values per voxel; give one grey value per voxel")
    stored = SimpleITK.GetArrayViewFromImage(image)
    check_voxels(path, header, stored, patient)
    # A copy in any case: the view's memory belongs to `image`, which ends here.
    with np.errstate(over="ignore"):
        array = stored.astype(np.float32)
    return Volume(array, image.GetSpacing(), image.GetOrigin(), image.GetDirection(), path)


def _refuse_integer_cast(array: np.ndarray, name: str) -> None:
    """Refuse a volume whose voxels, the background 0 apart, are a few whole numbers.

    Fractional anisotropy read as unsigned integers becomes 0 and 1. A structural scan has integers too, but many.
    """
    inside = array[array != 0]
    levels = np.unique(inside[::101])  # Nearly always enough to acquit, at a hundredth of the cost.
    if levels.size >= FEWEST_LEVELS:
        return
    levels = np.unique(inside)
    if levels.size < FEWEST_LEVELS and np.array_equal(levels, np.round(levels)):
        raise InputError(
            f"{name}: the only values besides 0 are {_numbers(levels)}, as if fractions had been stored as integers "
            "or this were a segmentation; export the map as 32-bit float"
        )


def _numbers(values: np.ndarray | tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)
