import gzip

import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.annotation import (
    PUBLISHED_GENES,
    gene_flow,
    join_genes,
    keep_genes,
    read_annotation,
    without_version,
)
from radiogenomics.expression.star_counts import read_star_counts

STAR_COUNTS = "979a75fb-49bd-48e4-b7b1-1391a67726cb.rna_seq.augmented_star_gene_counts.tsv"

GTF = """#!genome-build GRCh38.p13
X\tensembl_havana\tgene\t100627108\t100639991\t.\t-\t.\tgene_id "ENSG00000000003"; gene_version "15"; \
gene_name "TSPAN6"; gene_source "ensembl_havana"; gene_biotype "protein_coding";
X\tensembl_havana\ttranscript\t100627108\t100636806\t.\t-\t.\tgene_id "ENSG00000000003"; gene_biotype "protein_coding";
1\thavana\tgene\t11869\t14409\t.\t+\t.\tgene_id "ENSG00000223972"; gene_version "5"; gene_biotype "pseudogene";
X\thavana\tgene\t1\t2\t.\t+\t.\tgene_id "ENSG00000002586"; gene_name "CD99"; gene_biotype "protein_coding";
"""


@pytest.fixture(params=[False, True], ids=["plain", "packed"])
def annotation(tmp_path, request):
    path = tmp_path / "a.gtf"
    path.write_bytes(gzip.compress(GTF.encode()) if request.param else GTF.encode())
    return read_annotation(path)


def test_genes_of_the_transfer_format(annotation):
    assert annotation.index.tolist() == ["ENSG00000000003", "ENSG00000223972", "ENSG00000002586"]
    assert annotation.loc["ENSG00000000003"].tolist() == ["TSPAN6", "protein_coding", "X"]
    assert annotation.loc["ENSG00000223972", "gene_name"] == "ENSG00000223972"


def test_each_row_has_its_fate(annotation):
    rows = [
        "ENSG00000000003.14",
        "ENSG00000000003.15",
        "ENSG00000002586.20",
        "ENSG00000002586.20_PAR_Y",
        "ENSG00000223972.5",
        "ENSG00000999999.1",
    ]
    genes = join_genes(rows, annotation)
    assert genes["kept"].tolist() == [True, False, True, False, False, False]
    assert genes["reason"].tolist() == [
        "",
        "repeated: the first row of the gene is kept",
        "",
        "pseudo-autosomal copy on chromosome Y",
        "kind of gene is pseudogene",
        "not in the annotation",
    ]
    flow = gene_flow(genes)
    assert flow["n_after"].tolist() == [6, 5, 4, 3, 2]
    assert flow["n_before"].tolist()[1:] == flow["n_after"].tolist()[:-1]
    assert flow["published"].tolist()[-1] == PUBLISHED_GENES == 19_196
    assert join_genes(rows, annotation, None)["kept"].sum() == 3


def test_expression_of_the_genes_that_are_kept(annotation):
    rows = ["ENSG00000002586.20_PAR_Y", "ENSG00000002586.20", "ENSG00000000003.15"]
    expression = pd.DataFrame([[0, 5, 6]], ["P1"], rows)
    kept = keep_genes(expression, join_genes(rows, annotation))
    assert kept.loc["P1"].to_dict() == {"ENSG00000002586": 5, "ENSG00000000003": 6}


def test_a_copy_without_its_original_is_left_out_too(annotation):
    assert join_genes(["ENSG00000002586.20_PAR_Y", "ENSG00000000003.1"], annotation)["kept"].tolist() == [False, True]


def test_no_gene_in_common_stops(annotation):
    with pytest.raises(InputError, match=r"none of the 1 rows of the table \(TP53 …\) is a gene of the annotation"):
        join_genes(["TP53"], annotation)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no line of the kind"),
        (gzip.compress(GTF.encode(), mtime=0)[:60], "not a whole annotation"),
        (b"X\ta\tgene\t1", "not a whole annotation"),
    ],
    ids=["empty", "cut short", "too few columns"],  # a packed file holds the time at which it was packed
)
def test_damaged_annotations_stop(tmp_path, content, words):
    (tmp_path / "a.gtf.gz").write_bytes(content)
    with pytest.raises(InputError, match=words):
        read_annotation(tmp_path / "a.gtf.gz")


def test_other_ids_keep_their_points():
    assert without_version("hsa-mir-1.2") == "hsa-mir-1.2"


def test_a_real_file_loses_its_44_pseudo_autosomal_copies(shared):
    """Annotated by itself, for Ensembl's annotation is not among the tables for tests."""
    path = shared / "real" / "tcga" / STAR_COUNTS
    genes = read_star_counts(path).genes
    own = pd.DataFrame({"gene_name": genes["gene_name"], "biotype": genes["gene_type"]})
    own = own.set_axis(genes.index.map(without_version))
    own = own[~own.index.str.endswith("_PAR_Y") & ~own.index.duplicated()]
    flow = gene_flow(join_genes(genes.index, own))
    assert flow["n_after"].tolist() == [60660, 60616, 60616, 19944, 19944]
