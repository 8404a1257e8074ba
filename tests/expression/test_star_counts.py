import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.star_counts import read_star_counts

STAR_COUNTS = "979a75fb-49bd-48e4-b7b1-1391a67726cb.rna_seq.augmented_star_gene_counts.tsv"


def test_a_real_file(shared):
    path = shared / "real" / "tcga" / STAR_COUNTS
    counts = read_star_counts(path, ["unstranded", "tpm_unstranded"])
    assert counts.gene_model == "GENCODE v36"
    assert counts.values.shape == (60660, 2)
    assert counts.genes.loc["ENSG00000000003.15"].tolist() == ["TSPAN6", "protein_coding"]
    assert counts.values.loc["ENSG00000000003.15"].tolist() == [1715, 167.9793]
    assert counts.without_gene["N_unmapped"] == 40504982
    # Transcripts per million add up to a million.
    assert counts.values["tpm_unstranded"].sum() == pytest.approx(1e6, rel=1e-4)


def test_what_was_written_is_read(tmp_path, write_counts):
    counts = read_star_counts(write_counts(tmp_path / "a.tsv", [3, 0, 12, 1]))
    assert counts.values["unstranded"].tolist() == [3, 0, 12, 1]
    assert counts.without_gene.tolist() == [5] * 4


@pytest.mark.parametrize(
    ("count", "words"), [(-1, "none may be negative"), (1.5, "not a whole number"), ("x", "'x', not a number")]
)
def test_impossible_counts_name_the_gene(tmp_path, write_counts, count, words):
    path = write_counts(tmp_path / "a.tsv", [3, count, 12, 1])
    with pytest.raises(InputError, match=rf"a\.tsv: unstranded of ENSG00000000005\.6 is .*{words}"):
        read_star_counts(path)


def test_a_gene_twice_and_a_foreign_row(tmp_path, write_counts):
    with pytest.raises(InputError, match="gene ENSG1 is there twice"):
        read_star_counts(write_counts(tmp_path / "a.tsv", [1, 2], ["ENSG1", "ENSG1"]))
    with pytest.raises(InputError, match="'TP53' is not a gene of Ensembl"):
        read_star_counts(write_counts(tmp_path / "a.tsv", [1, 2], ["ENSG1", "TP53"]))


@pytest.mark.parametrize("cut", [0, 1, 3])
def test_other_layouts_are_refused(tmp_path, write_counts, cut):
    path = write_counts(tmp_path / "a.tsv", [3, 0, 12, 1])
    lines = path.read_text().splitlines()
    del lines[cut]
    path.write_text("\n".join(lines))
    with pytest.raises(InputError, match=r"not a file of STAR gene counts|is not among the first four"):
        read_star_counts(path)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_star_counts(tmp_path / "none.tsv")
