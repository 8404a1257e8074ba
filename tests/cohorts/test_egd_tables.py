import json
from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.egd_tables import read_subject_data
from radiogenomics.errors import InputError

LABELS = "Genetic_and_Histological_labels"


def read(folder: Path) -> pd.DataFrame:
    metadata = {path.parent.name: path for path in sorted(folder.glob("*/metadata.json"))}
    return read_subject_data(index_files(folder), metadata, folder)


def write_metadata(folder: Path, content: object) -> Path:
    path = folder / "EGD-0001" / "metadata.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_spreadsheet_comes_before_the_files_beside_the_scans(tmp_path: Path, write_xlsx):
    write_metadata(tmp_path, {LABELS: {"IDH": 0, "1p19q": 0, "Grade": 3}, "Clinical_data": {"Age": 50, "Sex": "M"}})
    table = pd.DataFrame([("EGD-0001", 1, 1, 2)], columns=["Subject", "IDH", "1p19q", "Grade"])
    write_xlsx(tmp_path / f"{LABELS}.xlsx", table)
    row = read(tmp_path).loc["EGD-0001"]
    assert row.to_dict() == {"IDH": "1", "1p19q": "1", "Grade": "2", "Age": "50", "Sex": "M", "Observer": ""}


@pytest.mark.parametrize("content", [{}, {LABELS: None}, {LABELS: {"IDH": None}}])
def test_what_is_not_written_is_empty(tmp_path: Path, content: dict):
    write_metadata(tmp_path, content)
    assert read(tmp_path).loc["EGD-0001"].eq("").all()


def test_without_any_table_both_are_named(tmp_path: Path):
    with pytest.raises(InputError, match=rf"neither '{LABELS}\.xlsx' nor any 'metadata\.json' in it or below"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"), [("{", "not readable JSON"), ("[1]", "not sections"), ('{"Clinical_data": 1}', "not sections")]
)
def test_a_damaged_file_is_named(tmp_path: Path, content: str, told: str):
    path = write_metadata(tmp_path, content)
    with pytest.raises(InputError, match=told) as caught:
        read(tmp_path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("subject", ["EGD-1", "1", "EGD-00001", ""])
def test_b24_a_mangled_subject_is_named_with_its_row(tmp_path: Path, write_xlsx, subject: str):
    rows = [("EGD-0001", 1, 1, 2), (subject, 1, 1, 2)]
    write_xlsx(tmp_path / f"{LABELS}.xlsx", pd.DataFrame(rows, columns=["Subject", "IDH", "1p19q", "Grade"]))
    with pytest.raises(InputError, match=f"patient row 2 has Subject '{subject}', not one like EGD-0001"):
        read(tmp_path)


def test_b25_a_misspelt_column_is_named_with_the_nearest(tmp_path: Path, write_xlsx):
    table = pd.DataFrame([("EGD-0001", 1, 1, 2)], columns=["Subject", "IDH", "1p/19q", "Grade"])
    write_xlsx(tmp_path / f"{LABELS}.xlsx", table)
    with pytest.raises(InputError, match=r"column '1p19q' is missing \(nearest: '1p/19q'\)"):
        read(tmp_path)
