from pathlib import Path

import pytest

from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.errors import InputError


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_cells_are_text_as_written(tmp_path: Path):
    table = read_clinical_table(written(tmp_path, "ID,Age,PsP\nA,52.10,NA\nB,,Not Available\n"), ["ID"])
    assert table.to_numpy().tolist() == [["A", "52.10", "NA"], ["B", "", "Not Available"]]


def test_b24_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path):
    assert list(read_clinical_table(written(tmp_path, "ID,Age\nA,1\n", "utf-8-sig"), ["ID"])) == ["ID", "Age"]


def test_b24_blanks_and_the_empty_rows_of_a_spreadsheet_are_dropped(tmp_path: Path):
    table = read_clinical_table(written(tmp_path, "ID,Age\n A\u00a0, 52 \n,\n,\n"), ["ID"])
    assert table.to_numpy().tolist() == [["A", "52"]]


@pytest.mark.parametrize(("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_b24_another_delimiter_is_named(tmp_path: Path, delimiter: str, name: str):
    path = written(tmp_path, f"ID{delimiter}Age\nA{delimiter}52,1\n")
    with pytest.raises(InputError, match=rf"table\.csv: columns are separated by {name}; export"):
        read_clinical_table(path, ["ID"])


def test_b24_another_encoding_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="not a readable CSV"):
        read_clinical_table(written(tmp_path, "ID,Name\nA,Müller\n", "utf-16"), ["ID"])


def test_b24_a_comma_inside_a_cell_does_not_shift_the_row(tmp_path: Path):
    with pytest.raises(InputError, match=r"table\.csv: line 3 has 3 cells, but the header has 2; correct the line"):
        read_clinical_table(written(tmp_path, "ID,Age\nA,52\nB,52,16\n"), ["ID"])


def test_commas_at_the_end_of_all_lines_make_no_column(tmp_path: Path):
    table = read_clinical_table(written(tmp_path, "ID,Age,,\nA,52,,\nB,53, ,\n"), ["ID"])
    assert list(table) == ["ID", "Age"] and table.to_numpy().tolist() == [["A", "52"], ["B", "53"]]


def test_a_column_without_a_name_that_holds_something_stays(tmp_path: Path):
    assert read_clinical_table(written(tmp_path, "ID,Age,\nA,52,\nB,53,x\n"), ["ID"]).shape == (2, 3)


def test_b25_a_misspelt_column_is_named_with_the_nearest(tmp_path: Path):
    with pytest.raises(InputError, match="column 'Gender' is missing \\(nearest: 'Gendre'\\)"):
        read_clinical_table(written(tmp_path, "ID,Gendre\nA,M\n"), ["ID", "Gender"])


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"absent\.csv: no such file"):
        read_clinical_table(tmp_path / "absent.csv", ["ID"])


def test_b29_a_table_that_cannot_be_read(tmp_path: Path, forbid):
    path = written(tmp_path, "ID,Age\nA,52\n")
    forbid(path)
    with pytest.raises(InputError, match=r"table\.csv: cannot be read \(Permission denied\); correct the path or its"):
        read_clinical_table(path, ["ID"])


def test_letters_without_width_around_cells_and_names_are_dropped(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("patient_id\u200b,\u00a0label,note\nP1\u200b,\ufeff1\u00a0,a\u00a0b\n", encoding="utf-8")
    table = read_clinical_table(path, ["patient_id", "label"])
    assert table.to_numpy().tolist() == [["P1", "1", "a\u00a0b"]]


def test_lines_in_quotes_as_a_whole_are_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('"patient_id,label"\n"P1,1"\n')
    with pytest.raises(InputError, match=r"each line is one cell in quotes, .* remove the quotes at both ends"):
        read_clinical_table(path, ["patient_id"])
