"""Simulated expression in the files of the Genomic Data Commons (GDC), and an annotation in Ensembl's."""

import gzip
import hashlib
import uuid
from pathlib import Path

import numpy as np

from radiogenomics.downloads.gdc import COLUMNS
from radiogenomics.expression.annotation import without_version
from radiogenomics.expression.barcodes import PRIMARY, read_barcode
from radiogenomics.expression.simulation import PSEUDO_AUTOSOMAL_COPIES, GeneModel
from radiogenomics.expression.star_counts import GENE_MODEL, HEADER, WITHOUT_GENE
from radiogenomics.files import atomic_path
from radiogenomics.seeds import derive_seed

ANNOTATION = "Homo_sapiens.GRCh38.105.chr.gtf.gz"
SIMULATED = "simulated, not of real patients"
RELEASE = f"Data Release 0.0 ({SIMULATED})"
SUFFIX = ".rna_seq.augmented_star_gene_counts.tsv"
TYPE_NAMES = {PRIMARY: "Primary Tumor", "02": "Recurrent Tumor", "11": "Solid Tissue Normal"}


def write_star_counts(counts: np.ndarray, model: GeneModel, path: Path) -> None:
    """Write the counts (rows,) of one sample as `star_counts.read_star_counts` reads them.

    Transcripts per million and fragments per kilobase come from the counts and the genes' lengths, the upper quartile
    from the protein-coding genes that have reads; reads without a gene are a tenth of the others.
    """
    per_base = counts / model.genes["length"].to_numpy()
    table = model.genes[["gene_id", "gene_name", "gene_type"]].assign(unstranded=counts, stranded_first=counts // 2)
    table["stranded_second"] = counts - counts // 2
    coding = (model.genes["gene_type"] == "protein_coding").to_numpy() & (counts > 0)
    table["tpm_unstranded"] = np.round(per_base / per_base.sum() * 1e6, 4)
    table["fpkm_unstranded"] = np.round(per_base / counts.sum() * 1e9, 4)
    table["fpkm_uq_unstranded"] = np.round(per_base / (np.quantile(counts[coding], 0.75) * coding.sum()) * 1e9, 4)
    without = int(counts.sum()) // 10 // len(WITHOUT_GENE)
    head = [f"{GENE_MODEL} GENCODE v36", "\t".join(HEADER)]
    head += ["\t".join([name, "", "", *[str(without)] * 3, "", "", ""]) for name in WITHOUT_GENE]
    body = table[HEADER].to_csv(sep="\t", header=False, index=False, lineterminator="\n")
    with atomic_path(path) as temporary:
        temporary.write_text("\n".join(head) + "\n" + body)


def file_row(path: Path, aliquot: str) -> dict[str, object]:
    """Row of `gdc_files.csv` of a file that lies in a folder called by its id."""
    barcode = read_barcode(aliquot, str(path))
    content = path.read_bytes()
    sample = f"{barcode.patient}-{barcode.sample_type}{barcode.vial}"
    values = [path.parent.name, path.name, hashlib.md5(content).hexdigest(), len(content), barcode.patient, sample]
    return dict(zip(COLUMNS, [*values, TYPE_NAMES[barcode.sample_type], RELEASE], strict=True))


def file_id(seed: int, aliquot: str) -> str:
    """An id in the form of GDC's."""
    return str(uuid.UUID(int=derive_seed(seed, aliquot, "file") << 64 | derive_seed(seed, aliquot, "file", 2)))


def write_annotation(model: GeneModel, path: Path) -> None:
    """Write those genes that are annotated as a packed GTF whose bytes depend on the genes alone."""
    originals = model.genes.iloc[:-PSEUDO_AUTOSOMAL_COPIES]
    lines = [f"#!{SIMULATED}"]
    for gene in originals[originals["annotated"]].itertuples():
        attributes = (
            f'gene_id "{without_version(gene.gene_id)}"; gene_version "1"; gene_name "{gene.gene_name}"; '
            f'gene_source "simulated"; gene_biotype "{gene.gene_type}";'
        )
        lines.append("\t".join(["1", "simulated", "gene", "1", str(gene.length), ".", "+", ".", attributes]))
    with atomic_path(path) as temporary:
        temporary.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))


def aliquot_of(patient_id: str, sample_type: str, plate: int, portion: int = 1) -> str:
    """Barcode of an aliquot of a patient, whose plate is its batch."""
    return f"{patient_id}-{sample_type}A-{portion:02d}R-S{plate:03d}-07"
