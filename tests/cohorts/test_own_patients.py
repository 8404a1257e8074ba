from pathlib import Path

import numpy as np
import pytest

from radiogenomics.cohorts.own_patients import files_elsewhere, read_scans
from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last

TABLE = """patient_id,age,sex,IDH,site,has_DSC_PH
A 1,50,F,mutant,Aachen,yes
A-2,old,m,wildtype,Aachen,no
B3,70,,wildtype,Bonn,no
"""


@pytest.fixture
def write(tmp_path: Path):
    def table(text: str = TABLE, encoding: str = "utf-8") -> Path:
        (tmp_path / "patients.csv").write_text(text, encoding=encoding)
        return tmp_path

    return table


def test_labels_ages_and_sexes_come_from_the_table_and_scans_are_found_by_name(write, write_scan):
    folder = write()
    scan = write_scan(folder / "deep" / "A 1_T1.nii.gz")
    mask = write_scan(folder / "masks" / "A 1_segm.nii.gz", labels=(1, 2, 4))
    scans = read_scans(folder, ["T1", "DSC_PH"]).set_index("patient_id")
    assert scans["IDH"].to_dict() == {"A 1": "mutant", "A-2": "wildtype", "B3": "wildtype"}
    np.testing.assert_array_equal(scans["age"], [50, np.nan, 70])
    assert scans["sex"].fillna("").tolist() == ["F", "M", ""]
    assert scans["path_T1"].tolist() == [str(scan), "", ""] and scans["has_T1"].tolist() == [True, False, False]
    assert scans["path_corrected"]["A 1"] == scans["path_automatic"]["A 1"] == str(mask)
    assert scans["has_DSC_PH"].tolist() == [True, False, False]
    assert scans["baseline"].all() and (scans["fault"] == "").all()


def test_the_id_alone_and_a_label_suffice(write):
    folder = write("patient_id,IDH,has_T1\nP1,mutant,yes\nP2,wildtype,Yes\n")
    label = LabelSettings(column="IDH", positive="mutant", negative="wildtype")
    cohort, _ = select_patients(read_scans(folder, ["T1"]), label, ["T1"], mask="none")
    assert cohort["included"].all() and cohort["label"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("patient,IDH\nP1,mutant\n", r"column 'patient_id' is missing \(nearest: 'patient'\)"),
        ("patient_id;IDH\nP1;mutant\n", "columns are separated by semicolons"),
        ("patient_id,IDH\nP1,a\nP1,b\n", "patient P1 is there twice"),
        ("patient_id,IDH\n,a\n", "patient row 1 has no patient_id"),
        ("patient_id,has_T1\nP1,perhaps\n", "has_T1 of patient P1 is 'perhaps'; write yes or no"),
    ],
)
def test_a_spoilt_table_is_named(write, text, message):
    with pytest.raises(InputError, match=message) as error:
        read_scans(write(text), ["T1"])
    assert "patients.csv" in str(error.value) and "\n" not in str(error.value)


def test_b24_a_byte_order_mark_is_read(write):
    assert len(read_scans(write(encoding="utf-8-sig"), ["T1"])) == 3


def test_without_the_table_the_nearest_file_is_named(tmp_path):
    (tmp_path / "patient.csv").touch()
    with pytest.raises(InputError, match=r"no 'patients.csv' in it or below \(nearest: 'patient.csv'\); write one"):
        read_scans(tmp_path, ["T1"])


def test_any_column_of_ones_own_is_harmless(write):
    names = [
        "scan_id",
        "baseline",
        "fault",
        "included",
        "patients",
        "label_convention",
        "has_notes",
        "path_T1",
        "label",
    ]
    folder = write(f"patient_id,IDH,{','.join(names)}\nP1,mutant{',x' * len(names)}\n".replace("has_notes", "remarks"))
    scans = read_scans(folder, [])
    assert scans[["patient_id", "scan_id", "baseline", "fault", "label_convention"]].to_numpy().tolist() == [
        ["P1", "P1", True, "", ""]
    ]
    assert scans["IDH"].tolist() == ["mutant"]


def test_the_table_may_have_names_of_its_own(write):
    folder = write("SubjectID,Alter,Geschlecht,Klinik,MGMT,has_T1\nA,50,f,Bonn,1,yes\n")
    (folder / "patients.csv").rename(folder / "cases.csv")
    names = {"file": "cases.csv", "patient_id": "SubjectID", "age": "Alter", "sex": "Geschlecht", "site": "Klinik"}
    (row,) = read_scans(folder, ["T1"], {"table": names}).itertuples()
    assert (row.patient_id, row.age, row.sex, row.site, row.MGMT) == ("A", 50, "F", "Bonn", "1")


def test_paths_stand_in_columns_and_what_no_column_names_is_found_by_name(write, write_scan):
    folder = write("patient_id,ce,path_segmentation\nA,deep/1.nii.gz,2.nii.gz\nB,,\n")
    scan, mask = write_scan(folder / "deep" / "1.nii.gz"), write_scan(folder / "2.nii.gz", labels=(1, 2, 4))
    flair = write_scan(folder / "A_FLAIR.nii.gz")
    scans = read_scans(folder, ["T1GD", "FLAIR"], {"table": {"paths": {"T1GD": "ce"}}}).set_index("patient_id")
    assert scans["path_T1GD"].to_dict() == {"A": str(scan), "B": ""}
    assert scans["path_corrected"]["A"] == scans["path_automatic"]["A"] == str(mask)
    assert scans["path_FLAIR"]["A"] == str(flair) and scans["has_T1GD"].tolist() == [True, False]
    assert "ce" not in scans


def test_a_path_that_names_nothing_is_one_line_with_patient_column_and_the_nearest_file(write, write_scan):
    folder = write("patient_id,path_T1\nA,scan_a.nii.gz\n")
    write_scan(folder / "scan_A.nii.gz")
    with pytest.raises(InputError, match=r"patient A: .*column 'path_T1' names .* \(nearest: 'scan_A.nii.gz'\)"):
        read_scans(folder, ["T1"])
    read_scans(folder, [])


def test_files_outside_of_the_folder_are_known_and_a_spoilt_table_is_not_refused_here(write, tmp_path):
    folder = write("patient_id,path_T1,path_T2\nA,/elsewhere/a.nii.gz,here.nii.gz\n")
    assert files_elsewhere(folder) == ["/elsewhere/a.nii.gz"]
    assert files_elsewhere(write("patient,path_T1\nA,/elsewhere/a.nii.gz\n")) == []


@pytest.mark.parametrize("column", ["has_mutation", "path_grade"])
def test_a_label_may_be_called_as_columns_of_files_are(write, column):
    scans = read_scans(write(f"patient_id,{column},has_DSC_PH\nA,1,yes\nB,0,yes\n"), ["DSC_PH"])
    cohort, _ = select_patients(scans, LabelSettings(column=column, positive="1", negative="0"), ["DSC_PH"], "none")
    assert cohort["label"].tolist() == [1, 0]


def test_a_table_without_patients(write):
    with pytest.raises(InputError, match="no patient below the header"):
        read_scans(write("patient_id,label\n"), ["T1"])


def test_empty_cells_of_merged_rows_ages_in_months_and_sites_in_several_ways_are_told(tmp_path, told):
    years = [4, 5, 7, 8, 9, 11, 12, 14]
    rows = [f"A{age},1,{age},M,Kiel,yes" for age in years] + [f"B{age},0,{12 * age},,kiel,yes" for age in years]
    rows += ["C1,0,,,,yes"]
    (tmp_path / "patients.csv").write_text("patient_id,label,age,sex,site,has_T1\n" + "\n".join(rows) + "\n")
    read_scans(tmp_path, ["T1"])
    said = told()
    assert "column 'sex' is empty for 9 of 17 patients" in said
    assert "sites 'Kiel' (8), 'kiel' (8) may be one written in several ways" in said
    assert "age is about 12 times less at Kiel (median 8.5) than at kiel (median 102)" in said


def test_who_reads_no_scan_is_told_of_none(write, write_scan):
    folder = write()
    for name in ("A 1_T1", "A 1_FLAIR", "A-2_T1", "Z9_T1", "A 1_segm"):
        write_scan(folder / f"{name}.nii.gz", labels=(1, 2, 4) if name.endswith("segm") else ())
    noticed_since_last()
    assert read_scans(folder, [])["patient_id"].tolist() == ["A 1", "A-2", "B3"]
    assert not any("scan" in each.what or "segm" in each.what for each in noticed_since_last())
    read_scans(folder, ["T1"])
    assert any("with another name than the study asks for" in each.what for each in noticed_since_last())
