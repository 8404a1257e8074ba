"""UPENN-GBM's DICOM release, under whatever names its folders have."""

import numpy as np
import pytest

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.upenn_gbm_dicom import read_scans
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_volume
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.oddities import noticed_since_last

DESCRIPTIONS = {
    "T1": "t1 axial: Processed_CaPTk",
    "T1GD": "t1 axial stealth-post : Processed_CaPTk",
    "T2": "Axial T2 tse: Processed_CaPTk",
    "FLAIR": "t2_Flair_axial: Processed_CaPTk",
}
ARRAY = np.random.default_rng(0).integers(0, 2000, (3, 6, 5))
MGMT = LabelSettings(column="MGMT", positive="Methylated", negative="Unmethylated")


@pytest.fixture
def release(archive, write_series):
    """Function that writes series of a patient below the archive's tables, and returns their folders."""

    def write(patient, date, folder, descriptions=DESCRIPTIONS, **elements):
        common = {"PatientID": f"UPENN-GBM-{patient}", "StudyDate": date} | elements
        return {
            name: str(
                write_series(
                    archive / folder.format(name), ARRAY, SeriesDescription=text, SeriesNumber=number, **common
                )
            )
            for number, (name, text) in enumerate(descriptions.items(), start=2)
        }

    noticed_since_last()
    return write


def read(archive, modalities=STRUCTURAL):
    return read_scans(archive, list(modalities)).set_index("scan_id")


def paths(scans, scan):
    return {name: scans[f"path_{name}"][scan] for name in STRUCTURAL if scans[f"path_{name}"][scan]}


def said():
    return [(patient, what) for patient, _, what in noticed_since_last()]


@pytest.mark.parametrize("folder", ["0a1b-{}", "UPENN-GBM-00001/1.2.3/MR_1.4.{}"])
def test_series_are_found_by_their_headers(archive, release, folder):
    files = release("00001", "20010203", folder)
    scans = read(archive)
    assert paths(scans, "UPENN-GBM-00001_11") == files
    np.testing.assert_array_equal(read_volume(files["T2"]).array, ARRAY)
    assert scans["MGMT"]["UPENN-GBM-00001_11"] == "Methylated" and scans["age"]["UPENN-GBM-00001_11"] == 52.16
    assert not scans[["has_automatic", "has_corrected"]].any(axis=None) and (scans["path_automatic"] == "").all()
    assert said() == [("", f"taken for {name}: the series {text!r}") for name, text in DESCRIPTIONS.items()]


def test_the_earliest_examination_is_the_baseline_and_a_later_one_the_follow_up(archive, release):
    later, first = release("00002", "20020610", "x{}"), release("00002", "20020101", "y{}")
    scans = read(archive)
    assert paths(scans, "UPENN-GBM-00002_11") == first and paths(scans, "UPENN-GBM-00002_21") == later


def test_one_examination_may_take_two_days(archive, release):
    first = release("00001", "20020101", "a{}", {"FLAIR": DESCRIPTIONS["FLAIR"]})
    rest = release("00001", "20020102", "b{}", {name: DESCRIPTIONS[name] for name in ("T1", "T1GD", "T2")})
    assert paths(read(archive), "UPENN-GBM-00001_11") == rest | first
    assert not any("examinations" in what for _, what in said())


def test_an_examination_too_few_is_taken_for_the_baseline_and_said(archive, release):
    release("00002", "20020101", "y{}")
    scans = read(archive)
    assert scans["has_T1"][["UPENN-GBM-00002_11", "UPENN-GBM-00002_21"]].tolist() == [True, False]
    wanted = "examinations of 20020101, where the table has the scans UPENN-GBM-00002_11, UPENN-GBM-00002_21"
    assert ("UPENN-GBM-00002", wanted) in said()


@pytest.mark.parametrize(("days", "is_said"), [("160", False), ("150", True), ("NA", False)])
def test_an_interval_that_is_not_the_table_s_is_said(archive, release, clinical, days, is_said):
    table = clinical.assign(Time_since_baseline_preop=["0", "0", days, "0", "0"])
    table.to_csv(archive / "UPENN-GBM_clinical_info_v2.1.csv", index=False)
    release("00002", "20020101", "y{}")
    release("00002", "20020610", "x{}")
    read(archive)
    told = "UPENN-GBM-00002_21 is 160 days after the first examination by its DICOM, 150 by the table"
    assert (("UPENN-GBM-00002", told) in said()) is is_said


def test_who_has_none_of_the_sequences_is_left_out_with_the_descriptions(archive, release):
    release("00001", "20010203", "a{}")
    release("00002", "20010203", "b{}", {"x": "ep2d_perf BOLUS", "y": "AX T1 MPRAGE ISOTROPIC: Processed_CaPTk"})
    release("00003", "20010203", "c{}", {"T1GD": "AX T1 POST: Processed_CaPTk"})
    scans = read(archive)
    fault = scans["fault"]["UPENN-GBM-00002_11"]
    assert fault == (
        "none of T1, T1GD, T2, FLAIR is among the series 'ep2d_perf BOLUS', 'AX T1 MPRAGE ISOTROPIC: Processed_CaPTk'"
    )
    lacking = "UPENN-GBM-00003_11: T1, T2, FLAIR cannot be told among the series 'AX T1 POST: Processed_CaPTk'"
    assert ("UPENN-GBM-00003", lacking) in said()
    cohort, _ = select_patients(scans.reset_index(), MGMT, ["T1"], "none")
    reasons = cohort.set_index("scan_id")["exclusion_reason"]
    assert reasons["UPENN-GBM-00001_11"] == "" and reasons["UPENN-GBM-00002_11"] == fault


def test_scans_that_are_told_by_order_are_said(archive, release):
    twice = "T1 MPRAGE AXIAL IPAT: Processed_CaPTk"
    files = release("00001", "20010203", "a{}", {"T1": twice, "T2": DESCRIPTIONS["T2"], "T1GD": twice})
    assert paths(read(archive), "UPENN-GBM-00001_11") == files
    assert any(what.startswith("T1 and T1GD are told by the order") for who, what in said() if who)


def test_tables_alone_promise_what_they_promise(archive):
    scans = read(archive)
    assert scans["has_T1"].all() and (scans["path_T1"] == "").all() and (scans["fault"] == "").all()


def test_processed_images_in_the_same_folder_and_segmentations_of_others_are_not_taken(archive, release, touch):
    touch(archive / "UPENN-GBM-00001_11_T1.nii.gz")
    touch(archive / "UPENN-GBM-00001_11_segm.nii.gz")
    release("00001", "20010203", "seg{}", {"T1": "t1 seg: Processed_CaPTk"}, Modality="SEG")
    release("00004", "20010203", "a{}")
    assert paths(read(archive), "UPENN-GBM-00001_11") == {}


def test_maps_are_in_the_other_release(archive):
    with pytest.raises(InputError, match=r"modality 'DTI_FA' is not in UPENN-GBM's DICOM release"):
        read_scans(archive, ["DTI_FA"])
