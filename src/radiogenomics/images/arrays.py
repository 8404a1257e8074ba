"""All patients' images of one modality as one memory-mapped array with an index.

The array is float32 (n, z, y, x) in NumPy's format; the index says which patient is in which row.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, nearest, read_table, sha256_of, write_table
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.nifti import describe
from radiogenomics.images.preprocess import preprocess
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.volume import Volume, check_contrast, check_geometry, read_mask, read_volume
from radiogenomics.images.workers import map_patients

logger = logging.getLogger(__name__)

ORIGINAL = "original"
MASK_FILES = {"automatic": "automated_approx_segm", "corrected": "segm"}


@dataclass(frozen=True, eq=False)
class ImageArray:
    """Images of one modality, read from disk where and when they are used.

    Attributes:
        array: read-only memory map (n, z, y, x), float32 in [0, 1].
        rows: row of each (patient, kind); the kind of a preprocessed scan is ``original``.
        paths: files of the array and of its index.
    """

    array: np.ndarray
    rows: dict[tuple[str, str], int]
    paths: tuple[Path, Path]

    @property
    def patient_ids(self) -> list[str]:
        """Patients in the order of their first rows."""
        return list(dict.fromkeys(patient_id for patient_id, _ in self.rows))

    @property
    def kinds(self) -> list[str]:
        """Kinds of image in the order of their first rows."""
        return list(dict.fromkeys(kind for _, kind in self.rows))

    def volume(self, patient_id: str, kind: str = ORIGINAL) -> np.ndarray:
        """Read-only float32 view (z, y, x) of one image.

        Raises:
            InputError: the array holds no such image.
        """
        if (patient_id, kind) not in self.rows:
            raise InputError(f"{self.paths[0]}: holds no {kind} image of patient {patient_id}; delete it and run again")
        return self.array[self.rows[patient_id, kind]]

    def __reduce__(self) -> tuple:
        """Send another process the paths and not a copy of all images."""
        return open_images, self.paths


def open_images(array_path: str | Path, index_path: str | Path) -> ImageArray:
    """Open what `write_images` or `write_augmented` wrote.

    Raises:
        InputError: a file is missing, truncated, or array and index do not belong together.
    """
    array_path, index_path = Path(array_path), Path(index_path)
    index = read_table(index_path, required=["patient_id", "row"], dtype={"patient_id": str, "kind": str})
    if not array_path.is_file():
        raise InputError(f"{array_path}: no such file; run the workflow again to make it")
    mend = f"delete it and {index_path.name} and run the workflow again"
    try:
        array = np.lib.format.open_memmap(array_path, mode="r")
    except (ValueError, EOFError, OSError):
        raise InputError(f"{array_path}: truncated or not a NumPy array; {mend}") from None
    whole = array.dtype == np.float32 and array.ndim == 4 and array.offset + array.nbytes == array_path.stat().st_size
    if not whole:
        raise InputError(f"{array_path}: not a whole float32 array of 3-D images; {mend}")
    kinds = index["kind"] if "kind" in index else [ORIGINAL] * len(index)
    rows = dict(zip(zip(index["patient_id"], kinds, strict=True), index["row"].tolist(), strict=True))
    if sorted(rows.values()) != list(range(len(array))):
        raise InputError(f"{array_path}: its {len(array)} images do not match {index_path.name}; {mend}")
    return ImageArray(array, rows, (array_path, index_path))


def create_array(path: Path, shape: Sequence[int], target: Path) -> None:
    """Create a float32 array file of zeros whose disk space is reserved.

    Without the reservation a full disk would kill the process that writes into the memory map (SIGBUS).

    Args:
        path: file to create.
        shape: shape of the array.
        target: name for the error message.

    Raises:
        InputError: the disk is full.
    """
    array = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=tuple(shape))
    size = array.offset + array.nbytes
    with path.open("r+b") as file:
        try:
            os.posix_fallocate(file.fileno(), 0, size)
        except OSError as error:
            mend = "free space or give another folder, and run again"
            raise InputError(f"{target}: no room for {size / 1e6:.0f} MB ({error.strerror}); {mend}") from None


def write_images(
    patients: pd.DataFrame,
    modality: str,
    window: CropWindow,
    settings: ImageSettings,
    array_path: str | Path,
    index_path: str | Path,
    workers: int = 1,
) -> None:
    """Preprocess one modality of all patients into one array, one row per patient in the order of the table.

    Args:
        patients: patient_id, path_<modality>, path_automatic, path_corrected; an empty path is a file not found.
        modality: the archive's file suffix, as in path_<modality>.
        window: part of the volume that is kept.
        settings: the config section `images`.
        array_path: array to write, float32 (n, *settings.shape).
        index_path: its index: patient_id, row, source, source_sha256, mask, mask_sha256 (the segmentation that was
            applied; empty for none), z, y, x (the shape of an image).
        workers: processes, each of which reads one patient at a time.

    Raises:
        InputError: of the first patient whose scan or mask is missing or faulty; all patients are checked.
    """
    array_path = Path(array_path)
    scans = _scans(patients, modality, settings)
    _log_masks(scans, patients, settings)
    with atomic_path(array_path) as temporary:
        create_array(temporary, (len(scans), *settings.shape), array_path)
        write = partial(_write_scan, array_path=temporary, window=window, settings=settings)
        written = map_patients(write, scans, workers)
        _check_one_grid(scans, written)
    index = pd.DataFrame(
        {
            "patient_id": [scan.patient_id for scan in scans],
            "row": [scan.row for scan in scans],
            "source": [str(scan.path) for scan in scans],
            "source_sha256": [scan.sha256 for scan in written],
            "mask": [scan.mask_path and str(scan.mask_path) for scan in scans],
            "mask_sha256": [scan.mask_sha256 for scan in written],
        }
    )
    write_table(index.assign(**dict(zip("zyx", settings.shape, strict=True))), index_path)


def mask_path(patient: pd.Series, choice: Literal["automatic", "corrected", "none"]) -> Path | None:
    """The patient's segmentation of the kind chosen; `corrected` falls back to `automatic`, `none` gives None.

    Raises:
        InputError: no such segmentation was found.
    """
    if choice == "none":
        return None
    candidates = [patient["path_automatic"]]
    if choice == "corrected":
        candidates.insert(0, patient["path_corrected"])
    found = next(filter(_given, candidates), None)
    if found is None:
        raise InputError(
            f"patient {patient['patient_id']}: no {choice} segmentation found "
            f"(expected {_file_name(patient, MASK_FILES[choice])}); download it or exclude the patient"
        )
    return Path(found)


@dataclass(frozen=True)
class _Scan:
    """What a worker needs to know of a patient."""

    patient_id: str
    row: int
    path: Path
    mask_path: Path | None


@dataclass(frozen=True)
class _Written:
    """What a worker found out about a scan."""

    sha256: str
    mask_sha256: str | None
    grid: tuple[tuple[float, ...], ...]


def _scans(patients: pd.DataFrame, modality: str, settings: ImageSettings) -> list[_Scan]:
    column = f"path_{modality}"
    if column not in patients:
        raise InputError(f"cohort.csv: column {column!r} is missing{nearest(column, patients.columns)}")
    scans = []
    for row, (_, patient) in enumerate(patients.iterrows()):
        patient_id = str(patient["patient_id"])
        if not _given(patient[column]):
            raise InputError(
                f"patient {patient_id}: no {modality} scan found (expected {_file_name(patient, modality)}); "
                "download it or exclude the patient"
            )
        scans.append(_Scan(patient_id, row, Path(patient[column]), mask_path(patient, settings.mask)))
    return scans


def _log_masks(scans: list[_Scan], patients: pd.DataFrame, settings: ImageSettings) -> None:
    """Say for how many patients a corrected segmentation was wanted and an automatic one has to serve."""
    if settings.mask == "corrected":
        corrected = sum(map(_given, patients["path_corrected"]))
        logger.info("corrected segmentations of %d patients, automatic ones of %d", corrected, len(scans) - corrected)


def _write_scan(scan: _Scan, array_path: Path, window: CropWindow, settings: ImageSettings) -> _Written:
    """Read, check and preprocess one scan and write it into its row."""
    image = read_volume(scan.path, scan.patient_id)
    _check_window(image, window, scan.patient_id)
    mask = None
    if scan.mask_path is not None:
        mask = read_mask(scan.mask_path, scan.patient_id)
        check_geometry(image, mask, scan.patient_id)
        check_contrast(image, mask, scan.patient_id)
    result = preprocess(image.array, None if mask is None else mask.array, window, settings.downscale, settings.shape)
    if not result.any():
        raise InputError(
            f"{describe(scan.path, scan.patient_id)}: nothing is left inside the crop window; "
            "set images.crop to training_tumours or exclude the patient"
        )
    np.lib.format.open_memmap(array_path, mode="r+")[scan.row] = result
    grid = (image.array.shape, tuple(np.round(image.spacing, 3)), tuple(np.round(image.direction, 2) + 0.0))
    return _Written(sha256_of(scan.path), scan.mask_path and sha256_of(scan.mask_path), grid)


def _check_window(image: Volume, window: CropWindow, patient_id: str) -> None:
    if any(stop > length for stop, length in zip(window.stop, image.array.shape, strict=True)):
        have, want = ("×".join(map(str, lengths)) for lengths in (image.array.shape, window.stop))
        raise InputError(
            f"{describe(image.path, patient_id)}: {have} voxels (z, y, x) do not reach the crop window's end {want}; "
            "resample the scan to the grid of the other patients"
        )


def _check_one_grid(scans: list[_Scan], written: list[_Written]) -> None:
    """One window in voxels is the same place in every head only if all scans have one grid."""
    for scan, result in zip(scans, written, strict=True):
        if result.grid != written[0].grid:
            raise InputError(
                f"{describe(scan.path, scan.patient_id)}: other shape, spacing or direction than the scan of "
                f"{scans[0].patient_id}; resample it to the same grid"
            )


def _file_name(patient: pd.Series, suffix: str) -> str:
    """Name of a file in the archive's layout; baseline scans end in ``_11``."""
    scan_id = patient.get("scan_id", f"{patient['patient_id']}_11")
    return f"{scan_id}_{suffix}.nii.gz"


def _given(path: object) -> bool:
    """Whether a cell of a path column is filled; an empty cell is read as NaN or as an empty text."""
    return isinstance(path, str | Path) and str(path) != ""
