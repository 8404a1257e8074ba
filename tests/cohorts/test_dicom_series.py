"""What a tree of DICOM folders holds is read from one header of each series."""

import time

import numpy as np
import pandas as pd
import pydicom
import pytest

from radiogenomics.cohorts import dicom_series
from radiogenomics.cohorts.dicom_series import (
    COLUMNS,
    FIRST_BYTES,
    MOST_PROBED,
    is_date,
    plain_description,
    read_series_table,
    studies_by_date,
)
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last

ARRAY = np.arange(36).reshape(3, 4, 3)


@pytest.fixture
def tree(tmp_path, write_series):
    """A patient with two series, one without what tells whose it is; beside them what is no series."""
    study = {"PatientID": "P1 ", "StudyDate": "20140302", "StudyTime": "101112", "StudyInstanceUID": "1.2"}
    write_series(tmp_path / "a" / "1", ARRAY, SeriesDescription="t1 axial", ContrastBolusAgent="Gadovist", **study)
    write_series(tmp_path / "b", ARRAY[:2], names=["IM1", "IM2"])
    (tmp_path / "patients.csv").write_text("patient_id\nP1\n")
    (tmp_path / "P1_segm.nii.gz").touch()
    (tmp_path / "notes.pdf").write_bytes(b"x" * 200)
    noticed_since_last()
    return tmp_path


def test_one_row_per_folder_of_dicom(tree):
    table = read_series_table(tree)
    assert list(table) == COLUMNS and table["folder"].tolist() == [tree / "a" / "1", tree / "b"]
    first, second = table.to_dict("records")
    expected = {"patient_id": "P1", "study": "1.2", "study_date": "20140302", "study_time": "101112", "files": 3}
    expected |= {"modality": "MR", "description": "t1 axial", "contrast_agent": "Gadovist"}
    assert {key: first[key] for key in expected} == expected
    assert [second[key] for key in ("patient_id", "study_date", "description", "contrast_agent", "files")] == [
        *("", "", "", ""),
        2,
    ]
    assert noticed_since_last() == []


@pytest.mark.parametrize("first_bytes", [FIRST_BYTES, 10])
def test_the_header_of_one_file_is_read_and_of_some_its_series_and_no_pixels(
    tmp_path, write_series, monkeypatch, first_bytes
):
    write_series(tmp_path / "a", np.zeros((200, 4, 3), int), names=[f"IM{number:03}" for number in range(200)])
    (tmp_path / "notes.pdf").write_bytes(b"x" * 200)
    opened, read = [], pydicom.dcmread

    def counting(path, **options):
        opened.append(path.name)
        header = read(path, **options)
        assert "PixelData" not in header
        return header

    monkeypatch.setattr(pydicom, "dcmread", counting)
    monkeypatch.setattr(dicom_series, "FIRST_BYTES", first_bytes)
    assert len(read_series_table(tmp_path)) == 1
    # The document in the root is looked into, and is none. Where the first bytes do not say it, the header does.
    assert {"IM000", "notes.pdf"} <= set(opened) and len(opened) == len(set(opened))
    assert len(opened) == 2 if first_bytes == FIRST_BYTES else 4 < len(opened) <= MOST_PROBED + 3


@pytest.mark.parametrize("mixed", [False, True])
def test_series_in_one_folder_are_a_row_each(tmp_path, write_series, mixed):
    """One after the other, or mixed so that the first and the last file are of one series."""
    for number, description in enumerate(("t1 axial", "t2 axial", "flair")):
        elements = {"SeriesDescription": description, "SeriesInstanceUID": f"1.2.{number}", "PatientID": "P1"}
        names = [f"IM{3 * place + number if mixed else 9 * number + place:02}" for place in range(9)]
        series = write_series(tmp_path / description, np.repeat(ARRAY[:1], 9, axis=0), names=names, **elements)
        series.rename(tmp_path / "flat") if number == 0 else [
            path.rename(tmp_path / "flat" / path.name) for path in series.iterdir()
        ]
    if mixed:
        (tmp_path / "flat" / "IM26").unlink()
        (tmp_path / "flat" / "IM25").unlink()
    (tmp_path / "flat" / "README").write_text("no DICOM")
    noticed_since_last()
    table = read_series_table(tmp_path)
    assert table["description"].tolist() == ["t1 axial", "t2 axial", "flair"]
    assert table["folder"].tolist() == [
        tmp_path / "flat" / name for name in (("IM00", "IM01", "IM02") if mixed else ("IM00", "IM09", "IM18"))
    ]
    assert table["files"].tolist() == ([9, 8, 8] if mixed else [9, 9, 9]) and noticed_since_last() == []


def test_what_is_called_dicom_and_is_not_is_noticed(tree):
    (tree / "c").mkdir()
    (tree / "c" / "1.dcm").write_bytes(b"x" * 200)
    whole = (tree / "b" / "IM1").read_bytes()
    (tree / "d").mkdir()
    (tree / "d" / "IM1").write_bytes(whole[:300])
    assert len(read_series_table(tree)) == 2
    found = {file: what for _, file, what in noticed_since_last()}
    assert found[str(tree / "c" / "1.dcm")] == "not a DICOM file; its folder, of 1 file(s), is taken for no series"
    assert found[str(tree / "d" / "IM1")].endswith("; its folder, of 1 file(s), is taken for no series")
    assert len(found) == 2


def test_a_damaged_first_file_hides_no_series(tree):
    (tree / "b" / "IM0").write_bytes(b"x" * 200)
    table = read_series_table(tree)
    assert table["files"].tolist() == [3, 3] and noticed_since_last() == []


def test_descriptions_are_alike_whatever_case_blanks_and_strokes_they_have():
    assert (
        plain_description("T1 Axial_STEALTH-post ") == plain_description("t1axial stealth post") == "t1axialstealthpost"
    )


def test_studies_are_by_date_and_one_day_is_one_study():
    rows = pd.DataFrame({"study": ["b", "a", "c", "c"], "study_date": ["20150101", "20140302", "20140302", ""]})
    studies = studies_by_date(rows)
    assert list(studies) == ["20140302", "20150101"] and list(studies["20140302"].index) == [1, 2, 3]
    undated = studies_by_date(rows.assign(study_date=["", "20140302", "", ""]))
    assert set(undated) == {"20140302", "b", "c"} and not all(map(is_date, undated))
    assert list(studies_by_date(rows.assign(study="", study_date=""))) == [""]


def test_a_folder_that_is_not_there():
    with pytest.raises(InputError, match="no such folder"):
        read_series_table(pytest.importorskip("pathlib").Path("nowhere"))


def test_a_thousand_folders_take_seconds(tmp_path, write_slice):
    first = write_slice(tmp_path / "first.dcm", ARRAY[0], PatientID="P", SeriesDescription="t1").read_bytes()
    for number in range(1000):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "1.dcm").write_bytes(first)
    (tmp_path / "first.dcm").unlink()
    begin = time.process_time()
    assert len(read_series_table(tmp_path)) == 1000
    assert time.process_time() - begin < 10
