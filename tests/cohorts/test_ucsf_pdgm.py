from pathlib import Path

import numpy as np
import pytest

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.ucsf_pdgm import read_scans
from radiogenomics.errors import InputError
from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.volume import read_mask, read_volume

MODALITIES = ["T1", "T1GD", "T2", "FLAIR", "DTI_AD", "DTI_FA"]
SUFFIXES = ("T1", "T1c", "T2", "FLAIR", "DTI_eddy_L1", "DTI_eddy_FA")
OTHERS = ("T1_bias", "T1c_bias", "T2_bias", "FLAIR_bias", "ADC", "SWI", "ASL", "DTI_eddy_MD", "DTI_eddy_L2")
TABLE = """ID,Sex,Age at MRI,WHO CNS Grade,MGMT status,1p/19q,IDH,OS,BraTS21 ID
UCSF-PDGM-004,M,66,4,negative,unknown,wildtype,1303,BraTS2021_00097
UCSF-PDGM-005,F,80,4,indeterminate,unknown,wildtype,274,
UCSF-PDGM-429,M,37,3,positive,intact,IDH1 p.R132H,,BraTS2021_00639
UCSF-PDGM-0429_FU003d,M,37,3,positive,intact,IDH1 p.R132H,,BraTS2021_00557
UCSF-PDGM-541,F,,2,unknown,co-deletion,mutated (NOS),12,
"""
EXAMS = ("UCSF-PDGM-0004", "UCSF-PDGM-0005", "UCSF-PDGM-0429", "UCSF-PDGM-0429_FU003d")
WITHOUT_FOLDER = "UCSF-PDGM-0541"
MGMT = LabelSettings(
    column="MGMT status", positive="positive", negative="negative", missing=["indeterminate", "unknown", ""]
)
IDH = LabelSettings(column="IDH", positive="other than negative", negative="wildtype", missing=["unknown", ""])


@pytest.fixture
def archive(tmp_path: Path, write_scan) -> Path:
    """Four exams as the package lays them out, the table above them, and in it a patient who has no folder."""
    (tmp_path / "UCSF-PDGM-metadata_v5.csv").write_text(TABLE)
    for exam in EXAMS:
        folder = tmp_path / "PKG - UCSF-PDGM Version 5" / "UCSF-PDGM-v5" / f"{exam}_nifti"
        for suffix in (*SUFFIXES, *OTHERS):
            write_scan(folder / f"{exam}_{suffix}.nii.gz")
        write_scan(folder / f"{exam}_tumor_segmentation.nii.gz", labels=(1, 2, 4))
        for name in ("brain_segmentation", "brain_parenchyma_segmentation"):
            write_scan(folder / f"{exam}_{name}.nii.gz", labels=(1,))
    return tmp_path


def test_one_row_per_exam_with_its_files(archive: Path):
    scans = read_scans(archive, MODALITIES)
    assert scans["scan_id"].tolist() == [*EXAMS, WITHOUT_FOLDER]
    first = scans.iloc[0]
    assert first[["patient_id", "site", "MGMT status", "IDH", "age", "sex"]].tolist() == [
        *("UCSF-PDGM-0004", "UCSF", "negative", "wildtype", 66.0, "M")
    ]
    for modality, suffix in zip(MODALITIES, SUFFIXES, strict=True):
        assert Path(first[f"path_{modality}"]).name == f"UCSF-PDGM-0004_{suffix}.nii.gz"
        read_volume(first[f"path_{modality}"])
    assert np.isnan(scans["age"].iloc[-1])


def test_the_one_segmentation_serves_as_automatic_and_as_corrected(archive: Path):
    first = read_scans(archive, ["T1"]).iloc[0]
    assert mask_path(first, "automatic") == mask_path(first, "corrected")
    assert mask_path(first, "automatic").name == "UCSF-PDGM-0004_tumor_segmentation.nii.gz"
    mask = read_mask(mask_path(first, "automatic"), convention=label_convention(first))
    assert set(mask.array.ravel()) == {0, 1, 2, 4}


def test_b17_a_follow_up_is_a_scan_of_its_patient_and_no_baseline(archive: Path):
    scans = read_scans(archive, ["T1"]).set_index("scan_id")
    assert scans.loc["UCSF-PDGM-0429_FU003d", "patient_id"] == "UCSF-PDGM-0429"
    assert scans.index[~scans["baseline"]].tolist() == ["UCSF-PDGM-0429_FU003d"]


def test_b17_former_names_of_follow_ups_are_followed(archive: Path):
    """Version 2 has the same exam as a patient of its own, in the table and as a folder."""
    table = archive / "UCSF-PDGM-metadata_v5.csv"
    table.write_text(TABLE.replace("UCSF-PDGM-0429_FU003d", "UCSF-PDGM-138"))
    for path in archive.rglob("UCSF-PDGM-0429_FU003d_*.nii.gz"):
        path.rename(path.with_name(path.name.replace("UCSF-PDGM-0429_FU003d", "UCSF-PDGM-0138")))
    scans = read_scans(archive, ["T1"])
    assert scans["scan_id"].tolist() == [*EXAMS, WITHOUT_FOLDER]
    assert Path(scans["path_T1"][3]).name == "UCSF-PDGM-0138_T1.nii.gz"


def test_a_patient_without_a_folder_counts_by_the_archives_word(archive: Path):
    row = read_scans(archive, MODALITIES).set_index("scan_id").loc[WITHOUT_FOLDER]
    assert row[["has_T1", "has_FLAIR", "has_automatic", "has_corrected"]].all()
    # Of maps beside the structural sequences nothing is promised.
    assert not row[["has_DTI_AD", "has_DTI_FA"]].any()
    assert row[[f"path_{name}" for name in (*MODALITIES, "automatic")]].eq("").all()


def test_a_folder_that_the_table_does_not_know_is_reported_and_its_label_unknown(archive: Path, write_scan, told):
    write_scan(archive / "UCSF-PDGM-0017_nifti" / "UCSF-PDGM-0017_T1.nii.gz")
    scans = read_scans(archive, ["T1"]).set_index("scan_id")
    assert scans.loc["UCSF-PDGM-0017", ["MGMT status", "has_T1", "has_automatic"]].tolist() == ["", True, False]
    assert "no row for 1 scan(s), whose label is not known: UCSF-PDGM-0017 (nearest: 'UCSF-PDGM-0" in told()


def test_the_scans_can_be_selected_by_mgmt_and_by_idh(archive: Path):
    scans = read_scans(archive, ["T1", "T1GD"])
    cohort, _ = select_patients(scans, MGMT, ["T1", "T1GD"])
    assert cohort.set_index("scan_id")["exclusion_reason"].to_dict() == {
        "UCSF-PDGM-0004": "",
        "UCSF-PDGM-0005": "MGMT status is indeterminate",
        "UCSF-PDGM-0429": "",
        "UCSF-PDGM-0429_FU003d": "follow-up scan",
        "UCSF-PDGM-0541": "MGMT status is unknown",
    }
    mutated, _ = select_patients(scans, IDH, ["T1"])
    assert mutated["label"].tolist() == [0, 0, 1, 1, 1]


def test_b24_files_of_three_digits_are_the_same_exam(archive: Path, write_scan):
    for path in archive.rglob("UCSF-PDGM-0004_T2.nii.gz"):
        path.rename(path.with_name("UCSF-PDGM-004_T2.nii.gz"))
    scans = read_scans(archive, ["T1", "T2"])
    assert scans["scan_id"].tolist() == [*EXAMS, WITHOUT_FOLDER]
    assert Path(scans["path_T2"][0]).name == "UCSF-PDGM-004_T2.nii.gz"
    write_scan(archive / "UCSF-PDGM-0004_T2.nii.gz")
    with pytest.raises(InputError, match="two different files of the same name"):
        read_scans(archive, ["T2"])


def test_a_table_is_enough(tmp_path: Path):
    (tmp_path / "UCSF-PDGM-metadata_v5.csv").write_text(TABLE)
    scans = read_scans(tmp_path, ["T1"])
    assert scans["has_T1"].all() and scans["path_T1"].eq("").all()


def test_b28_without_a_table_one_line_says_what_to_do(archive: Path):
    (archive / "UCSF-PDGM-metadata_v5.csv").unlink()
    with pytest.raises(InputError, match=r"no 'UCSF-PDGM-metadata_v5\.csv', of whatever version, in it") as error:
        read_scans(archive, ["T1"])
    assert "\n" not in str(error.value)


def test_b28_a_table_without_the_labels_column_is_named(archive: Path):
    table = archive / "UCSF-PDGM-metadata_v5.csv"
    table.write_text(TABLE.replace("MGMT status", "MGMT"))
    with pytest.raises(InputError, match=r"label column 'MGMT status' is not in the clinical table \(nearest: 'MGMT'"):
        select_patients(read_scans(archive, ["T1"]), MGMT, ["T1"])


def test_b28_an_unknown_modality_is_named_with_the_nearest(archive: Path):
    with pytest.raises(InputError, match=r"modality 'DTI_TR' is not in UCSF-PDGM \(nearest: 'DTI_"):
        read_scans(archive, ["DTI_TR"])
