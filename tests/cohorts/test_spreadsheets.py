import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest

from radiogenomics.cohorts.spreadsheets import read_spreadsheet, text_of
from radiogenomics.errors import InputError


def written(folder: Path, *rows: list, formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    path = folder / "table.xlsx"
    book.save(path)
    return path


def test_cells_are_the_text_they_show(tmp_path: Path):
    rows = ["A", 1, 52.5, datetime.datetime(2021, 5, 7), None], [" B ", 2.0, "NA", "1/2/2003", "x"]
    table = read_spreadsheet(written(tmp_path, ["ID", "n", "Age", "Date", "more"], *rows), ["ID"])
    assert table.to_numpy().tolist() == [["A", "1", "52.5", "2021-05-07", ""], ["B", "2", "NA", "1/2/2003", "x"]]


def test_b24_zeros_that_a_format_shows_are_kept(tmp_path: Path):
    path = written(tmp_path, ["ID", "n"], [169, 169], [12, 3], formats={"A2": "00000", "A3": "00000", "B2": "0"})
    assert read_spreadsheet(path, ["ID"]).to_numpy().tolist() == [["00169", "169"], ["00012", "3"]]


def test_empty_rows_and_columns_of_a_spreadsheet_are_dropped(tmp_path: Path):
    path = written(tmp_path, [None], ["ID", None, "n"], [None, None, None], ["A", None, 1], [None, "", None])
    table = read_spreadsheet(path, ["ID"])
    assert list(table) == ["ID", "n"]
    assert table.to_numpy().tolist() == [["A", "1"]]


def test_a_column_without_a_name_that_holds_something_is_kept(tmp_path: Path):
    assert list(read_spreadsheet(written(tmp_path, ["ID", None], ["A", "remark"]), ["ID"])) == ["ID", "column 2"]


def test_only_the_first_sheet_is_read(tmp_path: Path):
    path = written(tmp_path, ["ID"], ["A"])
    book = openpyxl.load_workbook(path)
    book.create_sheet("notes").append(["ID", "B"])
    book.save(path)
    assert read_spreadsheet(path, ["ID"])["ID"].tolist() == ["A"]


def test_b25_a_misspelt_column_is_named_with_the_nearest(tmp_path: Path):
    with pytest.raises(InputError, match=r"table\.xlsx: column 'MGMT value' is missing \(nearest: 'MGMT_value'\)"):
        read_spreadsheet(written(tmp_path, ["ID", "MGMT_value"], ["A", 1]), ["ID", "MGMT value"])


def test_a_column_that_is_there_twice(tmp_path: Path):
    with pytest.raises(InputError, match=r"table\.xlsx: column 'ID' is there twice \(columns 1, 3\); rename one"):
        read_spreadsheet(written(tmp_path, ["ID", "n", "ID"], ["A", 1, "B"]), ["ID"])


def test_an_empty_sheet(tmp_path: Path):
    with pytest.raises(InputError, match=r"table\.xlsx: the first sheet is empty"):
        read_spreadsheet(written(tmp_path), ["ID"])


def test_what_is_no_spreadsheet_is_refused(tmp_path: Path):
    path = tmp_path / "table.xlsx"
    whole = written(tmp_path, ["ID"], ["A"]).read_bytes()
    for content in (b"", b"ID,n\nA,1\n", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"table\.xlsx: not a readable xlsx file"):
            read_spreadsheet(path, ["ID"])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.txt", "a zip file of something else")
    with pytest.raises(InputError, match=r"table\.xlsx: not a readable xlsx file"):
        read_spreadsheet(path, ["ID"])


def test_a_missing_spreadsheet_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"absent\.xlsx: no such file"):
        read_spreadsheet(tmp_path / "absent.xlsx", ["ID"])


def test_a_real_spreadsheet(shared: Path):
    table = read_spreadsheet(shared / "real" / "tcga" / "TCGA-CDR-SupplementalTableS1.xlsx", ["bcr_patient_barcode"])
    lower_grade = table[table["type"] == "LGG"]["treatment_outcome_first_course"]
    assert lower_grade.value_counts()["Complete Remission/Response"] == 135


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (-1, "-1"),
        (45.0, "45"),
        (0.1, "0.1"),
        (" a ", "a"),
        (datetime.datetime(2000, 1, 2, 3, 4), "2000-01-02 03:04:00"),
    ],
)
def test_text_of_a_value(value, text):
    assert text_of(value) == text
