"""Scans and segmentations as arrays with their geometry, refused where they cannot be what they claim."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import SimpleITK
from scipy import ndimage

from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.images.cut_ends import LOST, slices_lacking
from radiogenomics.images.header_forms import disagreement, says_no_place, settled_grid
from radiogenomics.images.labels import (
    BINARY,
    CONVENTIONS,
    DECLARE_WHOLE,
    LABELS,
    WHOLE_TUMOUR,
    LabelConvention,
    refuse_scaled_labels,
    whole_labels,
)
from radiogenomics.images.nifti import check_file, check_voxels, describe, first_bytes, read_header, refuse_packed_name
from radiogenomics.images.orientation import Grid, lps_array, lps_grid
from radiogenomics.images.series_paths import is_series
from radiogenomics.oddities import notice

SPACING_TOLERANCE = 1e-3  # mm
ORIGIN_TOLERANCE = 1e-2  # mm
DIRECTION_TOLERANCE = 1e-3
ROUNDED_SPACING = 1e-2  # share of a voxel's edge, as of one that was rounded to two digits
RESAMPLE = "resample the mask to the grid of the image"
RESAMPLE_SCAN = "resample {0} to the grid of {1}, on which the mask lies"
COPY_HEADER = (
    "the mask has its origin at 0, 0, 0, as where a program wrote the array without the scan's header: write it again "
    "with the header of the scan on which it was drawn, and resample nothing"
)
COPY_HEADER_OF_MASK = (
    "the scan has its origin at 0, 0, 0, as where a program wrote the array without a header: write it again with the "
    "header that it had, or that of the mask where that was drawn on it, and resample nothing"
)
SAME_SHAPE = (
    "both have as many voxels: if the mask was drawn on this scan, a program changed its header (rounded it, counted "
    "from 1 or left out the tilt), so write it again with the scan's header and resample nothing, otherwise "
)
OTHER_SIZE = (
    "both have as many voxels: if one header has a wrong size of them (in DICOM, PixelSpacing or the slices' places), "
    "correct that and resample nothing, otherwise "
)
REVERSED_AXES = (
    "its axes are in the reverse order, as where an array of SimpleITK (z, y, x) was written by nibabel, which takes "
    "x, y, z: transpose the array, write it again with the header of the scan, and resample nothing"
)
INTERPOLATED = (
    "it lies in rims of one voxel alone, as where labels were interpolated and rounded: resample the mask again with "
    "the nearest neighbour"
)
NO_PLACE = (
    "the header says nothing of orientation and place (sform and qform have no code); the axes are taken to run to the "
    "left, to the back and upwards"
)
FROM_ONE = (
    "no voxel is 0, as where {0} is the background because classes were numbered from 1: subtract that from all "
    "labels, and compare what is left with the convention"
)
FEWEST_OF_RIM = 10  # Voxels of a label from which one may say where it lies.
ROUNDING = 1e-6  # Share of the values by which equal ones differ after an interpolation in 32 bits.
FEWEST_LEVELS = 5  # A scan of a head has hundreds of grey levels; a fraction cast to integers has one or two.


class EmptyMaskError(InputError):
    """A segmentation without tumour, for which some callers exclude the patient."""


@dataclass(frozen=True, eq=False)
class Volume:
    """A 3-D image and where its voxels lie, in one order whatever the order in the file.

    Attributes:
        array: voxels (z, y, x), upwards, to the back and to the left; float32 for a scan, uint8 for a segmentation.
        spacing: voxel size (x, y, z) in mm.
        origin: position (x, y, z) of the first voxel in mm, in ITK's LPS system.
        direction: the 3×3 direction cosines, row by row.
        path: file the volume was read from, or folder of the DICOM series (`series_paths`).
        labels: of a segmentation, the labels that occur in it.
        elsewhere: where a header that contradicts itself places the same voxels too; None for others.
        stored: grid of the voxels in the order of the file; None where that is the order here.
    """

    array: np.ndarray
    spacing: tuple[float, ...]
    origin: tuple[float, ...]
    direction: tuple[float, ...]
    path: Path
    labels: tuple[int, ...] = ()
    elsewhere: Grid | None = None
    stored: Grid | None = None

    @property
    def grid(self) -> Grid:
        """Where the voxels lie."""
        return Grid(self.array.shape, self.spacing, self.origin, self.direction)


def read_volume(path: str | Path, patient: str | None = None) -> Volume:
    """Read a scan as float32: a NIfTI file, or a DICOM series (`series_paths`).

    Raises:
        InputError: the file is missing, damaged or not a 3-D NIfTI; the folder is not one whole series; a voxel is NaN
            or infinite; all voxels are equal; or a map of fractions has been stored as integers.
    """
    path = Path(path)
    volume = _read_series(path, patient) if is_series(path) else _read(path, patient)
    name = describe(volume.path, patient)
    lowest, highest = volume.array.min(), volume.array.max()
    if not np.isfinite([lowest, highest]).all():
        raise InputError(f"{name}: voxels exceed the range of 32-bit floats; rescale the scan")
    if lowest == highest:
        raise InputError(f"{name}: all voxels are {lowest:g}; export the scan again")
    _check_levels(volume, patient)
    return volume


def read_mask(path: str | Path, patient: str | None = None, convention: LabelConvention | None = None) -> Volume:
    """Read a segmentation as uint8.

    Args:
        path: NIfTI file.
        patient: for error messages.
        convention: what the stored numbers mean; where nobody says it (None), the same as in `brats`.

    Returns:
        The labels 1 (necrotic core), 2 (oedema) and 4 (enhancing tumour), or 255 throughout for the convention
        `whole_tumour`, which knows no regions.

    Raises:
        EmptyMaskError: no voxel is labelled.
        InputError: the file is missing, damaged or not a 3-D NIfTI, or a label occurs that the convention does not
            have.
    """
    volume = read_stored(path, patient)
    name = describe(volume.path, patient)
    convention = convention or "brats"
    meanings = CONVENTIONS[convention]
    refuse_scaled_labels(volume.array, first_bytes(volume.path, patient), name)
    stored = whole_labels(volume.array, volume.path, patient)
    present = np.unique(stored[stored != 0])
    if present.size == 0:
        raise EmptyMaskError(f"{name}: the mask is empty; segment the tumour or exclude the patient")
    unknown = [label for label in present if label not in meanings]
    if unknown:
        mend = INTERPOLATED if _are_rims(stored, unknown) else _label_mend(present)
        if stored.all():
            mend = FROM_ONE.format(f"{present[0]:g}")
        raise InputError(
            f"{name}: the mask holds unknown label {', '.join(f'{label:g}' for label in unknown[:3])}, besides 0 only "
            f"{', '.join(map(str, meanings))} are known in the convention {convention!r}; {mend}"
        )
    labels = np.zeros(stored.shape, np.uint8)
    for number, label in meanings.items():
        labels[stored == number] = label
    return replace(volume, array=labels, labels=tuple(sorted({meanings[label] for label in present})))


def read_stored(path: str | Path, patient: str | None = None) -> Volume:
    """Read a NIfTI file as the type in which it is stored, whatever its voxels hold.

    Raises:
        InputError: the file is missing, damaged or not a 3-D NIfTI.
    """
    return _read(Path(path), patient, dtype=None)


def check_regions(mask: Volume, patient: str | None = None) -> None:
    """Check that a segmentation tells the regions of a tumour apart.

    Raises:
        InputError: it tells only the tumour from the rest.
    """
    if (mask.array == WHOLE_TUMOUR).any():
        raise InputError(
            f"{describe(mask.path, patient)}: the mask tells the tumour from the rest, but no regions of it; ask "
            "for the region 'whole', or give a segmentation with regions"
        )


def source_sha256(path: str | Path) -> str:
    """Hexadecimal SHA-256 of what `read_volume` reads: a file's bytes, or those of a series' files."""
    path = Path(path)
    if is_series(path):
        from radiogenomics.images.dicom import series_sha256

        return series_sha256(path)
    return sha256_of(path)


def check_geometry(image: Volume, mask: Volume, patient: str | None = None, fitting: str = "") -> None:
    """Check that the voxels of two volumes lie in the same places.

    A mask that was drawn on a scan whose header contradicts itself lies where the drawing program put the scan.

    Args:
        image: a scan.
        mask: a segmentation.
        patient: for error messages.
        fitting: another scan, on whose grid the mask lies, so that the mask is not the one to be resampled.

    Raises:
        InputError: shape, spacing, origin or direction differ by more than a rounding error.
    """
    name = describe(mask.path, patient)
    if image.array.shape != mask.array.shape:
        shapes = [" × ".join(map(str, volume.array.shape)) for volume in (mask, image)]
        fix = RESAMPLE_SCAN.format(image.path.name, fitting) if fitting else RESAMPLE
        if _stored_shape(mask) == _stored_shape(image)[::-1]:
            fix = REVERSED_AXES
        elif lacking := slices_lacking(image.grid, mask.grid):
            fix = f"the scan lacks {lacking} that are in the mask: {LOST}{fix}"
        raise InputError(f"{name}: shape {shapes[0]} (z, y, x) but {image.path.name} has {shapes[1]}; {fix}")
    places = [(theirs, ours) for theirs in _places(mask) for ours in _places(image)]
    differing = [_difference(theirs, ours) for theirs, ours in places]
    if all(differing):
        quantity = differing[0]
        theirs, ours = (_numbers(getattr(volume, quantity)) for volume in (mask, image))
        torn = next((volume for volume in (image, mask) if volume.elsewhere is not None), None)
        is_other_size = quantity == "spacing" and not _nearly(mask, image)
        fix = (OTHER_SIZE if is_other_size else SAME_SHAPE) + RESAMPLE
        if _is_placed(mask) and not _is_placed(image):
            fix = COPY_HEADER_OF_MASK
        elif fitting and torn is None:
            fix = (OTHER_SIZE if is_other_size else "") + RESAMPLE_SCAN.format(image.path.name, fitting)
        elif _is_placed(image) and not _is_placed(mask):
            fix = COPY_HEADER
        elif torn is not None:
            fix = f"{disagreement(torn.grid, torn.elsewhere)} in {torn.path.name}: correct that first, resample nothing"
        raise InputError(f"{name}: {quantity} {theirs} but {image.path.name} has {ours}; {fix}")


def _stored_shape(volume: Volume) -> tuple[int, ...]:
    return (volume.stored or volume.grid).shape


def _nearly(one: Volume, other: Volume) -> bool:
    """Whether the voxels of two volumes have the same size up to two digits."""
    return bool(np.allclose(one.spacing, other.spacing, rtol=ROUNDED_SPACING, atol=0))


def _is_placed(volume: Volume) -> bool:
    """Whether the first voxel, as stored, is anywhere but at 0, 0, 0."""
    return bool(np.any((volume.stored or volume.grid).origin))


def _places(volume: Volume) -> list[Grid]:
    return [volume.grid] if volume.elsewhere is None else [volume.grid, volume.elsewhere]


def _difference(one: Grid, other: Grid) -> str:
    """The first quantity in which two grids differ, or nothing."""
    tolerances = {"spacing": SPACING_TOLERANCE, "origin": ORIGIN_TOLERANCE, "direction": DIRECTION_TOLERANCE}
    for quantity, tolerance in tolerances.items():
        if not np.allclose(getattr(one, quantity), getattr(other, quantity), rtol=0, atol=tolerance):
            return quantity
    return ""


def check_contrast(image: Volume, mask: Volume, patient: str | None = None) -> None:
    """Check that the scan is not constant inside the segmentation, of which one voxel alone says nothing.

    Raises:
        InputError: all voxels inside the mask are equal, but for rounding.
    """
    inside = image.array[mask.array > 0]
    if inside.size > 1 and is_flat(inside):
        raise InputError(
            f"{describe(image.path, patient)}: all voxels inside the mask are {inside[0]:g}; "
            "export the scan again or exclude the patient"
        )


def is_flat(values: np.ndarray) -> bool:
    """Whether all of some voxels are equal, or differ by no more than an interpolation of equal ones leaves."""
    lowest, highest = float(values.min()), float(values.max())
    return highest - lowest <= ROUNDING * max(abs(lowest), abs(highest))


def _read_series(path: Path, patient: str | None) -> Volume:
    # Imported here: most archives have no DICOM, and their jobs need not load its libraries.
    from radiogenomics.images.dicom import read_series

    image = read_series(path, patient)
    return _ordered(SimpleITK.GetArrayFromImage(image), _grid_of(image), path)


def _grid_of(image: SimpleITK.Image) -> Grid:
    return Grid(tuple(reversed(image.GetSize())), image.GetSpacing(), image.GetOrigin(), image.GetDirection())


def _ordered(array: np.ndarray, grid: Grid, path: Path, elsewhere: Grid | None = None) -> Volume:
    """Voxels as stored, upwards, to the back and to the left."""
    ordered = np.ascontiguousarray(lps_array(array, grid.direction))
    _, *places = lps_grid(grid)
    return Volume(ordered, *places, path, elsewhere=elsewhere and lps_grid(elsewhere), stored=grid)


def _are_rims(stored: np.ndarray, labels: list[int]) -> bool:
    """Whether labels lie in rims of one voxel around greater ones, as interpolation makes between these and others."""
    rims = np.isin(stored, labels)
    if max(labels) >= stored.max() or np.count_nonzero(rims) < FEWEST_OF_RIM:
        return False
    return not ndimage.binary_erosion(rims).any()


def _label_mend(present: np.ndarray) -> str:
    """What to do about labels that a convention does not have."""
    if set(present) <= set(CONVENTIONS["brats2023"]):
        return "if 3 is enhancing tumour, rename it to 4 or declare the label convention 'brats2023'"
    if set(present) <= set(LABELS):
        return (
            "declare the label convention 'brats', where 4 is enhancing tumour; where 4 is a resection cavity, as in "
            "BraTS 2024, set it to 0"
        )
    if set(present) <= {*LABELS, 3}:
        return (
            "where 3 is non-enhancing core, as in BraTS until 2016, add it to 1; where 4 is a resection cavity, as in "
            "BraTS 2024, set it to 0 and declare the label convention 'brats2023'"
        )
    if set(present) <= set(BINARY):
        return f"if this is a binary mask of the whole tumour, {DECLARE_WHOLE}"
    if present.size == 1:
        return (
            f"if this is a binary mask of the whole tumour, store it as 1 and {DECLARE_WHOLE}; otherwise correct the "
            "segmentation"
        )
    return "correct the segmentation"


def _read(path: Path, patient: str | None, dtype: type | None = np.float32) -> Volume:
    """Read a file as `dtype`, or as the type it is stored in; only its form is checked."""
    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
    name = describe(path, patient)
    header = read_header(path, patient)
    try:
        image = SimpleITK.ReadImage(str(path), imageIO="NiftiImageIO")
    except RuntimeError:
        check_file(path, header, patient)
        refuse_packed_name(path, patient)
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
        array = stored.astype(dtype or stored.dtype)
    content = first_bytes(path, patient)
    grid, elsewhere = settled_grid(content, _grid_of(image), path, name)
    if says_no_place(content):
        notice(path, patient, NO_PLACE)
    if elsewhere is not None:
        notice(path, patient, f"{disagreement(grid, elsewhere)}; the sform counts")
    return _ordered(array, grid, path, elsewhere)


def _check_levels(volume: Volume, patient: str | None) -> None:
    """Refuse a volume whose voxels, the background 0 apart, are a few whole numbers, and notice few of other kinds.

    Fractional anisotropy read as unsigned integers becomes 0 and 1. A structural scan has integers too, but many.
    """
    name = describe(volume.path, patient)
    inside = volume.array[volume.array != 0]
    levels = np.unique(inside[::101])  # Nearly always enough to acquit, at a hundredth of the cost.
    if levels.size >= FEWEST_LEVELS:
        return
    levels = np.unique(inside)
    if levels.size >= FEWEST_LEVELS:
        return
    if not np.array_equal(levels, np.round(levels)):
        notice(
            volume.path,
            patient,
            f"the only values besides 0 are {_numbers(levels)}, as of a segmentation that was scaled; is it a scan?",
        )
    else:
        raise InputError(
            f"{name}: the only values besides 0 are {_numbers(levels)}, as if fractions had been stored as integers "
            "or this were a segmentation; export the map as 32-bit float"
        )


def _numbers(values: np.ndarray | tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)
