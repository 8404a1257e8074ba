"""One file of STAR gene counts as the Genomic Data Commons (GDC) publishes it.

The first line is `# gene-model: GENCODE v36`, the second the header, then four rows of reads that belong to no gene
(`N_unmapped` …), then one row per gene (docs.gdc.cancer.gov, Bioinformatics Pipeline: mRNA Analysis).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from radiogenomics.contents import FIRST_BYTES, refuse_no_table
from radiogenomics.errors import InputError
from radiogenomics.files import open_input

GENE_MODEL = "# gene-model:"
GENE_COLUMNS = ["gene_id", "gene_name", "gene_type"]
COUNT_COLUMNS = ["unstranded", "stranded_first", "stranded_second"]
NORMALISED_COLUMNS = ["tpm_unstranded", "fpkm_unstranded", "fpkm_uq_unstranded"]
HEADER = [*GENE_COLUMNS, *COUNT_COLUMNS, *NORMALISED_COLUMNS]
WITHOUT_GENE = ["N_unmapped", "N_multimapping", "N_noFeature", "N_ambiguous"]

CountColumn = Literal["unstranded", "stranded_first", "stranded_second", "tpm_unstranded"]


@dataclass(frozen=True, eq=False)
class StarCounts:
    """What one file holds.

    Attributes:
        gene_model: the annotation that the reads were counted with, such as `GENCODE v36`.
        genes: one row per gene in the file's order, by gene_id (with its version): gene_name, gene_type.
        values: the columns that were asked for, by gene_id, float64; counts are whole numbers.
        without_gene: reads that belong to no gene, by `N_unmapped`, `N_multimapping`, `N_noFeature`, `N_ambiguous`, of
            the first column of counts that was asked for; empty where none was.
    """

    gene_model: str
    genes: pd.DataFrame
    values: pd.DataFrame
    without_gene: pd.Series


def read_star_counts(path: str | Path, columns: Iterable[CountColumn] = ("unstranded",)) -> StarCounts:
    """Read a file of STAR gene counts.

    Args:
        path: a file `*.rna_seq.augmented_star_gene_counts.tsv`.
        columns: columns of values; `unstranded` counts reads of either strand, `tpm_unstranded` are transcripts per
            million.

    Raises:
        InputError: the file is missing or not of this layout, a gene is there twice, or a value is no number, negative
            or, in a column of counts, not whole.
    """
    path, columns = Path(path), list(columns)
    gene_model = _check_head(path)
    with open_input(path, "rb") as file:
        try:
            table = pd.read_csv(file, sep="\t", skiprows=1, usecols=[*GENE_COLUMNS, *columns], keep_default_na=False)
        except (pd.errors.ParserError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: not a readable table ({error}); download it again") from None
    table = table.set_index("gene_id")
    lacking = [name for name in WITHOUT_GENE if name not in table.index[: len(WITHOUT_GENE)]]
    if lacking:
        raise InputError(f"{path}: the row {lacking[0]} is not among the first four; download the file again")
    summary, genes = table.iloc[: len(WITHOUT_GENE)], table.iloc[len(WITHOUT_GENE) :]
    _check_genes(genes.index, path)
    counted = [column for column in columns if column in COUNT_COLUMNS]
    return StarCounts(
        gene_model,
        genes[["gene_name", "gene_type"]],
        pd.DataFrame({column: _numbers(genes[column], path) for column in columns}, genes.index),
        _numbers(summary[counted[0]], path) if counted else pd.Series(dtype=float),
    )


def _check_head(path: Path) -> str:
    """The gene model, from the first line; the second must be the header."""
    with open_input(path, "rb") as file:
        refuse_no_table(file.read(FIRST_BYTES), path)
    with open_input(path, encoding="utf-8", errors="replace") as file:
        first, second = file.readline().rstrip("\r\n"), file.readline().rstrip("\r\n")
    if not first.startswith(GENE_MODEL) or second.split("\t") != HEADER:
        raise InputError(
            f"{path}: not a file of STAR gene counts (first line `{GENE_MODEL} …`, then the columns {HEADER[0]} … "
            f"{HEADER[-1]}); give files that the Genomic Data Commons calls `*.augmented_star_gene_counts.tsv`"
        )
    return first.removeprefix(GENE_MODEL).strip()


def _check_genes(genes: pd.Index, path: Path) -> None:
    if genes.empty:
        raise InputError(f"{path}: holds no gene; download it again")
    for gene in genes[~genes.astype(str).str.startswith("ENSG")]:
        raise InputError(f"{path}: {gene!r} is not a gene of Ensembl (ENSG…); download the file again")
    for gene in genes[genes.duplicated()]:
        raise InputError(f"{path}: gene {gene} is there twice; download the file again")


def _numbers(texts: pd.Series, path: Path) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(float)
    for gene in numbers.index[~np.isfinite(numbers)]:
        raise InputError(f"{path}: {texts.name} of {gene} is {texts[gene]!r}, not a number; download the file again")
    for gene in numbers.index[numbers < 0]:
        raise InputError(
            f"{path}: {texts.name} of {gene} is {texts[gene]}, but none may be negative; download it again"
        )
    if texts.name in COUNT_COLUMNS:
        for gene in numbers.index[numbers % 1 != 0]:
            raise InputError(f"{path}: {texts.name} of {gene} is {texts[gene]}, not a whole number of reads")
    return numbers
