"""Either orientation of a matrix of expression gives the same patients."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.matrix import molecule_of, read_matrix


@pytest.mark.parametrize("sep", [",", "\t"])
def test_either_orientation_gives_the_same_patients(table, read, sep):
    upright, transposed = read(table, sep=sep), read(table.T, sep=sep)
    assert not upright.transposed and transposed.transposed
    pd.testing.assert_frame_equal(upright.values, transposed.values)
    assert upright.values.index.tolist() == ["TCGA-CS-0001", "TCGA-CS-0002", "TCGA-CS-0003"]
    assert upright.values.loc["TCGA-CS-0002"].tolist() == [12.5, 0.0]
    assert upright.said() == "microRNA (not messenger RNA), 2 × 3 patients, logarithms; the table had genes as rows"
    assert "patients as rows" in transposed.said()


def test_ids_of_other_cohorts_are_found_by_the_patients_given(read):
    table = pd.DataFrame(np.arange(6).reshape(2, 3), ["P1", "P2"], ["TP53", "EGFR", "PTEN"])
    assert read(table, ["P2", "P9"]).transposed
    with pytest.raises(InputError, match="hold a barcode of TCGA and none of the 1 patients of the cohort"):
        read(table, ["P9"])


def test_a_gene_with_gaps_is_left_out_with_its_reason(table, read):
    matrix = read(table.mask(table == 1.5))
    assert matrix.values.columns.tolist() == ["hsa-mir-1"]
    assert matrix.genes["reason"].tolist() == ["", "missing in 1 of 3 samples"]
    with pytest.raises(InputError, match="every gene has missing values"):
        read(table.mask(table < 100))


def test_samples_that_are_not_used_are_reported(table, read):
    table.columns = ["TCGA-CS-0001-01A", "TCGA-CS-0001-02A", "TCGA-CS-0002-11A"]
    matrix = read(table)
    assert matrix.values.index.tolist() == ["TCGA-CS-0001"]
    assert matrix.samples["reason"].tolist() == ["", "recurrent tumour", "normal tissue"]


def test_bad_cells_and_names_stop(table, read):
    with pytest.raises(InputError, match=r"hsa-mir-1 of TCGA.CS.0002 is 'high', not a number"):
        read(table.astype(str).replace("12.5", "high"))
    with pytest.raises(InputError, match="'hsa-mir-1' is there twice"):
        read(table.set_axis(["hsa-mir-1"] * 2))
    with pytest.raises(InputError, match="holds no matrix"):
        read(table.iloc[:0])


def test_molecules():
    assert molecule_of(["ENSG00000000003.15"]) == "mRNA"
    assert molecule_of(["TP53", "MIR17HG"]) == "genes"


def test_the_real_table_of_micro_rna(shared):
    matrix = read_matrix(shared / "real" / "tcga" / "LGG_miRNAseq_linkedomics_log2RPM.csv")
    assert matrix.values.shape == (512, 791)
    assert (matrix.molecule, matrix.scale, matrix.transposed) == ("miRNA", "log2", False)
    assert matrix.genes["kept"].all() and matrix.samples["used"].all()


def test_gaps_and_numbers_of_others_do_not_count(counts, read):
    more = counts.assign(somebody=["", *[0.5] * 39])
    found = read(more, list(counts), expected="counts")
    assert found.genes["kept"].all() and found.scale == "counts"
    assert read(more, [*counts, "somebody"]).genes["reason"][0] == "missing in 1 of 9 samples"
