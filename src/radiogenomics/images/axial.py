"""The axial slices of a scan, whichever way its voxels are stored.

Slices run from the feet upwards, their rows from the face to the back of the head and their columns from the patient's
right to the left, as a radiologist sees them.
"""

import io
import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import nibabel as nib
import numpy as np
import SimpleITK
from nibabel.spatialimages import HeaderDataError

from radiogenomics.errors import InputError
from radiogenomics.images.bare_headers import has_bare_header
from radiogenomics.images.header_forms import settled_grid
from radiogenomics.images.nifti import HEADER_BYTES, describe, read_header, read_whole
from radiogenomics.images.orientation import Grid, lps_array, lps_grid, lps_transform
from radiogenomics.images.series_paths import is_series
from radiogenomics.images.volume import Volume, read_volume

_Z = 2
_UPWARDS = 8  # Of the direction cosines row by row: how much the third axis runs along z.


class AxialScan(ABC):
    """A scan as axial slices, of which only those are read that are asked for, where the file allows it.

    Attributes:
        path: file, or what names a DICOM series (`series_paths`).
        count: axial slices.
        spacing: distance between rows, then between columns, in mm.
        grid: shape, spacing, origin and direction of the voxels in this order, as text that tells grids apart.
        step: distance between slices in mm.
        tilt: angle in degrees between the slices and axial ones.
        is_bare: whether the header is that of an array alone.
    """

    path: Path
    count: int
    spacing: tuple[float, float]
    grid: str
    step: float
    tilt: float
    is_bare: bool = False

    def _lie_on(self, grid: Grid) -> None:
        """Say where the voxels lie, in the order of the slices."""
        self.grid, self.step = grid_text(grid), float(grid.spacing[_Z])
        upwards = abs(grid.direction[_UPWARDS]) / np.linalg.norm(grid.direction[_Z :: len(grid.spacing)])
        self.tilt = math.degrees(math.acos(min(1.0, upwards)))

    @abstractmethod
    def slices(self, numbers: Sequence[int]) -> np.ndarray:
        """Slices (n, rows, columns) as float32, by their numbers in ascending order, 0 being the lowest in the body."""

    def whole(self) -> np.ndarray:
        """All slices (z, rows, columns), float32."""
        return self.slices(range(self.count))


class VolumeScan(AxialScan):
    """A scan that had to be read as a whole."""

    def __init__(self, volume: Volume) -> None:
        """Slices of a volume, whose first axis runs upwards."""
        self.path = volume.path
        self.array = volume.array
        self.count = len(self.array)
        self.spacing = axial_spacing(volume.spacing, volume.direction)
        self._lie_on(volume.grid)
        self.is_bare = has_bare_header(volume.stored or volume.grid)

    def slices(self, numbers: Sequence[int]) -> np.ndarray:
        """Some slices (n, y, x) of the volume."""
        return self.array[list(numbers)]


class NiftiScan(AxialScan):
    """A NIfTI file, of whose voxels only the slices asked for become numbers."""

    def __init__(self, path: Path, patient: str | None = None) -> None:
        """Unpack and check a file.

        Raises:
            InputError: the file is missing, damaged, not a 3-D NIfTI, has several values per voxel, or a voxel is NaN
                or infinite.
        """
        self.path = path
        whole = read_header(path, patient)
        data = read_whole(path, whole, patient)
        geometry = _itk_header(path, patient)
        header = nib.Nifti1Header.from_fileobj(io.BytesIO(data[:HEADER_BYTES]), check=False)
        kind = header.get_data_dtype()
        if kind.kind not in "iuf":
            raise InputError(f"{describe(path, patient)}: several values per voxel; give one grey value per voxel")
        shape = geometry.GetSize()[::-1]
        stored = np.frombuffer(data, kind, count=math.prod(shape), offset=whole.begin).reshape(shape)
        found = Grid(shape, geometry.GetSpacing(), geometry.GetOrigin(), geometry.GetDirection())
        grid, _ = settled_grid(data[:HEADER_BYTES], found, path, describe(path, patient))
        self.array = lps_array(stored, grid.direction)
        self.count = len(self.array)
        self.spacing = axial_spacing(grid.spacing, grid.direction)
        self._lie_on(lps_grid(grid))
        self.is_bare = has_bare_header(grid)
        # None where the header gives no scale, or one that cannot be.
        try:
            slope, intercept = header.get_slope_inter()
        except HeaderDataError:  # an intercept that is no number, which ITK takes for 0
            slope, intercept = float(header["scl_slope"]), None
        self.scale = (1.0 if slope is None else slope, 0.0 if intercept is None else intercept)

    def slices(self, numbers: Sequence[int]) -> np.ndarray:
        """Some slices (n, y, x), in the units that the header's scale gives."""
        chosen = self.array[list(numbers)]
        if self.scale != (1.0, 0.0):
            chosen = chosen * self.scale[0] + self.scale[1]
        return chosen.astype(np.float32)


class DicomScan(AxialScan):
    """A DICOM series of axial slices, whose headers are read first and whose pixels when they are asked for."""

    def __init__(self, path: Path, patient: str | None = None) -> None:
        """Read and check the headers of a series whose slices are axial.

        Raises:
            InputError: as `dicom.read_series`, except that pixels are not decoded yet.
        """
        from radiogenomics.images.dicom import series_geometry, series_slices

        self.path = path
        self.name = describe(path, patient)
        self.items = series_slices(path, patient)
        self.count = len(self.items)
        spacing, origin, self.direction = series_geometry(self.items)
        self.spacing = axial_spacing(spacing, self.direction)
        self._lie_on(lps_grid(Grid((self.count, *self.items[0].size), spacing, origin, self.direction)))

    def slices(self, numbers: Sequence[int]) -> np.ndarray:
        """Slices (n, rows, columns); see `AxialScan.slices`.

        Raises:
            InputError: their pixels cannot be decoded.
        """
        from radiogenomics.images.dicom import read_pixels

        downwards = lps_transform(self.direction)[_Z, 1] < 0
        stored = sorted(self.count - 1 - number if downwards else number for number in numbers)
        pixels = read_pixels([self.items[number] for number in stored], self.name)
        return lps_array(SimpleITK.GetArrayFromImage(pixels), self.direction)


def open_scan(path: str | Path, patient: str | None = None) -> AxialScan:
    """Open a scan for its axial slices: a NIfTI file, or a DICOM series (`series_paths`).

    Of a DICOM series of axial slices, pixels are read only of the slices asked for.

    Raises:
        InputError: as `volume.read_volume`, except that nobody looks at the values of all slices.
    """
    path = Path(path)
    if not is_series(path):
        return NiftiScan(path, patient)
    if _axial_axis(_direction_of_first_slice(path, patient)) == _Z:
        return DicomScan(path, patient)
    return VolumeScan(read_volume(path, patient))


def count_slices(path: str | Path, patient: str | None = None) -> int:
    """Number of axial slices of a scan, from its header, or from a series' first header and number of files.

    Raises:
        InputError: there is no such scan, or its header cannot be read.
    """
    path = Path(path)
    if is_series(path):
        from radiogenomics.images.dicom import slice_files
        from radiogenomics.images.dicom_slices import read_slice

        files = slice_files(path, describe(path, patient))
        if not files:
            return 0
        first = read_slice(files[0], patient)
        rows, columns = first.size
        return (columns, rows, len(files))[_axial_axis(_direction_of(first.orientation))]
    read_header(path, patient)
    header = _itk_header(path, patient)
    return header.GetSize()[_axial_axis(header.GetDirection())]


def axial_spacing(spacing: Sequence[float], direction: Sequence[float]) -> tuple[float, float]:
    """Distance in mm between the rows, then the columns, of axial slices, from voxel sizes x, y, z as stored."""
    axes = lps_transform(direction)[:, 0].astype(int)
    by_axis = dict(zip(axes, spacing, strict=True))
    return float(by_axis[1]), float(by_axis[0])


def grid_text(grid: Grid) -> str:
    """Where voxels lie, as text: equal for two volumes just where they are on one grid, up to rounding."""
    spacing, origin, direction = (
        " ".join(f"{value:g}" for value in np.round(values, digits) + 0.0)
        for values, digits in ((grid.spacing, 3), (grid.origin, 2), (grid.direction, 3))
    )
    return f"{'×'.join(map(str, grid.shape))}, {spacing} mm, from {origin}, along {direction}"


def _itk_header(path: Path, patient: str | None) -> SimpleITK.ImageFileReader:
    """Size, spacing, origin and direction as ITK understands a file of three dimensions."""
    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
    reader = SimpleITK.ImageFileReader()
    reader.SetImageIO("NiftiImageIO")
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
    except RuntimeError:
        raise InputError(
            f"{describe(path, patient)}: ITK refuses the header (data type or orientation); convert the scan again, "
            "for example with dcm2niix"
        ) from None
    return reader


def _direction_of_first_slice(path: Path, patient: str | None) -> list[float]:
    from radiogenomics.images.dicom import slice_files
    from radiogenomics.images.dicom_slices import read_slice

    files = slice_files(path, describe(path, patient))
    if not files:
        raise InputError(f"{describe(path, patient)}: no DICOM slice in it; download the series again")
    return _direction_of(read_slice(files[0], patient).orientation)


def _direction_of(orientation: np.ndarray) -> list[float]:
    """Direction cosines, row by row, of a slice's directions along a row and along a column."""
    row, column = orientation.reshape(2, 3)
    return np.column_stack([row, column, np.cross(row, column)]).ravel().tolist()


def _axial_axis(direction: Sequence[float]) -> int:
    """Stored axis (0 x, 1 y, 2 z) that runs most nearly along the body."""
    return int(np.flatnonzero(lps_transform(direction)[:, 0] == _Z)[0])
