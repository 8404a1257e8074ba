"""All patients' images of one modality as one memory-mapped array with an index.

The array is float32 (n, z, y, x) in NumPy's format; the index says which patient is in which row. Trainings read arrays
and nothing else of a scan, so nothing that reads scans is imported here.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.files import read_table

ORIGINAL = "original"
WHOLE = "whole"
"""Item of a patient who has one image and not several, as slices are."""


@dataclass(frozen=True, eq=False)
class ImageArray:
    """Images of one modality, read from disk where and when they are used.

    Attributes:
        array: read-only memory map (n, z, y, x), float32 in [0, 1].
        rows: row of each (patient, copy); the copy is ``original`` of a preprocessed scan, else how it was augmented.
        paths: files of the array and of its index.
    """

    array: np.ndarray
    rows: dict[tuple[str, str], int]
    paths: tuple[Path, Path]

    key_columns = ("patient_id", "copy")
    """What a key of `rows` consists of."""

    @property
    def patient_ids(self) -> list[str]:
        """Patients in the order of their first rows."""
        return list(dict.fromkeys(patient_id for patient_id, _ in self.rows))

    @property
    def copies(self) -> list[str]:
        """`original` and names of augmented copies, as far as there are any, in the order of their first rows."""
        return list(dict.fromkeys(copy for _, copy in self.rows))

    def volume(self, patient_id: str, copy: str = ORIGINAL) -> np.ndarray:
        """Read-only float32 view (z, y, x) of one image.

        Raises:
            InputError: the array holds no such image, or one with values that are not numbers.
        """
        if (patient_id, copy) not in self.rows:
            raise InputError(f"{self.paths[0]}: holds no {copy} image of patient {patient_id}; delete it and run again")
        volume = self.array[self.rows[patient_id, copy]]
        if not np.isfinite(volume).all():
            where = f"{self.paths[0]}: the {copy} image of patient {patient_id}"
            raise InputError(f"{where} has values that are not numbers; delete the file and run again")
        return volume

    def at(self, key: tuple[str, str]) -> np.ndarray:
        """The volume of one key of `rows`."""
        return self.volume(*key)

    def items(self, patient_id: str, copy: str = ORIGINAL) -> list[str]:
        """Items of a patient's image or of one of its copies: the whole, whether the array holds it or not."""
        return [WHOLE]

    def read(self, patient_id: str, copy: str, item: str) -> np.ndarray:
        """The volume; `item` can only be the whole image.

        Raises:
            InputError: as `volume`.
        """
        return self.volume(patient_id, copy)

    def __reduce__(self) -> tuple:
        """Send another process the paths and not a copy of all images."""
        return open_images, (*self.paths, self.array.ndim)


def open_images(array_path: str | Path, index_path: str | Path, dimensions: int = 4) -> ImageArray:
    """Open what `write_images`, `write_augmented` or, with two dimensions, `write_features` wrote.

    Raises:
        InputError: a file is missing, truncated, or array and index do not belong together.
    """
    array_path, index_path = Path(array_path), Path(index_path)
    index = read_table(index_path, required=["patient_id", "row"], dtype={"copy": str})
    array = open_memory_map(array_path, index_path, dimensions)
    fix = f"delete it and {index_path.name} and run the workflow again"
    copies = index["copy"] if "copy" in index else [ORIGINAL] * len(index)
    rows = dict(zip(zip(index["patient_id"], copies, strict=True), index["row"].tolist(), strict=True))
    if sorted(rows.values()) != list(range(len(array))):
        raise InputError(f"{array_path}: its {len(array)} images do not match {index_path.name}; {fix}")
    return ImageArray(array, rows, (array_path, index_path))


def open_memory_map(array_path: Path, index_path: Path, dimensions: int) -> np.ndarray:
    """Read-only memory map of a whole float32 array.

    Args:
        array_path: the array.
        index_path: its index, which error messages name.
        dimensions: of the array.

    Raises:
        InputError: the array is missing, truncated, or of another type or number of dimensions.
    """
    if not array_path.is_file():
        raise InputError(f"{array_path}: no such file; run the workflow again to make it")
    fix = f"delete it and {index_path.name} and run the workflow again"
    try:
        array = np.lib.format.open_memmap(array_path, mode="r")
    except (ValueError, EOFError, OSError):
        raise InputError(f"{array_path}: truncated or not a NumPy array; {fix}") from None
    whole = (
        array.dtype == np.float32
        and array.ndim == dimensions
        and array.offset + array.nbytes == array_path.stat().st_size
    )
    if not whole:
        raise InputError(f"{array_path}: not a whole float32 array of {dimensions} dimensions; {fix}")
    return array


def open_channels(
    array_paths: Sequence[str | Path], index_paths: Sequence[str | Path], dimensions: int = 4
) -> list[ImageArray]:
    """Open the arrays of an input's channels, in order, as `open_images` does."""
    return [open_images(*paths, dimensions) for paths in zip(array_paths, index_paths, strict=True)]


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
            fix = "free space or give another folder, and run again"
            raise InputError(f"{target}: no room for {size / 1e6:.0f} MB ({error.strerror}); {fix}") from None
