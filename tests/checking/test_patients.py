import pandas as pd
import pytest

from radiogenomics.checking.patients import MASK, read_own_patients, read_patients, refuse_unclear_patients
from radiogenomics.cohorts.own_settings import OwnPatientsSettings
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def folder(tmp_path):
    noticed_since_last()
    for name in ("001_T1GD", "001_segm", "002_T1GD"):
        (tmp_path / f"{name}.nii.gz").touch()
    return tmp_path


def test_a_folder_of_scans_tells_its_patients_by_their_names(folder):
    patients, table = read_patients(folder, {})
    assert [(one.identifier, set(one.files)) for one in patients] == [("001", {"T1GD", MASK}), ("002", {"T1GD"})]
    assert list(table["patient_id"]) == ["001", "002"]


def test_paths_of_columns_are_relative_to_the_table_and_cells_are_kept(folder):
    (folder / "t.csv").write_text("case,ce,outline,age\nA,001_T1GD.nii.gz,,63\n")
    (one,), _ = read_patients(folder / "t.csv", {"T1GD": "ce", MASK: "outline"}, "case")
    assert one.files == {"T1GD": folder / "001_T1GD.nii.gz"} and one.cells["age"] == "63"


def test_zeros_that_a_spreadsheet_took_are_found_again_and_said(folder):
    (folder / "patients.csv").write_text("patient_id\n1\n2\n")
    patients, _ = read_patients(folder, {})
    assert [set(one.files) for one in patients] == [{"T1GD", MASK}, {"T1GD"}]
    assert any("the table lost the leading zeros" in each.what for each in noticed_since_last())


def test_a_folder_with_neither_table_nor_scan_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"neither patients\.csv nor a scan called"):
        read_patients(tmp_path, {})


def test_a_column_or_sequence_that_does_not_exist_is_refused(folder):
    (folder / "t.csv").write_text("patient_id,ce\n1,a.nii.gz\n")
    with pytest.raises(InputError, match=r"column 'cee' is missing \(nearest: 'ce'\)"):
        read_patients(folder / "t.csv", {"T1GD": "cee"})
    with pytest.raises(InputError, match=r"'T1C' is no sequence \(nearest: 'T1'\)"):
        read_patients(folder / "t.csv", {"T1C": "ce"})


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["A", "B", "A"], r"patient A has 2 scans \(rows 1, 3\)"),
        (["A", "1.2E+05"], "row 2 has the patient_id '1.2E\\+05', a number that a spreadsheet program has rounded"),
        (["", "A"], "row 1 has no patient_id"),
    ],
)
def test_unclear_patients_are_refused(names, said, tmp_path):
    with pytest.raises(InputError, match=said):
        refuse_unclear_patients(pd.DataFrame({"patient_id": names}), "patient_id", tmp_path / "t.csv")


def test_a_cohort_of_ones_own_is_read_as_its_section_says_and_nothing_is_refused(folder):
    (folder / "002_t1ce.nii.gz").touch()
    (folder / "cases.csv").write_text("case,fl,age\n001,gone.nii.gz,63\n002,,\n")
    table = {"file": "cases.csv", "patient_id": "case", "paths": {"FLAIR": "fl"}}
    settings = OwnPatientsSettings(table=table, sequences={"T1GD": "t1ce"})
    (first, second), rows, problems = read_own_patients(folder, settings)
    assert set(first.files) == {"T1GD", MASK} and set(second.files) == {"T1GD"}
    assert first.cells["age"] == "63" and list(rows["patient_id"]) == ["001", "002"]
    assert [(each.patient_id, each.file.name) for each in problems] == [
        ("001", "gone.nii.gz"),
        ("002", "002_T1GD.nii.gz"),
    ]


def test_a_mask_may_be_called_a_segmentation(folder):
    (folder / "t.csv").write_text("patient_id,path_segmentation\nA,001_segm.nii.gz\n")
    (one,), _ = read_patients(folder / "t.csv", {})
    assert one.files == {MASK: folder / "001_segm.nii.gz"}


def test_scans_of_which_the_table_says_otherwise_are_noticed_as_by_a_study(folder):
    noticed_since_last()
    (folder / "cases.csv").write_text("patient_id,has_T1GD\n001,no\n002,yes\n")
    read_own_patients(folder, OwnPatientsSettings(table={"file": "cases.csv"}))
    said = [each.what for each in noticed_since_last() if each.patient_id == "001"]
    assert any(what.startswith("has_T1GD is no, but this scan is there and is read") for what in said)


def test_scans_of_patients_whose_names_are_of_another_form_are_told(folder):
    for name in ("003-T1GD", "004-T1GD", "001_T1GD_brain"):
        (folder / f"{name}.nii.gz").touch()
    patients, _ = read_patients(folder, {})
    assert [one.identifier for one in patients] == ["001", "002"]
    ((_, file, what),) = [each for each in noticed_since_last() if "of nobody else" in each.what]
    assert file.endswith("003-T1GD.nii.gz") and what.startswith("2 scan(s)")


def test_a_file_that_is_called_otherwise_is_told(folder):
    (folder / "002_segm_final.nii.gz").touch()
    (folder / "patients.csv").write_text("patient_id\n001\n002\n003\n")
    read_patients(folder, {})
    ((patient, _, what),) = noticed_since_last()
    assert patient == "002"
    assert what == "no segmentation: expected 002_segm.nii.gz; found 002_segm_final.nii.gz"
