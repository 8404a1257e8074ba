"""Files are found under the names that people give them, and what is not found is said with the nearest name."""

import unicodedata

import pytest

from radiogenomics.cohorts.own_patients import read_scans
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last

SUFFIXES = ("T1", "FLAIR", "segm")


@pytest.fixture
def folder(tmp_path):
    """Four patients with two scans and a mask each; the ids hold a blank, an umlaut, zeros."""
    for patient in ("P 1", "M\u00fcller", "0003", "P4"):
        for suffix in SUFFIXES:
            (tmp_path / f"{patient}_{suffix}.nii.gz").write_bytes(patient.encode() + suffix.encode())
    (tmp_path / "patients.csv").write_text("patient_id,label\nP 1,0\nM\u00fcller,1\n0003,0\nP4,1\n")
    noticed_since_last()
    return tmp_path


def rename(folder, old, new):
    (folder / old).rename(folder / new)


def read(folder):
    return read_scans(folder, ["T1", "FLAIR"]).set_index("patient_id")


def said():
    return [(patient, what) for patient, _, what in noticed_since_last()]


def test_names_as_expected_are_not_odd(folder):
    assert read(folder)[["has_T1", "has_FLAIR", "has_corrected"]].all(axis=None)
    assert said() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("P4_FLAIR.nii.gz", "P4_flair.nii.gz"),
        ("P4_FLAIR.nii.gz", "p4_FLAIR.nii.gz"),
        ("P4_FLAIR.nii.gz", "P4_FLAIR.nii"),
        ("P4_FLAIR.nii.gz", "P4_Flair .NII.GZ"),
        ("P 1_FLAIR.nii.gz", "P1_FLAIR.nii.gz"),
        ("M\u00fcller_FLAIR.nii.gz", unicodedata.normalize("NFD", "M\u00fcller_FLAIR.nii.gz")),
    ],
)
def test_a_name_that_differs_a_little_is_known_again_and_it_is_said(folder, old, new):
    rename(folder, old, new)
    patient = old.split("_")[0]
    assert read(folder)["path_FLAIR"][patient] == str(folder / new)
    assert said() == [("", f"taken for {old!r}, from which its name differs a little")]


def test_leading_zeros_that_a_table_lost(folder):
    table = folder / "patients.csv"
    table.write_text(table.read_text().replace("0003", "3"))
    scans = read(folder)
    assert scans["path_T1"]["3"] == str(folder / "0003_T1.nii.gz")
    assert said() == [("3", "the files are called 0003; the table lost the leading zeros of the id")]
    table.write_text(table.read_text() + "03,1\n")
    assert read(folder)["path_T1"][["3", "03"]].tolist() == ["", ""], "either may be the patient"


def test_what_is_missing_is_said_with_the_expected_and_the_nearest_name(folder):
    rename(folder, "P4_FLAIR.nii.gz", "P4_FLAIR (1).nii.gz")
    (folder / "P 1_segm.nii.gz").unlink()
    read(folder)
    found = said()
    assert ("P4", "no FLAIR scan: expected P4_FLAIR.nii.gz; found P4_FLAIR (1).nii.gz") in found
    assert any(who == "P 1" and what.startswith("no segmentation: expected P 1_segm.nii.gz") for who, what in found)
    assert ("", "1 scan(s) with another name than the study asks for are not read") in found


def test_a_modality_that_nobody_has_is_refused_with_the_nearest_name(folder):
    for patient in ("P 1", "M\u00fcller", "0003", "P4"):
        rename(folder, f"{patient}_FLAIR.nii.gz", f"{patient}_FLR.nii.gz")
    with pytest.raises(InputError, match=r"expected P 1_FLAIR.nii.gz; found P 1_FLR.nii.gz; rename the files"):
        read(folder)


def test_of_two_ids_that_differ_in_case_alone_each_has_its_own_files(folder):
    table = folder / "patients.csv"
    table.write_text(table.read_text() + "p4,0\n")
    assert read(folder)["path_T1"][["P4", "p4"]].tolist() == [str(folder / "P4_T1.nii.gz"), ""]


def test_files_of_nobody_are_listed(folder):
    for suffix in SUFFIXES:
        (folder / f"P5_{suffix}.nii.gz").write_bytes(b"x")
    read(folder)
    assert said() == [("P5", "3 file(s) that no row of patients.csv knows")]


SEQUENCES = {"T1": "t1n", "FLAIR": ["flr", "t2f"], "segmentation": ["seg", "mask"]}


def read_by(folder, sequences=SEQUENCES):
    return read_scans(folder, ["T1", "FLAIR"], {"sequences": sequences}).set_index("patient_id")


def test_names_of_sequences_by_config_stand_beside_the_project_s_own(folder):
    rename(folder, "P4_FLAIR.nii.gz", "P4_t2f.nii.gz")
    rename(folder, "P4_segm.nii.gz", "P4_seg.nii.gz")
    rename(folder, "0003_T1.nii.gz", "0003_t1n.nii.gz")
    scans = read_by(folder)
    assert scans[["has_T1", "has_FLAIR", "has_corrected"]].all(axis=None)
    assert scans["path_FLAIR"]["P4"].endswith("P4_t2f.nii.gz")
    assert said() == []


def test_two_files_of_one_sequence_are_refused_with_both_named(folder):
    (folder / "P4_FLR.nii.gz").write_bytes(b"x")
    with pytest.raises(InputError, match=r"patient P4: .*2 files may be FLAIR: .*P4_FLAIR.nii.gz and .*P4_FLR.nii.gz"):
        read_by(folder)
    read_by(folder, {})


def test_an_id_with_the_separator_in_it_and_a_name_that_holds_another(folder):
    (folder / "patients.csv").write_text("patient_id\nA_1\n")
    for suffix in ("T1", "pre_T1"):
        (folder / f"A_1_{suffix}.nii.gz").write_bytes(suffix.encode())
    scans = read_by(folder, {"FLAIR": "pre_T1"})
    assert scans["path_T1"]["A_1"].endswith("A_1_T1.nii.gz") and scans["path_FLAIR"]["A_1"].endswith(
        "A_1_pre_T1.nii.gz"
    )


@pytest.mark.parametrize("other", ["P4_FLAIR.nii", "p4_FLAIR.nii.gz"])
def test_of_two_names_that_differ_a_little_it_is_said_which_is_not_read(folder, other):
    (folder / other).write_bytes(b"another scan")
    assert read(folder)["path_FLAIR"]["P4"] == str(folder / "P4_FLAIR.nii.gz")
    assert said() == [("", "not read, for P4_FLAIR.nii.gz is there too; is that the right one?")]


def test_scans_that_are_not_nifti_are_named_as_what_is_to_be_converted(folder):
    rename(folder, "P4_FLAIR.nii.gz", "P4_FLAIR.nrrd")
    read(folder)
    told = "expected P4_FLAIR.nii.gz; found P4_FLAIR.nrrd, which is to be converted to .nii.gz"
    assert said() == [("P4", f"no FLAIR scan: {told}")]
    for patient in ("P 1", "M\u00fcller", "0003"):
        rename(folder, f"{patient}_FLAIR.nii.gz", f"{patient}_FLAIR.mha")
    with pytest.raises(
        InputError, match=r"found P 1_FLAIR\.mha, which is to be converted to \.nii\.gz; rename the files"
    ):
        read(folder)


def test_folders_of_dicom_are_told_how_they_are_read(tmp_path):
    (tmp_path / "patients.csv").write_text("patient_id,label\nP1,0\n")
    (tmp_path / "P1").mkdir()
    (tmp_path / "P1" / "IM1.dcm").write_bytes(b"")
    with pytest.raises(InputError, match=r"found DICOM; set `own: \{files_by: dicom\}` of the cohort, or convert"):
        read(tmp_path)


def test_segmentations_of_another_name_are_told(folder):
    for patient in ("P 1", "M\u00fcller", "0003", "P4"):
        rename(folder, f"{patient}_segm.nii.gz", f"{patient}_seg.nii.gz")
    assert not read(folder)["has_corrected"].any()
    assert "nobody has a segmentation: expected P 1_segm.nii.gz; found P 1_seg.nii.gz" in said()[0][1]


def test_a_scan_in_a_folder_that_is_not_read_is_told(folder):
    (folder / "old").mkdir()
    rename(folder, "P4_FLAIR.nii.gz", "old/P4_FLAIR.nii.gz")
    assert not read(folder)["has_FLAIR"]["P4"]
    told = "expected P4_FLAIR.nii.gz; found P4_FLAIR.nii.gz in a folder 'old', which is not read; rename the folder"
    assert said() == [("P4", f"no FLAIR scan: {told}")]


def test_scans_of_which_the_table_says_otherwise_are_told(folder):
    (folder / "patients.csv").write_text("patient_id,has_FLAIR\nP 1,no\nM\u00fcller,yes\n0003,yes\nP4,no\n")
    rename(folder, "0003_FLAIR.nii.gz", "0003_flr.nii.gz")
    (folder / "P4_FLAIR.nii.gz").unlink()
    read(folder)
    found = said()
    assert [what for who, what in found if who == "P 1"] == [
        "has_FLAIR is no, but this scan is there and is read; move it away, or correct the cell"
    ]
    assert ("0003", "has_FLAIR is yes, but there is no file: expected 0003_FLAIR.nii.gz") in found
    assert not {"P4", "M\u00fcller"} & {who for who, _ in found}


def test_a_scan_of_another_date_is_told(folder):
    for patient in ("P 1", "M\u00fcller", "0003", "P4"):
        (folder / patient / "2019").mkdir(parents=True)
        for suffix in SUFFIXES:
            rename(folder, f"{patient}_{suffix}.nii.gz", f"{patient}/2019/{patient}_{suffix}.nii.gz")
    read(folder)
    assert said() == []
    (folder / "P4" / "2021").mkdir()
    rename(folder, "P4/2019/P4_FLAIR.nii.gz", "P4/2021/P4_FLAIR.nii.gz")
    (folder / "masks").mkdir()
    rename(folder, "0003/2019/0003_segm.nii.gz", "masks/0003_segm.nii.gz")
    read(folder)
    told = "the scans lie in 2 folders (2019, 2021), those of most patients in one; are they of one date?"
    assert said() == [("P4", told)]


def test_folders_by_sequence_are_no_dates(folder):
    for patient in ("P 1", "M\u00fcller", "0003", "P4"):
        for suffix in SUFFIXES:
            (folder / suffix).mkdir(exist_ok=True)
            rename(folder, f"{patient}_{suffix}.nii.gz", f"{suffix}/{patient}_{suffix}.nii.gz")
    read(folder)
    assert said() == []


def test_a_file_of_another_patient_is_not_offered(folder):
    rename(folder, "0003_FLAIR.nii.gz", "0003_flr.nii.gz")
    (folder / "P4_segm.nii.gz").unlink()
    read(folder)
    found = said()
    assert ("P4", "no segmentation: expected P4_segm.nii.gz") in found
    assert ("0003", "no FLAIR scan: expected 0003_FLAIR.nii.gz; found 0003_flr.nii.gz") in found
