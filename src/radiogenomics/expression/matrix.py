"""Any matrix of expression, genes × patients or the other way round, and what its numbers are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.expression.barcodes import is_barcode
from radiogenomics.expression.cells import read_cells
from radiogenomics.expression.gene_names import notice_odd_names
from radiogenomics.expression.left_out import (
    without_annotation,
    without_clinical_data,
    without_statistics,
    without_summaries,
)
from radiogenomics.expression.odd_samples import (
    notice_alike_patients,
    notice_filled_genes,
    notice_odd_numbers,
    notice_other_base,
    notice_second_columns,
)
from radiogenomics.expression.samples import choose_samples
from radiogenomics.expression.scales import SCALES, Scale, check_scale, notice_other_scale, scale_of

MICRO_RNA = re.compile(r"(hsa-)?(mir|let)-|MIMAT\d", re.IGNORECASE)
ENSEMBL = re.compile(r"ENSG\d{11}")
SHARE_OF_KIND = 0.9
"""Share of the rows' names that must be of one kind for the table to be called so."""


@dataclass(frozen=True, eq=False)
class ExpressionMatrix:
    """Expression of one sample of every patient.

    Attributes:
        values: patients × genes, float64, by patient_id; rows are sorted, columns in the table's order. Numbers are
            missing only of patients who were not asked for.
        molecule: what was measured, by the names of the genes: `miRNA`, `mRNA` (ids of Ensembl) or `genes`.
        scale: what the numbers are.
        transposed: whether the table held patients as rows.
        samples: which sample of each patient is used (`samples.choose_samples`).
        genes: rows of the table: row, kept, reason.
    """

    values: pd.DataFrame
    molecule: str
    scale: Scale
    transposed: bool
    samples: pd.DataFrame
    genes: pd.DataFrame

    def said(self) -> str:
        """The table in words, for a report."""
        n_patients, n_genes = self.values.shape
        held = "patients as rows" if self.transposed else "genes as rows"
        molecule = "microRNA (not messenger RNA)" if self.molecule == "miRNA" else self.molecule
        return f"{molecule}, {n_genes} × {n_patients} patients, {SCALES[self.scale]}; the table had {held}"


def read_matrix(
    path: str | Path, patients: Iterable[str] | None = None, expected: Scale | None = None
) -> ExpressionMatrix:
    """Read a table of expression, separated by commas or tabs.

    The first column with text holds the names of the rows; a column of row numbers before it is passed over, as are
    comments above the header. Columns that describe genes or hold statistics of them, rows that count reads of no gene
    and what is known of patients besides (age, a label) are left out and noticed; odd names of genes, and numbers that
    look like others than are expected, are kept and noticed. Barcodes of TCGA, or else the given patients, tell which
    side of the table the patients are on. Gaps and numbers of patients who are not given do not count.

    Args:
        path: the table.
        patients: ids of patients who may be in it; needed where the table's ids are not of TCGA.
        expected: what the numbers must be; None takes what is recognised.

    Raises:
        InputError: the table is missing or not readable, holds no patient or a name twice, a cell is not a number, a
            count is negative, or the numbers are not what is expected.
    """
    path, patients = Path(path), set(patients or ())
    table = without_annotation(read_cells(path), patients, path)
    transposed = _has_patients_as_rows(table, patients, path)
    if transposed:
        table = table.T
    table = without_statistics(table, patients, path)
    numbers = _numbers(without_clinical_data(without_summaries(table, path), path), path)
    notice_odd_names(numbers.index, path)
    samples = choose_samples(pd.Series(numbers.columns, numbers.columns), str(path))
    notice_second_columns(samples, patients, path)
    used = samples[samples["used"]]
    # Gaps and odd numbers of somebody else are nothing to the patients who are asked for.
    asked = used[used["patient_id"].isin(patients)] if used["patient_id"].isin(patients).any() else used
    genes = _complete_genes(numbers[asked["sample"]], path)
    numbers = numbers.loc[genes["kept"].to_numpy()]
    values = numbers[used["sample"]].T.set_axis(pd.Index(used["patient_id"], name="patient_id")).sort_index()
    known = values.loc[sorted(asked["patient_id"])]
    scale = scale_of(known)
    if expected is not None:
        check_scale(known, expected, str(path))
        notice_other_scale(known, scale, expected, path)
        scale = expected
    notice_odd_numbers(known, scale, path)
    notice_filled_genes(known, path)
    if scale == "log2":
        notice_other_base(known, path)
    notice_alike_patients(known, scale, path)
    return ExpressionMatrix(values, molecule_of(values.columns), scale, transposed, samples, genes)


def molecule_of(genes: Iterable[str]) -> str:
    """`miRNA`, `mRNA` where the names are Ensembl's, else `genes`: nothing in a symbol says what was measured."""
    names = list(map(str, genes))
    for molecule, pattern in (("miRNA", MICRO_RNA), ("mRNA", ENSEMBL)):
        if sum(pattern.match(name) is not None for name in names) >= SHARE_OF_KIND * len(names):
            return molecule
    return "genes"


def _has_patients_as_rows(table: pd.DataFrame, patients: set[str], path: Path) -> bool:
    in_columns, in_rows = (
        sum(name in patients or is_barcode(name) for name in side) for side in (table.columns, table.index)
    )
    if not in_columns and not in_rows:
        given = f" and none of the {len(patients)} patients of the cohort" if patients else ""
        raise InputError(
            f"{path}: neither its columns ({', '.join(table.columns[:3])} …) nor its rows "
            f"({', '.join(table.index[:3])} …) hold a barcode of TCGA{given}; check the ids"
        )
    return in_rows > in_columns


def _numbers(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Numbers of the cells; an empty cell, `NA` and `NaN` are missing."""
    missing = table.isin(["", "NA", "NaN", "nan"])
    numbers = table.mask(missing).apply(pd.to_numeric, errors="coerce").astype(float)
    wrong = np.argwhere((numbers.isna() & ~missing).to_numpy() | np.isinf(numbers.to_numpy()))
    if len(wrong):
        row, column = wrong[0]
        raise InputError(
            f"{path}: {table.index[row]} of {table.columns[column]} is {table.iat[row, column]!r}, not a number; "
            "correct the table"
        )
    return numbers


def _complete_genes(numbers: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Rows of the table; one that some sample lacks is left out, for nothing here fills gaps of genes."""
    gaps = numbers.isna().sum(axis=1).to_numpy()
    reasons = [f"missing in {count} of {numbers.shape[1]} samples" if count else "" for count in gaps]
    table = pd.DataFrame({"row": numbers.index, "kept": gaps == 0, "reason": reasons})
    if not table["kept"].any():
        raise InputError(f"{path}: every gene has missing values; give a table without gaps")
    return table
