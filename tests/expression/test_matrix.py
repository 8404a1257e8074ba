import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.matrix import _notice_other_scale, check_scale, molecule_of, read_matrix, scale_of
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def table():
    values = [[12.5, 3.25, 7.0], [0.0, 1.5, 2.0]]
    return pd.DataFrame(values, ["hsa-mir-1", "hsa-let-7a"], ["TCGA.CS.0002", "TCGA.CS.0001", "TCGA.CS.0003"])


@pytest.fixture
def read(tmp_path):
    def write_and_read(table, *arguments, sep=",", **options):
        table.to_csv(tmp_path / "m.csv", sep=sep)
        return read_matrix(tmp_path / "m.csv", *arguments, **options)

    return write_and_read


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


@pytest.mark.parametrize(
    ("values", "scale"),
    [([[0, 5000]], "counts"), ([[0.5, 11.2]], "log2"), ([[-1, 2]], "log2"), ([[0.5, 2000]], "values")],
)
def test_scales_are_recognised(values, scale):
    assert scale_of(pd.DataFrame(values, dtype=float)) == scale


def test_what_is_expected_is_checked(table, read):
    assert read(table, expected="log2").scale == "log2"
    with pytest.raises(InputError, match=r"counts of reads are expected, but the numbers .up to 12.5, not whole. look"):
        read(table, expected="counts")
    with pytest.raises(InputError, match="hsa-let-7a of patient TCGA-CS-0001 is -1, but counts of reads cannot be neg"):
        read(table.round().replace({2: -1}), expected="counts")
    with pytest.raises(InputError, match="logarithms are expected, but the greatest number is 1250"):
        check_scale(pd.DataFrame([[1250.0]]), "log2", "m.csv")
    # Whole numbers may be logarithms if one says so.
    check_scale(pd.DataFrame([[3.0]]), "log2", "m.csv")


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gene,TCGA-CS-0001,TCGA-CS-0002\nA,1,2\nB,1\n", "line 3 has 2 cells, but the first has 3"),
        ("gene,TCGA-CS-0001,TCGA-CS-0002\nA,1,2\nB,1,2,3\n", "line 3 has 4 cells, but the first has 3"),
        ("gene;TCGA-CS-0001;TCGA-CS-0002\nA;1,5;2,5\n", "columns are separated by semicolons"),
        ("TCGA-CS-0001\tTCGA-CS-0002\nA\t1\t2\n", "the first line has one cell less than the second, as where R"),
    ],
)
def test_lines_of_different_lengths_are_refused(tmp_path, text, told):
    (tmp_path / "m.csv").write_text(text)
    with pytest.raises(InputError, match=told):
        read_matrix(tmp_path / "m.csv")


def test_delimiters_at_the_end_of_all_lines_make_no_patient(tmp_path):
    (tmp_path / "m.csv").write_text("gene,TCGA-CS-0001,\nA,1,\nB,2,\n")
    assert read_matrix(tmp_path / "m.csv").values.loc["TCGA-CS-0001"].tolist() == [1, 2]


ROWS = "A\tx\t1\t2\nB\ty\t3\t4\n"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ('# Program:featureCounts v2.0.1; Command: "featureCounts" "-a" "x.gtf"; more\n', ""),
        ("#1.2\n2\t2\n", ""),
        ('!Series_title\t"GBM"\n!Sample_title\t"a"\t"b"\n\n!series_matrix_table_begin\n', "!series_matrix_table_end\n"),
    ],
    ids=["featureCounts", "GCT", "GEO"],
)
def test_comments_above_the_header_are_passed_over(tmp_path, above, below):
    (tmp_path / "m.txt").write_text(f"{above}name\tDescription\tTCGA-CS-0001\tTCGA-CS-0002\n{ROWS}{below}")
    assert read_matrix(tmp_path / "m.txt").values.to_numpy().tolist() == [[1, 3], [2, 4]]
    (tmp_path / "m.txt").write_text(f"{above}name\tDescription\tTCGA-CS-0001\tTCGA-CS-0002\n{ROWS}C\tz\n{below}")
    line = above.count("\n") + 4
    with pytest.raises(InputError, match=f"line {line} has 2 cells, but the first has 4"):
        read_matrix(tmp_path / "m.txt")


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


def test_numbers_that_look_like_others_than_they_are_said_to_be_are_told():
    patients = [f"P{number}" for number in range(8)]
    logarithms = pd.DataFrame(np.random.default_rng(0).normal(8, 2, (8, 6)).clip(1, 15), patients, list("ABCDEF"))
    scaled = (logarithms - logarithms.mean()) / logarithms.std()

    def told(values, expected):
        noticed_since_last()
        _notice_other_scale(values, scale_of(values), expected, "m.csv")
        return [what for *_, what in noticed_since_last()]

    assert "look like logarithms, of which no logarithm is to be taken; say `log2`" in told(logarithms, "values")[0]
    assert "look like counts of reads" in told((2**logarithms).round(), "values")[0]
    assert "z-scores by all patients" in told(scaled, "log2")[0]
    assert told(logarithms, "log2") == told(2**logarithms, "values") == []


@pytest.fixture
def counts():
    """Counts of 40 genes of eight patients."""
    numbers = np.random.default_rng(0).poisson(300, (40, 8))
    return pd.DataFrame(numbers, [f"G{number}" for number in range(40)], [f"P{number}" for number in range(8)])


def told(read, *arguments, **options):
    noticed_since_last()
    found = read(*arguments, **options)
    return found, [what for *_, what in noticed_since_last()]


def test_statistics_next_to_the_samples_are_no_samples(counts, read):
    results = counts.assign(baseMean=3.5, log2FoldChange=-0.3, padj=[""] * 20 + [0.1] * 20, B=1)
    found, what = told(read, results, list(counts), expected="counts")
    pd.testing.assert_frame_equal(found.values, read(counts, list(counts), expected="counts").values)
    assert what == ["4 column(s) of statistics are left out: baseMean, log2FoldChange, padj, B"]
    # A patient may be called so.
    assert "B" in read(results.drop(columns="padj"), [*counts, "B"]).values.index


def test_gaps_and_numbers_of_others_do_not_count(counts, read):
    more = counts.assign(somebody=["", *[0.5] * 39])
    found = read(more, list(counts), expected="counts")
    assert found.genes["kept"].all() and found.scale == "counts"
    assert read(more, [*counts, "somebody"]).genes["reason"][0] == "missing in 1 of 9 samples"


def test_rna_that_was_added_is_no_gene(counts, read):
    added = pd.DataFrame(9999, [f"ERCC-{number:05d}" for number in range(2, 94)], counts.columns)
    found, what = told(read, pd.concat([counts, added]), list(counts))
    pd.testing.assert_frame_equal(found.values, read(counts, list(counts)).values)
    assert what == ["92 row(s) that are no genes are left out: ERCC-00002, ERCC-00003, ERCC-00004, ERCC-00005 …"]


def test_a_sample_of_next_to_no_reads_is_noticed(counts, read):
    counts["P3"] = [1, *[0] * 38, 2]
    noticed_since_last()
    read(counts, list(counts))
    ((patient, _, what),) = noticed_since_last()
    assert patient == "P3" and what.startswith("3 reads in all, where half of the samples have 1")


def test_samples_in_logarithms_among_others_are_noticed(counts, read):
    values = counts * 100.5
    assert told(read, values, list(counts), expected="values")[1] == []
    values[["P1", "P4"]] = np.log2(values[["P1", "P4"]] + 1)
    (what,) = told(read, values, list(counts), expected="values")[1]
    assert what.startswith("no number of 2 samples (P1, P4) is above 15") and "some are logarithms" in what


def test_a_number_for_a_missing_one_is_noticed(counts, read):
    logarithms = np.log2(counts + 1.5)
    assert told(read, logarithms, list(counts), expected="log2")[1] == []
    logarithms.loc["G7", ["P2", "P5"]] = -9999
    (what,) = told(read, logarithms, list(counts), expected="log2")[1]
    assert what.startswith("-9999 is there 2 time(s) (first: G7 of P2), far from all others")


def test_a_second_column_of_a_patient_is_noticed(counts, read):
    counts["P3.1"] = counts["P3"] + 1
    (what,) = told(read, counts, list(counts)[:-1])[1]
    assert what == "'P3.1' seems to be a second sample, and 'P3' is used; keep the right one"
    assert told(read, counts, list(counts))[1] == []


def test_of_estimated_counts_it_is_said_to_round_them(counts, read):
    with pytest.raises(InputError, match="round them where RSEM, Salmon or kallisto estimated them as counts, or else"):
        read(counts * np.arange(1, 9) + 0.25, list(counts), expected="counts")
    per_million = counts / counts.sum() * 1e6
    with pytest.raises(InputError, match="give the table of counts, or say what it holds"):
        read(per_million, list(counts), expected="counts")


@pytest.mark.parametrize("name", ["external_gene_name", "hgnc_symbol", "ensembl_gene_id", "Probe_Id", "transcript_id"])
def test_names_of_genes_by_biomart_are_no_patient(counts, read, name):
    described = counts.copy()
    described.insert(0, name, [f"N{number}" for number in range(40)])
    assert read(described, list(counts)).values.equals(read(counts, list(counts)).values)


def test_row_numbers_of_r_before_the_names_are_passed_over(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text('"","gene","P1","P2"\n"1","TP53",1.5,2\n"2","EGFR",3,4\n')
    assert list(read_matrix(path, ["P1", "P2"]).values) == ["TP53", "EGFR"]
    path.write_text("gene,P1,P2\n1,1.5,2\n2,3,4\n")
    assert list(read_matrix(path, ["P1", "P2"]).values) == ["1", "2"]


def test_what_gct_says_of_genes_and_samples_is_no_expression(tmp_path):
    path = tmp_path / "m.gct"
    rows = ["#1.3", "2\t2\t1\t2", "id\ttype\tP1\tP2", "batch\tna\t7.5\t8", "purity\tna\t0.5\t0.6"]
    path.write_text("\n".join([*rows, "TP53\tx\t1.5\t2", "EGFR\ty\t3\t4"]) + "\n")
    noticed_since_last()
    found = read_matrix(path, ["P1", "P2"]).values
    assert found.to_numpy().tolist() == [[1.5, 3.0], [2.0, 4.0]] and list(found) == ["TP53", "EGFR"]
    assert next(what for *_, what in noticed_since_last()).endswith("are left out: type, batch, purity")


def test_a_patient_whose_numbers_are_another_s_but_for_rounding_is_told(read):
    values = np.random.default_rng(0).gamma(2, 20, (40, 12))
    table = pd.DataFrame(values, [f"G{number}" for number in range(40)], [f"P{number:02}" for number in range(12)])
    assert told(read, table, list(table))[1] == []
    table["P07"] = table["P03"].round(1)
    assert told(read, table, list(table))[1] == [
        "the numbers are those of P03 but for rounding or slight changes; whose are they?"
    ]
