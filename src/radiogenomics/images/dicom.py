"""A DICOM series as one volume, put together by where its slices lie, whatever their files are called.

A slice that is missing at the first or last place leaves no trace in the geometry; what headers say of their number
alone tells (`lost_slices`).
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.images.dicom_slices import NOT_A_SLICE, Slice, read_slice, series_of
from radiogenomics.images.header_forms import check_edges
from radiogenomics.images.lost_slices import notice_lost_slices
from radiogenomics.images.nifti import describe
from radiogenomics.images.series_paths import folder_of_series

DIRECTION_TOLERANCE = 1e-3
SPACING_TOLERANCE = 1e-3  # mm, within a slice
SIDEWAYS_TOLERANCE = 0.1  # mm, of a slice against the line of the others
STEP_TOLERANCE = 0.05  # Share of the usual distance between slices; rounding is less, a missing slice doubles it.
SAME_PLACE = 1e-3  # mm


def read_series(path: Path, patient: str | None = None) -> SimpleITK.Image:
    """Read a series, its slices ordered along their normal.

    Args:
        path: the folder of the one series in it; or of several in one folder, a file of the series (`series_paths`).
        patient: for error messages.

    Returns:
        A 3-D image of 32-bit floats, rescaled as each slice's header says, with origin, spacing and direction in LPS.

    Raises:
        InputError: the folder holds no DICOM, a file that cannot be read, several series or patients, slices of several
            sizes, pixel sizes or orientations, pixels of a size that no scan of a head has, two slices in one place, a
            gap, slices shifted sideways, or pixels in a compression that cannot be decoded.
    """
    slices = series_slices(path, patient)
    image = read_pixels(slices, describe(path, patient))
    spacing, origin, direction = series_geometry(slices)
    image.SetOrigin(origin)
    image.SetSpacing(spacing)
    image.SetDirection(direction)
    return image


def series_slices(path: Path, patient: str | None = None) -> list[Slice]:
    """Headers of a series, ordered along the slices' normal; no pixels are decoded.

    Raises:
        InputError: as `read_series`, except for compressions that cannot be decoded.
    """
    name = describe(path, patient)
    slices = [read_slice(file, patient) for file in slice_files(path, name)]
    if len(slices) < 2:
        raise InputError(f"{name}: {len(slices)} DICOM slice(s), which make no 3-D volume; give the folder of a series")
    _check_alike(slices, name)
    normal = _normal(slices)
    slices.sort(key=lambda item: float(item.position @ normal))
    _check_positions(slices, normal, name)
    check_edges(series_geometry(slices)[0], name)
    notice_lost_slices(path, patient, slices)
    return slices


def series_geometry(slices: list[Slice]) -> tuple[list[float], list[float], list[float]]:
    """Spacing (x, y, z) and origin in mm, and direction cosines row by row, in LPS, of ordered slices."""
    normal = _normal(slices)
    along = [float(item.position @ normal) for item in (slices[0], slices[-1])]
    # The mean over all of them: single ones are rounded.
    step = (along[1] - along[0]) / (len(slices) - 1)
    row, column = slices[0].orientation.reshape(2, 3)
    # DICOM gives the distance between rows first, ITK that along a row.
    spacing = [*slices[0].pixel_spacing[::-1].tolist(), step]
    return spacing, slices[0].position.tolist(), np.column_stack([row, column, normal]).ravel().tolist()


def _normal(slices: list[Slice]) -> np.ndarray:
    return np.cross(*slices[0].orientation.reshape(2, 3))


def series_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a series: of its files' checksums, in an order that does not depend on their names."""
    checksums = sorted(sha256_of(file) for file in slice_files(path, str(path)))
    return hashlib.sha256("".join(checksums).encode()).hexdigest()


def slice_files(path: Path, name: str) -> list[Path]:
    """Files that should be slices of a series; a link to nothing is one too, and is refused when it is read.

    Of a series that is named by a file, they are those of its folder that have its SeriesInstanceUID; a damaged one,
    of which nobody knows whose it is, may be one.

    Args:
        path: the series (`series_paths`).
        name: what it is called in error messages.

    Raises:
        InputError: the folder cannot be read.
    """
    folder = folder_of_series(path)
    try:
        files = sorted(file for file in folder.iterdir() if not file.is_dir() and not NOT_A_SLICE.fullmatch(file.name))
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror}); check its permissions and the disk") from None
    if folder == path:
        return files
    series = series_of(path)
    return [file for file in files if series_of(file, series) == series]


def _check_alike(slices: list[Slice], name: str) -> None:
    """Refuse slices that cannot belong to one volume."""
    first = slices[0]
    for other in slices[1:]:
        pair = f"{first.path.name} and {other.path.name}"
        if other.series != first.series:
            raise InputError(f"{name}: several series in one folder ({pair}); give each series a folder of its own")
        if other.patient != first.patient:
            raise InputError(
                f"{name}: slices of several patients ({pair}: {first.patient!r} and {other.patient!r} by their "
                "headers); remove those of another one"
            )
        if other.size != first.size:
            sizes = " and ".join("×".join(map(str, item.size)) for item in (first, other))
            raise InputError(f"{name}: slices of several sizes ({pair}: {sizes}); remove those of another acquisition")
        if not np.allclose(other.orientation, first.orientation, rtol=0, atol=DIRECTION_TOLERANCE):
            raise InputError(
                f"{name}: slices of several orientations ({pair}); remove those of another acquisition (a localizer)"
            )
        if not np.allclose(other.pixel_spacing, first.pixel_spacing, rtol=0, atol=SPACING_TOLERANCE):
            raise InputError(f"{name}: slices of several pixel sizes ({pair}); remove those of another acquisition")


def _check_positions(slices: list[Slice], normal: np.ndarray, name: str) -> None:
    """Refuse slices whose distance is not the same everywhere, or that are shifted sideways."""
    positions = np.array([item.position for item in slices])
    along = positions @ normal
    steps = np.diff(along)
    if len(slices) > 2 and (steps < SAME_PLACE).all():
        raise InputError(
            f"{name}: all {len(slices)} slices have the same place by their headers (ImagePositionPatient), as where a "
            "program lost it; export the series again from the archive that has it"
        )
    usual = float(np.median(steps))
    for (one, other), step in zip(pairwise(slices), steps, strict=True):
        if step < SAME_PLACE:
            raise InputError(
                f"{name}: {one.path.name} and {other.path.name} lie in the same place, as copies do, or several time "
                "points or echoes in one series; keep one of them"
            )
    for (one, other), step in zip(pairwise(slices), steps, strict=True):
        if abs(step - usual) > STEP_TOLERANCE * usual:
            raise InputError(
                f"{name}: a gap between {one.path.name} and {other.path.name} ({step:.4g} mm, elsewhere {usual:.4g} "
                "mm); download the series again or exclude the patient"
            )
    sideways = positions - positions[0] - np.outer(along - along[0], normal)
    shifts = np.linalg.norm(sideways, axis=1)
    if shifts.max() > SIDEWAYS_TOLERANCE:
        raise InputError(
            f"{name}: {slices[shifts.argmax()].path.name} is shifted sideways by {shifts.max():.3g} mm, as with a "
            "tilted gantry; resample the series to a straight grid"
        )


def read_pixels(slices: list[Slice], name: str) -> SimpleITK.Image:
    """Pixels of some slices as 32-bit floats, rescaled as each slice's header says; the geometry is not to be used.

    Pixels outside of the field of view, which a header names by their value, are 0.

    Raises:
        InputError: a slice's compression cannot be decoded.
    """
    reader = SimpleITK.ImageSeriesReader()
    reader.SetImageIO("GDCMImageIO")
    # Floats, because each slice may have a slope and an intercept of its own.
    reader.SetOutputPixelType(SimpleITK.sitkFloat32)
    reader.SetFileNames([str(item.path) for item in slices])
    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
    try:
        return _without_padding(reader.Execute(), [item.padding for item in slices])
    except RuntimeError:
        kinds = sorted({item.compression for item in slices})
        raise InputError(
            f"{name}: the pixels cannot be decoded (transfer syntax {', '.join(kinds)}); download the series "
            "again, or decompress the files, for example with `gdcmconv --raw`"
        ) from None


def _without_padding(image: SimpleITK.Image, paddings: Sequence[float | None]) -> SimpleITK.Image:
    """The image with 0 where a slice has its padding value."""
    if not any(paddings):
        return image
    array = SimpleITK.GetArrayFromImage(image)
    for pixels, padding in zip(array, paddings, strict=True):
        if padding:
            pixels[pixels == np.float32(padding)] = 0
    return SimpleITK.GetImageFromArray(array)
