"""Files that columns of the table name."""

import pandas as pd
import pytest

from radiogenomics.cohorts.own_paths import (
    exists,
    files_outside,
    named_files,
    notice_other_patients,
    path_columns,
    path_problems,
)
from radiogenomics.cohorts.own_settings import OwnPatientsSettings
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def path(tmp_path):
    noticed_since_last()
    return tmp_path / "patients.csv"


def table_of(**columns):
    return pd.DataFrame(columns, index=pd.Index(["A", "B"], name="patient_id"))


def test_columns_by_config_or_by_any_name_of_a_sequence(path):
    names = ("path_t1ce", "path_T2", "path_segmentation", "native", "path_T1", "path_report")
    table = table_of(**{name: ["", ""] for name in names})
    settings = OwnPatientsSettings(sequences={"T1GD": "t1ce"}, table={"paths": {"T1": "native"}})
    assert path_columns(table, path, settings) == {
        "T1": "native",
        "T1GD": "path_t1ce",
        "T2": "path_T2",
        "segmentation": "path_segmentation",
    }
    assert [each.what for each in noticed_since_last()] == [
        "column 'path_report' is of no sequence, and no scans are read by it",
    ]


def test_two_columns_of_one_sequence_are_refused(path):
    settings = OwnPatientsSettings(sequences={"T1GD": "t1ce"})
    with pytest.raises(InputError, match=r"'path_T1GD' and 'path_t1ce' both hold paths of T1GD; remove one"):
        path_columns(table_of(path_T1GD=["", ""], path_t1ce=["", ""]), path, settings)


def test_paths_are_relative_to_the_table_or_absolute_and_empty_cells_are_nobody_s(path, tmp_path):
    table = table_of(t1=["scans/a.nii.gz", ""], t2=[str(tmp_path / "b.nii.gz"), "../c.nii.gz"])
    files = named_files(table, tmp_path / "tables", {"T1": "t1", "T2": "t2"})
    assert files == {
        "T1": {"A": tmp_path / "tables" / "scans" / "a.nii.gz"},
        "T2": {"A": tmp_path / "b.nii.gz", "B": tmp_path / "c.nii.gz"},
    }


def test_a_path_that_names_nothing_is_said_with_the_nearest_file(path, tmp_path):
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "A_flair.nii.gz").touch()
    columns, table = {"FLAIR": "fl"}, table_of(fl=["scans/A_flare.nii.gz", "scan/B.nii.gz"])
    first, second = path_problems(path, columns, named_files(table, tmp_path, columns))
    assert (first.patient_id, second.patient_id) == ("A", "B")
    assert first.what == "column 'fl' names a file that does not exist (nearest: 'A_flair.nii.gz')"
    assert second.what.endswith("(nearest: 'scans')") and second.fix == "correct the cell in patients.csv"


def test_one_file_for_two_patients_or_two_sequences(path, tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).touch()
    columns, table = {"T1": "t1", "T2": "t2"}, table_of(t1=["a", "a"], t2=["b", "c"])
    (problem,) = path_problems(path, columns, named_files(table, tmp_path, columns))
    assert problem.patient_id == "B" and problem.what == "column 't1' names the file of column 't1' of patient A"
    (problem,) = path_problems(path, columns, named_files(table_of(t1=["a", "b"], t2=["a", "c"]), tmp_path, columns))
    assert problem.what == "column 't2' names the file of column 't1' of patient A"


def test_files_that_a_look_at_the_folder_does_not_find(tmp_path):
    inside, old, outside = tmp_path / "f" / "a", tmp_path / "f" / "old" / "a", tmp_path / "g" / "a"
    assert files_outside(tmp_path / "f", [inside, outside, old, outside]) == sorted(map(str, (old, outside)))


def test_a_name_that_is_too_long_names_nothing(path):
    table = table_of(path_T1=["x" * 300, ""])
    files = named_files(table, path.parent, {"T1": "path_T1"})
    (problem,) = path_problems(path, {"T1": "path_T1"}, files)
    assert "names a file that does not exist" in problem.what and not exists(problem.file)


def test_a_file_called_as_another_patient_is_noticed(path):
    files = {name: path.parent / name for name in ("P002/T1.nii.gz", "P001_T1.nii.gz", "P003_of_P001.nii.gz")}
    ids = ["P001", "P002", "P003"]
    notice_other_patients({"T1": dict(zip(ids, files.values(), strict=True))}, {"T1": "ct"}, ids)
    assert [(patient, what) for patient, _, what in noticed_since_last()] == [
        ("P001", "column 'ct' names a file that is called as of patient P002; are the rows shifted?"),
        ("P002", "column 'ct' names a file that is called as of patient P001; are the rows shifted?"),
    ]
