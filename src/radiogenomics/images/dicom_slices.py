"""One DICOM file as a slice of a volume: what its header says of its place."""

import re
import struct
import warnings
from collections.abc import MutableSequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydicom
from pydicom.errors import BytesLengthException, InvalidDicomError

from radiogenomics.errors import InputError
from radiogenomics.images.nifti import describe

# What downloads and file managers leave among the slices.
NOT_A_SLICE = re.compile(r"\..*|license.*|dicomdir|thumbs\.db|desktop\.ini|.*\.(txt|csv|json|xml|md5)", re.IGNORECASE)
ORTHONORMAL_TOLERANCE = 1e-3
LONGEST_HEADER_ELEMENT = 4096  # bytes
# What reading a file raises whose bytes are not what DICOM expects.
DAMAGES = (
    EOFError,
    ValueError,
    KeyError,
    AttributeError,
    NotImplementedError,
    TypeError,
    struct.error,
    BytesLengthException,
)


@dataclass(frozen=True, eq=False)
class Slice:
    """A slice and where it lies.

    Attributes:
        path: its file.
        series: SeriesInstanceUID.
        patient: PatientID, empty where it was taken out.
        size: rows and columns.
        position: of the first pixel's centre, x, y, z in mm (LPS).
        orientation: direction cosines along a row, then along a column.
        pixel_spacing: distance between rows, then along a row, in mm.
        compression: name of the transfer syntax.
        padding: value of pixels outside of the field of view, as it is after rescaling; None where none is named.
        number: InstanceNumber; None where it has none.
        announced: images of the whole by ImagesInAcquisition or NumberOfSlices; 0 where neither is there.
        kinds: ImageType.
    """

    path: Path
    series: str
    patient: str
    size: tuple[int, int]
    position: np.ndarray
    orientation: np.ndarray
    pixel_spacing: np.ndarray
    compression: str
    padding: float | None = None
    number: int | None = None
    announced: int = 0
    kinds: tuple[str, ...] = ()


def read_slice(path: Path, patient: str | None = None) -> Slice:
    """Read a file's header and check that it is one grey slice of a scan, whole.

    Raises:
        InputError: the file is no DICOM, is damaged or truncated, has no pixels, several frames or colours, or does not
            say where it lies.
    """
    name = describe(path, patient)
    try:
        with warnings.catch_warnings(action="ignore"):
            return _slice_of(pydicom.dcmread(path, defer_size=LONGEST_HEADER_ELEMENT), path, name)
    except InvalidDicomError:
        raise InputError(f"{name}: not a DICOM file; remove it from the series' folder, or download it again") from None
    except OSError as error:
        reason = error.strerror or "the file ends too early"
        raise InputError(f"{name}: cannot be read ({reason}); download it again or check its permissions") from None
    except DAMAGES as error:
        raise InputError(f"{name}: a damaged DICOM file ({type(error).__name__}); download it again") from None


def series_of(path: Path, damaged: str = "") -> str:
    """SeriesInstanceUID of a file; empty where it is no DICOM, and `damaged` where it is and has none that is whole."""
    try:
        with warnings.catch_warnings(action="ignore"):
            header = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=["SeriesInstanceUID"])
            return str(header.get("SeriesInstanceUID") or damaged)
    except InvalidDicomError:
        return ""
    except (OSError, *DAMAGES):
        return damaged


def _slice_of(header: pydicom.Dataset, path: Path, name: str) -> Slice:
    """What the header says; long elements, the pixels, are read from the file when they are used."""
    if "TransferSyntaxUID" not in header.file_meta:
        raise InputError(f"{name}: a damaged DICOM file (no transfer syntax); download it again")
    if "PixelData" not in header:
        raise InputError(
            f"{name}: the file ends before the pixels, or has none; download it again, or remove what is no slice"
        )
    if header.get("NumberOfFrames") not in (None, "", 1) or header.get("SamplesPerPixel", 1) != 1:
        raise InputError(
            f"{name}: several frames or colours in one file, where one grey slice per file can be read; convert the "
            "series, for example with dcm2niix"
        )
    if header.get("PhotometricInterpretation") == "MONOCHROME1":
        raise InputError(
            f"{name}: white is low (PhotometricInterpretation is MONOCHROME1), and intensities would be turned round; "
            "convert the series, for example with dcm2niix, and look at it"
        )
    _check_whole(header, path.stat().st_size, name)
    orientation = _numbers(header, "ImageOrientationPatient", 6, name)
    row, column = orientation.reshape(2, 3)
    if not np.allclose([row @ row, column @ column, row @ column], [1, 1, 0], rtol=0, atol=ORTHONORMAL_TOLERANCE):
        raise InputError(
            f"{name}: ImageOrientationPatient is no pair of right-angled directions; export the file again"
        )
    return Slice(
        path=path,
        series=str(header.get("SeriesInstanceUID", "")),
        patient=str(header.get("PatientID") or ""),
        size=(int(header.Rows), int(header.Columns)),
        position=_numbers(header, "ImagePositionPatient", 3, name),
        orientation=orientation,
        pixel_spacing=_numbers(header, "PixelSpacing", 2, name),
        compression=header.file_meta.TransferSyntaxUID.name,
        padding=_padding(header),
        number=_whole_number(header, "InstanceNumber"),
        announced=max(_whole_number(header, name) or 0 for name in ("ImagesInAcquisition", "NumberOfSlices")),
        kinds=_texts(header.get("ImageType")),
    )


def _whole_number(header: pydicom.Dataset, tag: str) -> int | None:
    try:
        return int(header.get(tag))
    except (TypeError, ValueError):
        return None


def _texts(value: object) -> tuple[str, ...]:
    """Values of an element that may hold one, several or none."""
    return tuple(map(str, value if isinstance(value, MutableSequence) else filter(None, [value])))


def _padding(header: pydicom.Dataset) -> float | None:
    """PixelPaddingValue (PS3.3 C.7.5.1.1.2), rescaled as the pixels are."""
    try:
        stored = float(header.get("PixelPaddingValue"))
        return stored * float(header.get("RescaleSlope", 1)) + float(header.get("RescaleIntercept", 0))
    except (TypeError, ValueError):
        return None


def _check_whole(header: pydicom.Dataset, size: int, name: str) -> None:
    """Check the length of pixels that are not compressed, in a file of `size` bytes; of others, only decoding tells."""
    try:
        rows, columns, bits = int(header.Rows), int(header.Columns), int(header.BitsAllocated)
    except (AttributeError, TypeError, ValueError):
        raise InputError(f"{name}: Rows, Columns or BitsAllocated is missing; export the file again") from None
    if header.file_meta.TransferSyntaxUID.is_compressed:
        return
    # The length is told without reading the pixels.
    pixels = header.get_item("PixelData", keep_deferred=True)
    found = len(pixels.value) if pixels.value is not None else min(pixels.length, size - pixels.value_tell)
    wanted = rows * columns * bits // 8
    if found < wanted:
        raise InputError(f"{name}: truncated ({found} of {wanted} bytes of pixels are there); download it again")


def _numbers(header: pydicom.Dataset, tag: str, count: int, name: str) -> np.ndarray:
    try:
        numbers = np.array([float(value) for value in header.get(tag) or []])
    except (TypeError, ValueError):
        numbers = np.array([])
    if len(numbers) != count or not np.isfinite(numbers).all() or (tag == "PixelSpacing" and numbers.min() <= 0):
        raise InputError(
            f"{name}: {tag} is missing or damaged, so nobody knows where the slice lies; export the series again"
        )
    return numbers
