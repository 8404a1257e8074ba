import numpy as np
import pytest

from radiogenomics.downloads.checksums import checksum_of
from radiogenomics.expression.annotation import gene_flow, join_genes, read_annotation
from radiogenomics.expression.settings import TowerSimulationSettings
from radiogenomics.expression.simulated_files import aliquot_of, file_id, file_row, write_annotation, write_star_counts
from radiogenomics.expression.simulation import draw_counts, gene_model
from radiogenomics.expression.star_counts import read_star_counts

SETTINGS = TowerSimulationSettings(genes=120, pathway_genes=20)


def test_what_is_written_is_read_as_gdc_s(tmp_path):
    model = gene_model(SETTINGS, 1)
    drawn = draw_counts(SETTINGS, model, 1, "S1", 0.0, False, 0)
    write_star_counts(drawn, model, tmp_path / "id" / "a.tsv")
    read = read_star_counts(tmp_path / "id" / "a.tsv", ["unstranded", "stranded_first", "tpm_unstranded"])
    np.testing.assert_array_equal(read.values["unstranded"], drawn)
    assert read.values["tpm_unstranded"].sum() == pytest.approx(1e6, rel=1e-4)
    row = file_row(tmp_path / "id" / "a.tsv", aliquot_of("TCGA-Z1-2001", "01", 2))
    assert (row["file_id"], row["case_id"], row["sample_id"]) == ("id", "TCGA-Z1-2001", "TCGA-Z1-2001-01A")
    assert row["md5"] == checksum_of(tmp_path / "id" / "a.tsv", "md5")
    assert "simulated" in row["data_release"]


def test_the_annotation_keeps_the_protein_coding_genes(tmp_path):
    model = gene_model(SETTINGS, 1)
    write_annotation(model, tmp_path / "a.gtf.gz")
    flow = gene_flow(join_genes(model.genes["gene_id"], read_annotation(tmp_path / "a.gtf.gz")))
    assert flow["n_after"].tolist() == [183, 180, 170, 120, 120]


def test_ids_look_like_gdc_s_and_differ():
    ids = {file_id(1, f"a{number}") for number in range(50)}
    assert len(ids) == 50 and all(len(text) == 36 for text in ids)
