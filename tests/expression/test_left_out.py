"""What describes genes or patients, and sums of rows, is neither gene nor patient."""

import pandas as pd
import pytest

from radiogenomics.oddities import noticed_since_last


def test_what_describes_genes_is_no_patient(table, read):
    noticed_since_last()
    described = table.copy()
    described.insert(0, "Entrez_Gene_Id", [7157, ""])
    found = read(described)
    pd.testing.assert_frame_equal(found.values, read(table).values)
    assert found.scale == "log2" and found.genes["kept"].all()
    assert [what for *_, what in noticed_since_last()] == [
        "1 column(s) that describe genes are left out: Entrez_Gene_Id"
    ]


@pytest.mark.parametrize("transposed", [False, True])
def test_reads_of_no_gene_are_no_gene(table, read, transposed):
    counts = (table * 4).astype(int)
    counted = counts.copy()
    for name in ("__no_feature", "N_unmapped"):
        counted.loc[name] = 99999
    found = read(counted.T if transposed else counted)
    pd.testing.assert_frame_equal(found.values, read(counts).values)


@pytest.mark.parametrize("transposed", [False, True])
def test_what_is_known_of_patients_besides_is_no_gene(table, read, transposed):
    noticed_since_last()
    more = table.copy()
    for name in ("age", "label", "IDH status", "Total"):
        more.loc[name] = [1, 0, 1]
    found = read(more.T if transposed else more)
    pd.testing.assert_frame_equal(found.values, read(table).values)
    assert "3 name(s) of no gene, but of patients, are left out: age, label, IDH status" in [
        what for *_, what in noticed_since_last()
    ]


def test_statistics_next_to_the_samples_are_no_samples(counts, read, told):
    results = counts.assign(baseMean=3.5, log2FoldChange=-0.3, padj=[""] * 20 + [0.1] * 20, B=1)
    found, what = told(results, list(counts), expected="counts")
    pd.testing.assert_frame_equal(found.values, read(counts, list(counts), expected="counts").values)
    assert what == ["4 column(s) of statistics are left out: baseMean, log2FoldChange, padj, B"]
    # A patient may be called so.
    assert "B" in read(results.drop(columns="padj"), [*counts, "B"]).values.index


def test_rna_that_was_added_is_no_gene(counts, read, told):
    added = pd.DataFrame(9999, [f"ERCC-{number:05d}" for number in range(2, 94)], counts.columns)
    found, what = told(pd.concat([counts, added]), list(counts))
    pd.testing.assert_frame_equal(found.values, read(counts, list(counts)).values)
    assert what == ["92 row(s) that are no genes are left out: ERCC-00002, ERCC-00003, ERCC-00004, ERCC-00005 …"]


@pytest.mark.parametrize("name", ["external_gene_name", "hgnc_symbol", "ensembl_gene_id", "Probe_Id", "transcript_id"])
def test_names_of_genes_by_biomart_are_no_patient(counts, read, name):
    described = counts.copy()
    described.insert(0, name, [f"N{number}" for number in range(40)])
    assert read(described, list(counts)).values.equals(read(counts, list(counts)).values)
