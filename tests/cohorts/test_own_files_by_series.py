"""Series straight from the scanner are found by what their headers say, and nothing is renamed."""

import shutil

import numpy as np
import pytest

from radiogenomics.checking.patients import MASK, read_own_patients
from radiogenomics.cohorts.own_patients import read_scans
from radiogenomics.cohorts.own_settings import OwnPatientsSettings
from radiogenomics.errors import InputError
from radiogenomics.images.axial import count_slices, open_scan
from radiogenomics.images.volume import read_volume, source_sha256
from radiogenomics.oddities import noticed_since_last

NAMES = {"T1": ["t1 axial"], "T1GD": ["t1 axial stealth-post", "3D GAD"], "FLAIR": "flair"}
SERIES = {"T1": "t1 axial", "T1GD": "T1_axial stealth post", "FLAIR": "t2_Flair_axial", "DTI": "ep2d_DTI_30dir"}
ARRAY = np.random.default_rng(0).integers(0, 2000, (4, 6, 5))


@pytest.fixture
def export(tmp_path, write_series):
    """Function that writes a study of a patient below a folder, and returns the folders of its series."""

    def write(patient, folder=None, date="20140302", series=SERIES, **elements):
        place = tmp_path / (folder or f"export/{patient}/study{date}")
        common = {
            "PatientID": patient,
            "StudyDate": date,
            "StudyInstanceUID": f"1.{date}.{int.from_bytes(patient.encode())}",
        }
        return {
            what: write_series(
                place / f"{number:04}", ARRAY + number, SeriesDescription=description, **(common | elements)
            )
            for number, (what, description) in enumerate(series.items())
        }

    (tmp_path / "patients.csv").write_text("patient_id,label\nP1,0\nP2,1\n")
    noticed_since_last()
    return write


def read(folder, sequences=NAMES, modalities=("T1", "T1GD", "FLAIR")):
    section = {"files_by": "dicom", "sequences": sequences}
    return read_scans(folder, list(modalities), section).set_index("patient_id")


def said():
    return [(patient, what) for patient, _, what in noticed_since_last()]


def test_series_are_found_by_patient_and_description(tmp_path, export, write_scan):
    first, second = export("P1"), export("P2", series=SERIES | {"T1GD": "AXIAL 3D GAD"})
    mask = write_scan(tmp_path / "masks" / "P1_segm.nii.gz", labels=(1, 2, 4))
    scans = read(tmp_path)
    for what in NAMES:
        assert scans[f"path_{what}"].tolist() == [str(first[what]), str(second[what])]
    assert scans["path_corrected"].tolist() == [str(mask), ""]
    np.testing.assert_array_equal(read_volume(scans["path_T1GD"]["P1"]).array, ARRAY + 1)
    found = said()
    assert ("", "taken for T1GD: the series 'T1_axial stealth post', 'AXIAL 3D GAD'") in found
    assert ("", "taken for FLAIR: the series 't2_Flair_axial' (2 times)") in found
    assert ("", "2 scan(s) with another description or name than the study asks for are not read") in found
    assert any(what.startswith("no segmentation: expected P2_segm.nii.gz") for who, what in found if who == "P2")


def flat(folders, place):
    """Files of several series in one folder, called as a CD calls them."""
    place.mkdir(parents=True)
    files = [file for folder in folders for file in sorted(folder.iterdir())]
    for number, file in enumerate(files):
        file.rename(place / f"IM{number:04}")
    for folder in folders:
        folder.rmdir()


def test_series_in_one_flat_folder_are_told_apart(tmp_path, export):
    """As a CD is exported: each sequence is read by its own slices, and equal to what folders of series give."""
    for patient in ("P1", "P2"):
        flat(list(export(patient).values()), tmp_path / patient / "DICOM")
    scans = read(tmp_path)
    for number, what in enumerate(NAMES):
        path = tmp_path / "P1" / "DICOM" / f"IM{4 * number:04}"
        assert scans.loc["P1", f"path_{what}"] == str(path)
        np.testing.assert_array_equal(read_volume(path).array, ARRAY + number)
        np.testing.assert_array_equal(open_scan(path).whole(), ARRAY + number)
        assert count_slices(path) == len(ARRAY)
    assert len({source_sha256(path) for path in scans.loc["P1", [f"path_{what}" for what in NAMES]]}) == 3
    assert not [what for _, what in said() if "several" in what or "folder" in what]


def test_a_damaged_file_of_a_flat_folder_is_named(tmp_path, export):
    flat(list(export("P1").values()), tmp_path / "P1" / "DICOM")
    whole = (tmp_path / "P1" / "DICOM" / "IM0002").read_bytes()
    (tmp_path / "P1" / "DICOM" / "IM0002").write_bytes(whole[:300])
    with pytest.raises(InputError, match="IM0002"):
        read_volume(read(tmp_path)["path_T1"]["P1"])


def test_a_study_of_one_sequence_is_not_given_another_whose_description_is_longer(tmp_path, export):
    first = export("P1")
    assert read(tmp_path, modalities=["T1"])["path_T1"].tolist() == [str(first["T1"]), ""]


def test_the_earliest_study_is_taken_and_the_dates_are_said(tmp_path, export):
    first, _ = export("P1"), export("P1", date="20151224")
    # An examination of something else is no study of the brain.
    export("P1", date="20010101", series={"T1": "spine sag"})
    assert read(tmp_path)["path_T1GD"]["P1"] == str(first["T1GD"])
    assert ("P1", "has studies of several dates; that of 20140302 is taken, those of 20151224 are not") in said()


def test_dates_that_were_changed_series_by_series_are_told_and_what_is_missing_is_said_of_the_date_taken(
    tmp_path, export
):
    export("P2")
    for day, (what, description) in enumerate(SERIES.items()):
        export("P1", date=f"2014030{9 - day}", series={what: description}, StudyInstanceUID="1.7")
    scans = read(tmp_path, NAMES | {"DTI_FA": "DTI"}, ["T1", "FLAIR", "DTI_FA"])
    assert scans.loc["P1", ["has_T1", "has_FLAIR", "has_DTI_FA"]].tolist() == [False, False, True]
    told = dict.fromkeys(what for patient, what in said() if patient == "P1")
    first, *missing = [what for what in told if "segmentation" not in what]
    assert first.startswith("has studies of several dates; that of 20140306 is taken, those of 20140307, 20140308, ")
    assert "one study by StudyInstanceUID" in first and first.endswith(
        "if they are of one day, give them one StudyDate"
    )
    assert len(missing) == 2
    for what in missing:
        found = (
            "'ep2d_DTI_30dir', and of other dates, which are not taken, 't2_Flair_axial', 'T1_axial stealth post', 't1"
        )
        assert f"; found the series {found}" in what


def test_studies_without_a_date_are_refused_and_listed(tmp_path, export):
    export("P1", folder="a", date="", StudyInstanceUID="1.5")
    export("P1", folder="b", date="", StudyInstanceUID="1.6", series={"T1": "T1 AXIAL"})
    said_of = (
        r"patient P1: .* has 2 studies, of which one or more have no StudyDate: 1.5: 't1 axial', .*; 1.6: 'T1 AXIAL'"
    )
    with pytest.raises(InputError, match=f"{said_of}; move all but the right one away"):
        read(tmp_path)


def test_two_series_of_one_sequence_are_refused_with_both_named(tmp_path, export):
    export("P1", series=SERIES | {"again": "t1 axial (repeat)"})
    assert read(tmp_path)["path_T1"]["P1"].endswith("0000"), "the whole description is the more specific one"
    with pytest.raises(
        InputError, match=r"2 series may be T1: 't1 axial' in .*0000 \(4 files\) and 't1 axial \(repeat\)'"
    ):
        read(tmp_path, NAMES | {"T1": "1 axial"})


def test_identical_copies_of_a_series_are_one(tmp_path, export):
    first = export("P1")
    shutil.copytree(first["T1"], tmp_path / "backup" / "copy")
    assert read(tmp_path)["path_T1"]["P1"] in (str(first["T1"]), str(tmp_path / "backup" / "copy"))


def test_series_of_two_patients_in_one_folder_of_a_patient_are_refused(tmp_path, export):
    export("X7", folder="P1/a")
    assert read(tmp_path)["has_T1"].tolist() == [True, False]
    export("X8", folder="P1/b", series={"T1GD": "3d gad"})
    with pytest.raises(InputError, match="series of several patients by their PatientID: X7, X8; move those"):
        read(tmp_path, NAMES | {"T1GD": "3d gad"})


def test_what_a_patient_lacks_is_said_with_the_descriptions_that_are_there(tmp_path, export):
    export("P1")
    export("P2", series={"T1": "t1 axial", "T1GD": "mprage +c"})
    read(tmp_path)
    expected = "expected a series whose description holds 't1 axial stealth-post' or '3D GAD'"
    assert ("P2", f"no T1GD scan: {expected}; found the series 't1 axial', 'mprage +c'") in said()
    with pytest.raises(
        InputError, match=r"none of the 2 patients has it: .* holds 'dark'; found the series 't1 axial',"
    ):
        read(tmp_path, NAMES | {"FLAIR": "dark"})


def test_a_first_look_without_names_lists_the_descriptions(tmp_path, export):
    export("P1")
    export("P2")
    with pytest.raises(InputError, match=r"none of the 8 DICOM series .*: 't1 axial' \(2 times\), .* name a part"):
        read(tmp_path, {})


def test_series_of_nobody_and_of_no_mri_are_said(tmp_path, export):
    export("P1")
    export("P9", series={"T1": "t1 axial"})
    export("P1", folder="other", Modality="SEG", series={"T1": "flair segmentation"})
    read(tmp_path)
    found = said()
    assert ("P9", "1 series or file(s) that no row of patients.csv knows") in found
    assert ("", "1 DICOM series that are no MRI (SEG) are not read") in found


def test_a_tree_without_a_known_patient_or_without_dicom(tmp_path, export):
    with pytest.raises(InputError, match="no DICOM series in it or below"):
        read(tmp_path)
    export("ANON", folder="exports/1")
    with pytest.raises(
        InputError, match=r"their PatientID is 'ANON' \(4 times\), their folders are 'exports' \(4 times\)"
    ):
        read(tmp_path)


def test_a_contrast_agent_in_a_scan_before_contrast_is_noticed(tmp_path, export):
    export("P1", ContrastBolusAgent="Gadovist")
    export("P2", ContrastBolusAgent="NONE")
    read(tmp_path)
    told = [(who, what) for who, what in said() if "contrast agent" in what]
    assert told == [("P1", "taken for T1, but its header names a contrast agent (Gadovist); is it T1GD?")]


def test_check_reads_it_as_a_study_does_and_says_what_is_missing(tmp_path, export):
    first = export("P1")
    export("P2", series={"T1": "t1 axial"})
    settings = OwnPatientsSettings(files_by="dicom", sequences=NAMES)
    (one, two), _, problems = read_own_patients(tmp_path, settings)
    assert one.files == {what: first[what] for what in NAMES} and set(two.files) == {"T1"} and not problems
    assert MASK not in one.files
    told = [what for who, what in said() if who == "P2"]
    assert [what.split(":")[0] for what in told] == ["no T1GD scan", "no FLAIR scan"]
