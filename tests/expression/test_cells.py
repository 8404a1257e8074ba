"""Files of whichever program give the same cells, and what is broken is refused."""

import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.matrix import read_matrix
from radiogenomics.oddities import noticed_since_last

ROWS = "A\tx\t1\t2\nB\ty\t3\t4\n"


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
