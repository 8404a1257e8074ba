"""Expression of all patients as one memory-mapped array with an index, of which a training reads one patient at a time.

The array is float32 (n, genes) in NumPy's format; the index says which patient is in which row, a third file the genes
of its columns.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, read_table, write_table
from radiogenomics.images.arrays import ImageArray, create_array, open_images


@dataclass(frozen=True, eq=False)
class ExpressionArray:
    """Expression of all patients, read from disk where and when it is used.

    Attributes:
        rows: the array and the rows of its patients.
        genes: names of its columns.
    """

    rows: ImageArray
    genes: tuple[str, ...]

    @property
    def patient_ids(self) -> list[str]:
        """Patients in the order of their rows."""
        return self.rows.patient_ids

    def vector(self, patient_id: str) -> np.ndarray:
        """Read-only float32 view (genes,) of one patient's expression.

        Raises:
            InputError: the array does not hold the patient, or values that are not numbers.
        """
        if patient_id not in self.patient_ids:
            raise InputError(f"{self.rows.paths[0]}: holds no expression of patient {patient_id}; exclude the patient")
        return self.rows.volume(patient_id)

    def table(self, patient_ids: list[str]) -> pd.DataFrame:
        """Patients × genes, float32, in the order given.

        Raises:
            InputError: as of `vector`.
        """
        index = pd.Index(patient_ids, name="patient_id")
        return pd.DataFrame(np.stack([self.vector(patient) for patient in patient_ids]), index, list(self.genes))


def write_expression(
    expression: pd.DataFrame, array_path: str | Path, index_path: str | Path, genes_path: str | Path
) -> None:
    """Write the array, its index (patient_id, row) and the table of its genes (gene).

    Args:
        expression: patients × genes, by patient_id.
        array_path: file of the array.
        index_path: file of the index.
        genes_path: file of the genes.

    Raises:
        InputError: a patient or a gene is there twice, a value is not a number, or the disk is full.
    """
    for kind, names in (("patient", expression.index), ("gene", expression.columns)):
        for name in names[names.duplicated()]:
            raise InputError(f"expression: {kind} {name} is there twice; remove one")
    values = expression.to_numpy(np.float32)
    for patient_id in expression.index[~np.isfinite(values).all(axis=1)]:
        raise InputError(f"expression: patient {patient_id} has values that are not numbers; correct the table")
    with atomic_path(array_path) as temporary:
        create_array(temporary, values.shape, Path(array_path))
        array = np.lib.format.open_memmap(temporary, mode="r+")
        array[:] = values
        array.flush()
    write_table(pd.DataFrame({"patient_id": expression.index, "row": range(len(expression))}), index_path)
    write_table(pd.DataFrame({"gene": expression.columns}), genes_path)


def open_expression(array_path: str | Path, index_path: str | Path, genes_path: str | Path) -> ExpressionArray:
    """Open what `write_expression` wrote.

    Raises:
        InputError: a file is missing or truncated, or the three do not belong together.
    """
    rows = open_images(array_path, index_path, dimensions=2)
    genes = read_table(genes_path, ["gene"], dtype=str, keep_default_na=False)["gene"]
    if len(genes) != rows.array.shape[1]:
        raise InputError(
            f"{genes_path}: {len(genes)} genes, but {array_path} has {rows.array.shape[1]} columns; delete both and "
            "run the workflow again"
        )
    return ExpressionArray(rows, tuple(genes))
