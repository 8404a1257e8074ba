import csv
import io
import re
from urllib.parse import unquote

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.files import (
    atomic_path,
    name_of_file,
    nearest,
    read_json,
    read_table,
    sha256_of,
    write_json,
    write_table,
)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")
    with pytest.raises(OSError, match="disk full"), atomic_path(path) as temporary:
        temporary.write_text("half")
        raise OSError("disk full")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_written_file_has_the_usual_permissions(tmp_path):
    usual = tmp_path / "usual"
    usual.touch()
    write_json({}, tmp_path / "ours.json")
    assert (tmp_path / "ours.json").stat().st_mode == usual.stat().st_mode


def test_tables_and_json_come_back_as_written(tmp_path):
    table = pd.DataFrame({"patient_id": ["a", "b"], "label": [0, 1]})
    write_table(table, tmp_path / "folder" / "table.csv")
    pd.testing.assert_frame_equal(read_table(tmp_path / "folder" / "table.csv", ["label"]), table)
    write_json({"b": 1, "a": [2]}, tmp_path / "value.json")
    assert read_json(tmp_path / "value.json") == {"a": [2], "b": 1}


def test_checksum_is_sha256(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    assert sha256_of(tmp_path / "file") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_b25_missing_column_names_the_nearest(tmp_path):
    (tmp_path / "table.csv").write_text("patient_id,lable\na,1\n")
    with pytest.raises(InputError, match=r"table\.csv: column 'label' is missing \(nearest: 'lable'\)"):
        read_table(tmp_path / "table.csv", ["label"])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00broken"])
def test_unreadable_table_is_named(tmp_path, content):
    (tmp_path / "table.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"table\.csv: not a readable CSV"):
        read_table(tmp_path / "table.csv")


def test_b29_a_table_without_permission_is_named(tmp_path, forbid):
    (tmp_path / "table.csv").write_text("a\n1\n")
    forbid(tmp_path / "table.csv")
    with pytest.raises(InputError, match=r"table\.csv: cannot be read \(Permission denied\); correct the path or its"):
        read_table(tmp_path / "table.csv")


def test_missing_table_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_table(tmp_path / "table.csv")


def test_nearest_says_nothing_where_nothing_is_near():
    assert nearest("zzz", ["label"]) == ""


def test_patients_ids_are_text(tmp_path):
    (tmp_path / "labels.csv").write_text("patient_id,scan_id,label\n001,01,1\nNA,NA,0\n")
    table = read_table(tmp_path / "labels.csv")
    assert table["patient_id"].tolist() == ["001", "NA"] and table["scan_id"].tolist() == ["01", "NA"]
    assert table["label"].tolist() == [1, 0]


ROWS = [["patient_id", "centre", "note"], ["001", "a, b", "two\nlines"], ["002", 'say "no"', ""]]


def csv_text(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("rows", [(1,), (2,), (1, 2)])
@pytest.mark.parametrize(("change", "cells"), [(lambda row: [*row, ""], 4), (lambda row: row[:-1], 2)])
def test_rows_longer_or_shorter_than_the_header_are_refused_with_their_line(tmp_path, rows, change, cells):
    table = [change(row) if number in rows else row for number, row in enumerate(ROWS)]
    (tmp_path / "table.csv").write_text(csv_text(table))
    # The first row of patients takes two lines where its note is kept.
    line = 2 if 1 in rows else 4
    with pytest.raises(InputError, match=rf"table\.csv: line {line} has {cells} cells, but the header has 3; correct"):
        read_table(tmp_path / "table.csv")


def test_no_column_moves_where_all_rows_are_longer_than_the_header(tmp_path):
    (tmp_path / "table.csv").write_text("patient_id,control,label\nP1,P2,0,\nP2,P1,1,\n")
    with pytest.raises(InputError, match="line 2 has 4 cells, but the header has 3"):
        read_table(tmp_path / "table.csv", ["label"])


@pytest.mark.parametrize("options", [{}, {"dtype": str, "keep_default_na": False}])
def test_commas_at_the_end_of_all_lines_make_no_column(tmp_path, options):
    (tmp_path / "table.csv").write_text("patient_id,label,\na,0,\nb,1,\n")
    table = read_table(tmp_path / "table.csv", **options)
    assert list(table) == ["patient_id", "label"] and table["patient_id"].tolist() == ["a", "b"]


CELLS = st.text(',"\n aé').filter(lambda cell: not re.search("\n.*,", cell))
"""A cell whose second line has commas may be refused: it may be another row, swallowed by a quote."""


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_cells_are_counted_and_read_as_the_csv_module_wrote_them(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "hypothesis.csv"
    path.write_text(csv_text([ROWS[0], *rows]), newline="")
    assert read_table(path, dtype=str, keep_default_na=False).to_numpy().tolist() == rows


def test_blank_lines_and_a_byte_order_mark_are_no_cells(tmp_path):
    (tmp_path / "table.csv").write_text('\n"patient_id, as filed",b\n\nx,1\n  \ny,2\n\n', encoding="utf-8-sig")
    table = read_table(tmp_path / "table.csv")
    assert list(table) == ["patient_id, as filed", "b"] and table["b"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,label,age,label\nA,1,50,0\n", r"column 'label' is there twice \(columns 2, 4\); rename one"),
        ("id,label, label\nA,1,0\n", r"column 'label' is there twice"),
        ("Glioma cohort,,\nid,label,age\nA,1,50\n", "the header is in line 2; remove the lines above it"),
        ("Glioma cohort\n\nid,label,age\nA,1,50\n", "the header is in line 3; remove the lines above it"),
        ("id,label\nA,1\nid,label\nB,0\n", "line 3 repeats the header, as where tables were joined; remove the line"),
        ("id,label,age\nA,1,5\nid,age,label\nB,5,0\n", "line 3 repeats the header in another order, .* join them by"),
        ("id,label\nA,1,\n", "line 2 has 3 cells, but the header has 2"),
        ("id,label,age\nA,1,54,3\n", "line 2 has 4 cells, but the header has 3"),
        ("id,label\nA\n", "line 2 has 1 cells, but the header has 2"),
    ],
)
def test_misplaced_doubled_and_shifted_headers_are_named(tmp_path, text, message):
    (tmp_path / "table.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        read_table(tmp_path / "table.csv", ["id", "label"], dtype=str)


@pytest.mark.parametrize("line", ["sep=,", "sep=", '"sep=,"', "SEP=,", "\nsep=,"])
def test_the_line_of_the_delimiter_that_spreadsheet_programs_write_is_no_header(tmp_path, line):
    (tmp_path / "table.csv").write_text(f"{line}\nid,label\n001,1\n")
    assert read_table(tmp_path / "table.csv", ["id"], dtype=str).to_numpy().tolist() == [["001", "1"]]


def test_a_quote_that_is_closed_a_line_too_late_loses_no_patient(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('id,label,remark\nA,1,"see note\nB,0,other"\nC,1,fine\n')
    with pytest.raises(InputError, match="lines 2 to 3 are one row by their quotes"):
        read_table(path)
    path.write_text('id,label,remark\nA,1,"see note, of\n2 May"\n"B\n",0,"x\ny"\n')
    assert read_table(path)["label"].tolist() == [1, 0]


@pytest.mark.parametrize("content", [b"id,label\nA\0,1\n", "id,label\nA,1\n".encode("utf-16-le")])
def test_bytes_of_0_are_refused(tmp_path, content):
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InputError, match="holds bytes of 0"):
        read_table(tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("text", "name"),
    [("Meier 3", "Meier 3"), ("Jürgen_Ø", "Jürgen_Ø"), ("../a", "..%2Fa"), ("a%2Fb", "a%252Fb"), ("..", "%2E%2E")],
)
def test_only_what_no_name_of_a_file_may_hold_is_written_otherwise(text, name):
    assert name_of_file(text) == name


@given(st.text(min_size=1))
def test_no_two_texts_have_the_same_name(text):
    name = name_of_file(text)
    assert unquote(name) == text and not set(name) & set('/\\:*?"<>|\0') and name not in (".", "..")


@pytest.mark.parametrize("first", [",T1,T1,T2", ",T1,T2,FLAIR"])
def test_a_header_of_several_levels_is_called_so(tmp_path, first):
    path = tmp_path / "features.csv"
    path.write_text(f"{first}\n,Mean,Max,Mean\npatient_id,,,\nP1,1,2,3\n")
    with pytest.raises(InputError, match="the header has several lines, as of columns of several levels"):
        read_table(path, ["patient_id"])
