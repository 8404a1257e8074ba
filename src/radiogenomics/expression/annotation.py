"""Which rows of a table of expression are genes of an annotation, and what becomes of the others.

Lyu and Costen convert the rows by Ensembl's release 105 (`Homo_sapiens.GRCh38.105.chr.gtf.gz`), remove repeated ids and
are left with 19,196 genes. GDC counts with GENCODE 36, which is Ensembl's release 102, so that versions of genes differ
between the two and the ids are joined without them. The paper says neither which kinds of gene it keeps nor which of
the repeated ones; 19,196 can only be protein-coding genes, for the annotation has about 60,000 in all.
"""

import gzip
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import open_input

PUBLISHED_GENES = 19_196
"""Genes per sample in Lyu and Costen, section Dataset."""
PSEUDO_AUTOSOMAL = "_PAR_Y"
ATTRIBUTE = re.compile(r'(\w+) "([^"]*)"')
COLUMNS = ["row", "gene_id", "gene_name", "biotype", "kept", "reason"]
STEPS = {
    "not a pseudo-autosomal copy": "pseudo-autosomal copy on chromosome Y",
    "in the annotation": "not in the annotation",
    "kind of gene": "kind of gene",
    "once": "repeated",
}
"""Steps of `gene_flow`, and how the reasons begin for which each leaves rows out."""


def read_annotation(path: str | Path) -> pd.DataFrame:
    """Genes of an annotation in the Gene Transfer Format (GTF), packed with gzip or not.

    Returns:
        By gene_id, without its version: gene_name (the id where a gene has none), biotype, chromosome. Of a gene that
        is there twice, the first line counts.

    Raises:
        InputError: the file is missing or damaged, or holds no gene.
    """
    path = Path(path)
    rows = []
    with open_input(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path, "rt") if packed else open_input(path) as lines:
            for line in lines:
                if "\tgene\t" in line:
                    rows.append(_gene(line))
    except (OSError, EOFError, UnicodeDecodeError, IndexError, KeyError):
        raise InputError(f"{path}: not a whole annotation in the Gene Transfer Format; download it again") from None
    if not rows:
        raise InputError(f"{path}: holds no line of the kind `gene`; give an annotation of Ensembl such as release 105")
    table = pd.DataFrame(rows, columns=["gene_id", "gene_name", "biotype", "chromosome"])
    return table.drop_duplicates("gene_id").set_index("gene_id")


def _gene(line: str) -> tuple[str, str, str, str]:
    fields = line.split("\t")
    attributes = dict(ATTRIBUTE.findall(fields[8]))
    gene_id = without_version(attributes["gene_id"])
    # Ensembl calls it gene_biotype, GENCODE gene_type.
    biotype = attributes.get("gene_biotype") or attributes["gene_type"]
    return gene_id, attributes.get("gene_name", gene_id), biotype, fields[0]


def without_version(gene_id: str) -> str:
    """`ENSG00000000003` for `ENSG00000000003.15`; what is no id of Ensembl stays as it is."""
    return re.sub(r"^(ENS[A-Z]*G\d+)\.\d+", r"\1", gene_id)


def join_genes(
    rows: Iterable[str], annotation: pd.DataFrame, biotypes: Iterable[str] | None = ("protein_coding",)
) -> pd.DataFrame:
    """Say of each row of a table whether it is kept as a gene of the annotation.

    Ids are compared without versions. Pseudo-autosomal copies (`…_PAR_Y`) are left out: their reads are counted at the
    copy on X. Of several rows of one gene the first is kept, whatever they hold, so that no patient decides.

    Args:
        rows: ids of the rows, such as `ENSG00000000003.15`.
        annotation: genes, as `read_annotation` returns them.
        biotypes: kinds of gene to keep; None keeps all.

    Returns:
        One row per row of the table, in its order: row (its id), gene_id, gene_name, biotype (both empty where the
        annotation does not have it), kept, reason (empty where kept).

    Raises:
        InputError: no gene is left.
    """
    table = pd.DataFrame({"row": pd.Series(list(rows), dtype=object)})
    copies = table["row"].str.endswith(PSEUDO_AUTOSOMAL)
    table["gene_id"] = table["row"].str.removesuffix(PSEUDO_AUTOSOMAL).map(without_version)
    for column in ("gene_name", "biotype"):
        table[column] = table["gene_id"].map(annotation[column]).fillna("")
    known = table["gene_id"].isin(annotation.index)
    reason = pd.Series("", table.index, dtype=object)
    reason[copies] = STEPS["not a pseudo-autosomal copy"]
    reason[(reason == "") & ~known] = STEPS["in the annotation"]
    if biotypes is not None:
        other = (reason == "") & ~table["biotype"].isin(list(biotypes))
        reason[other] = STEPS["kind of gene"] + " is " + table["biotype"][other]
    passing = table["gene_id"].where(reason == "")
    repeated = passing.notna() & passing.duplicated()
    reason[repeated] = f"{STEPS['once']}: the first row of the gene is kept"
    table["kept"], table["reason"] = reason == "", reason
    if not table["kept"].any():
        raise InputError(
            f"none of the {len(table)} rows of the table ({', '.join(table['row'][:3])} …) is a gene of the "
            "annotation; check that both have Ensembl's ids (ENSG…)"
        )
    return table[COLUMNS]


def keep_genes(expression: pd.DataFrame, genes: pd.DataFrame) -> pd.DataFrame:
    """Expression, patients × rows of the table, of the genes that `join_genes` keeps, by their unversioned ids."""
    kept = genes[genes["kept"]]
    return expression[kept["row"]].set_axis(kept["gene_id"].to_list(), axis=1)


def gene_flow(genes: pd.DataFrame) -> pd.DataFrame:
    """Genes kept and lost, step by step, with the number that Lyu and Costen publish.

    Args:
        genes: what `join_genes` returns.

    Returns:
        One row per step: step, n_before, n_after, why (the reasons with their numbers), published (the paper's 19,196
        in the last row, else missing).
    """
    n = len(genes)
    rows = [{"step": "all rows", "n_before": n, "n_after": n, "why": "as in the table"}]
    for step, beginning in STEPS.items():
        lost = genes["reason"][genes["reason"].str.startswith(beginning)]
        why = "; ".join(f"{reason}: {count}" for reason, count in lost.value_counts().sort_index().items())
        rows.append({"step": step, "n_before": n, "n_after": n - len(lost), "why": why or "none left out"})
        n -= len(lost)
    flow = pd.DataFrame(rows).assign(published=pd.array([pd.NA] * len(rows), "Int64"))
    flow.loc[flow.index[-1], "published"] = PUBLISHED_GENES
    return flow
