"""All patients' slices of one modality as one memory-mapped array with an index: several items per patient.

The array is float32 (n, rows, columns) in NumPy's format. As with `arrays`, nothing that reads scans is imported here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.files import read_table
from radiogenomics.images.arrays import ORIGINAL, open_memory_map

WITH_PLACES = 3
"""Dimensions of an array of slices, of which each has a place in the body; features have two and none."""


@dataclass(frozen=True, eq=False)
class SliceArray:
    """Slices of one modality, read from disk where and when they are used.

    Attributes:
        array: read-only memory map (n, rows, columns), float32 in [0, 1]; of features of slices, (n, features).
        rows: row of each (patient, copy, item); a patient's items count from 0, upwards through the body.
        numbers: number of each item's slice in its scan, 0 being the lowest in the body, by the same keys.
        grids: text that says where the voxels of a patient's scan lie, equal for scans on one grid.
        paths: files of the array and of its index.
    """

    array: np.ndarray
    rows: dict[tuple[str, str, int], int]
    numbers: dict[tuple[str, str, int], int]
    grids: dict[str, str]
    paths: tuple[Path, Path]

    key_columns = ("patient_id", "copy", "item")
    """What a key of `rows` consists of."""

    @property
    def patient_ids(self) -> list[str]:
        """Patients in the order of their first rows."""
        return list(dict.fromkeys(patient_id for patient_id, _, _ in self.rows))

    @property
    def copies(self) -> list[str]:
        """`original` and names of changed copies, as far as there are any, in the order of their first rows."""
        return list(dict.fromkeys(copy for _, copy, _ in self.rows))

    def items_of(self, patient_id: str, copy: str = ORIGINAL) -> list[int]:
        """Items of one patient, in ascending order.

        Raises:
            InputError: the array holds none.
        """
        items = sorted(item for patient, name, item in self.rows if (patient, name) == (patient_id, copy))
        if not items:
            raise InputError(
                f"{self.paths[0]}: holds no {copy} slice of patient {patient_id}; if it should, delete it and run again"
            )
        return items

    def item(self, patient_id: str, number: int, copy: str = ORIGINAL) -> np.ndarray:
        """Read-only float32 view (rows, columns) of one slice.

        Raises:
            InputError: the array holds no such slice, or one with values that are not numbers.
        """
        key = (patient_id, copy, number)
        if key not in self.rows:
            where = f"{self.paths[0]}: holds no {copy} slice {number} of patient {patient_id}"
            raise InputError(f"{where}; if it should, delete it and run again")
        image = self.array[self.rows[key]]
        if not np.isfinite(image).all():
            where = f"{self.paths[0]}: the {copy} slice {number} of patient {patient_id}"
            raise InputError(f"{where} has values that are not numbers; delete the file and run again")
        return image

    def at(self, key: tuple[str, str, int]) -> np.ndarray:
        """The slice of one key of `rows`."""
        patient_id, copy, number = key
        return self.item(patient_id, number, copy)

    def items(self, patient_id: str, copy: str = ORIGINAL) -> list[int]:
        """Items of a patient for a training, as `items_of`."""
        return self.items_of(patient_id, copy)

    def read(self, patient_id: str, copy: str, item: int) -> np.ndarray:
        """One slice for a training, as `item`."""
        return self.item(patient_id, item, copy)

    def __reduce__(self) -> tuple:
        """Send another process the paths and not a copy of all slices."""
        return open_slices, (*self.paths, self.array.ndim)


def open_slices(array_path: str | Path, index_path: str | Path, dimensions: int = 3) -> SliceArray:
    """Open what `slices.write_slices` or, with two dimensions, `frozen_features.write_features` of slices wrote.

    Raises:
        InputError: a file is missing, truncated, or array and index do not belong together.
    """
    array_path, index_path = Path(array_path), Path(index_path)
    places = ["slice", "grid"] if dimensions == WITH_PLACES else []
    columns = ["patient_id", "copy", "item", "row", *places]
    index = read_table(index_path, required=columns, dtype={"copy": str, "grid": str})
    array = open_memory_map(array_path, index_path, dimensions)
    keys = list(zip(index["patient_id"], index["copy"], index["item"].tolist(), strict=True))
    rows = dict(zip(keys, index["row"].tolist(), strict=True))
    if sorted(rows.values()) != list(range(len(array))):
        raise InputError(
            f"{array_path}: its {len(array)} slices do not match {index_path.name}; delete it and {index_path.name} "
            "and run the workflow again"
        )
    numbers = dict(zip(keys, index["slice"].tolist(), strict=True)) if places else {}
    grids = dict(zip(index["patient_id"], index["grid"], strict=True)) if places else {}
    return SliceArray(array, rows, numbers, grids, (array_path, index_path))


def open_slice_channels(
    array_paths: Sequence[str | Path], index_paths: Sequence[str | Path], dimensions: int = 3
) -> list[SliceArray]:
    """Open the slices of an input's channels, or their features, in order.

    A file that is named several times, as for grey pictures, is opened once.
    """
    opened = {paths: open_slices(*paths, dimensions) for paths in zip(array_paths, index_paths, strict=True)}
    return [opened[paths] for paths in zip(array_paths, index_paths, strict=True)]
