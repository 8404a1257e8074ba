"""What a tree of DICOM folders holds is read from one header of each folder."""

import time

import numpy as np
import pandas as pd
import pydicom
import pytest

from radiogenomics.cohorts.dicom_series import COLUMNS, is_date, plain_description, read_series_table, studies_by_date
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


def test_the_first_and_last_file_of_a_series_are_opened_and_no_pixels_are_read(tree, monkeypatch):
    opened, read = [], pydicom.dcmread

    def counting(path, **options):
        opened.append(path.name)
        header = read(path, **options)
        assert "PixelData" not in header
        return header

    monkeypatch.setattr(pydicom, "dcmread", counting)
    read_series_table(tree)
    # The document in the root is looked into, and is none.
    assert sorted(opened) == ["IM1", "IM2", "Image-1.dcm", "Image-3.dcm", "notes.pdf"]


def test_several_series_in_one_folder_are_told(tree, write_series):
    for number, description in ((1, "t1 axial"), (2, "t2 axial")):
        elements = {"SeriesDescription": description, "SeriesInstanceUID": f"1.2.{number}"}
        write_series(tree / f"series {number}", ARRAY, names=[f"IM{number}{place}" for place in range(3)], **elements)
    (tree / "series 1").rename(tree / "flat")
    for path in (tree / "series 2").iterdir():
        path.rename(tree / "flat" / path.name)
    table = read_series_table(tree)
    assert table.loc[table["folder"] == tree / "flat", "description"].tolist() == ["t1 axial"]
    ((_, file, what),) = noticed_since_last()
    assert file == str(tree / "flat") and what.startswith("several series in one folder ('t1 axial' and 't2 axial')")


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
