from pathlib import Path

import pytest

from radiogenomics.cohorts.brats2021 import read_scans
from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.volume import read_mask, read_volume

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]
MGMT = LabelSettings(column="MGMT value", positive="1", negative="0", missing=[""])


@pytest.fixture
def archive(tmp_path: Path, write_mapping, write_scan) -> Path:
    """Two training cases and a validation case as TCIA's package lays them out, and the mapping above them."""
    write_mapping(tmp_path)
    package = tmp_path / "RSNA-ASNR-MICCAI-BraTS-2021"
    for folder, case in [
        ("BraTS2021_TrainingSet/UPENN-GBM", "BraTS2021_00000"),
        ("BraTS2021_TrainingSet/UCSF-PDGM", "BraTS2021_00557"),
        ("BraTS2021_ValidationSet/TCGA-GBM", "BraTS2021_00002"),
    ]:
        for suffix in ("flair", "t1", "t1ce", "t2"):
            write_scan(package / folder / case / f"{case}_{suffix}.nii.gz")
        if "Training" in folder:
            write_scan(package / folder / case / f"{case}_seg.nii.gz", labels=(1, 2, 4))
    return tmp_path


def test_one_row_per_case_with_its_files(archive: Path):
    scans = read_scans(archive, MODALITIES)
    assert scans["scan_id"].tolist() == ["BraTS2021_00000", "BraTS2021_00002", "BraTS2021_00169", "BraTS2021_00557"]
    first = scans.iloc[0]
    assert first[["patient_id", "site", "MGMT value", "fault"]].tolist() == ["BraTS2021_00000", "site 1", "1", ""]
    for modality, suffix in zip(MODALITIES, ("t1", "t1ce", "t2", "flair"), strict=True):
        assert Path(first[f"path_{modality}"]).name == f"BraTS2021_00000_{suffix}.nii.gz"
        read_volume(first[f"path_{modality}"])
    assert scans[["age", "sex"]].isna().all(axis=None)


def test_the_one_segmentation_serves_as_automatic_and_as_corrected(archive: Path):
    first = read_scans(archive, ["T1"]).iloc[0]
    assert mask_path(first, "automatic") == mask_path(first, "corrected")
    mask = read_mask(mask_path(first, "automatic"), convention=label_convention(first))
    assert set(mask.array.ravel()) == {0, 1, 2, 4}


def test_what_the_archive_promises_counts_without_the_files(tmp_path: Path, write_mapping):
    write_mapping(tmp_path)
    scans = read_scans(tmp_path, ["T1"]).set_index("scan_id")
    assert scans["has_T1"].tolist() == [True, True, False, True]
    assert scans["has_automatic"].tolist() == [True, False, False, True]
    assert scans["path_T1"].eq("").all()


def test_b17_a_follow_up_case_is_a_scan_of_its_patient_and_no_baseline(archive: Path):
    scans = read_scans(archive, ["T1"]).set_index("scan_id")
    assert scans.loc["BraTS2021_00557", "patient_id"] == "BraTS2021_00639"
    assert scans["baseline"].to_dict() == {scan_id: scan_id != "BraTS2021_00557" for scan_id in scans.index}


def test_the_scans_can_be_selected(archive: Path):
    cohort, _ = select_patients(read_scans(archive, MODALITIES), MGMT, MODALITIES)
    assert cohort.set_index("scan_id")["exclusion_reason"].to_dict() == {
        "BraTS2021_00000": "",
        "BraTS2021_00002": "no automatic segmentation",
        "BraTS2021_00169": "MGMT value is empty",
        "BraTS2021_00557": "follow-up scan",
    }


def test_a_case_of_the_folder_that_no_table_knows_is_reported(archive: Path, write_scan, told):
    write_scan(archive / "BraTS2021_00010_t1.nii.gz")
    scans = read_scans(archive, ["T1"]).set_index("scan_id")
    assert scans.loc["BraTS2021_00010", ["MGMT value", "site", "has_T1", "has_automatic"]].tolist() == [
        "",
        "",
        True,
        False,
    ]
    assert "no row for 1 scan(s), whose label is not known: BraTS2021_00010 (nearest: 'BraTS2021_000" in told()


def test_files_of_similar_names_are_not_taken(archive: Path, write_scan):
    for name in ("BraTS2021_0001_t1.nii.gz", "BraTS2021_00001_t1_copy.nii.gz", "x_t1.nii.gz"):
        write_scan(archive / name)
    known = set(read_scans(archive, ["T1"])["scan_id"])
    assert len(known) == 4
    # A scan that is not packed is one all the same.
    write_scan(archive / "BraTS2021_00001_t1.nii")
    assert set(read_scans(archive, ["T1"])["scan_id"]) == known | {"BraTS2021_00001"}


def test_two_different_files_of_one_name_stop(archive: Path, write_scan):
    write_scan(archive / "again" / "BraTS2021_00000_t1.nii.gz")
    with pytest.raises(InputError, match="two different files of the same name"):
        read_scans(archive, ["T1"])


def test_b28_an_unknown_modality_is_named_with_the_nearest(archive: Path):
    with pytest.raises(InputError, match=r"modality 'T1CE' is not in BraTS 2021 \(nearest: 'T1"):
        read_scans(archive, ["T1CE"])
