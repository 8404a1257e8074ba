from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.crosswalks import (
    brats2021_to_tcia,
    histology_to_upenn_gbm,
    read_crosswalks,
    ucsf_pdgm_to_brats2021,
)
from radiogenomics.errors import InputError


def pairs(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["patient_id_a"], table["patient_id_b"], strict=True))


def test_cases_of_brats_and_the_patients_they_are(tmp_path: Path, write_mapping):
    """UPENN-GBM's scan becomes its patient, UCSF-PDGM's number a name, and who is new at TCIA is nobody else."""
    table = brats2021_to_tcia(write_mapping(tmp_path))
    assert pairs(table) == {
        "BraTS2021_00000": "UPENN-GBM-00011",
        "BraTS2021_00002": "TCGA-02-0006",
        "BraTS2021_00169": "UCSF-PDGM-0057",
    }
    assert set(table["crosswalk"]) == {"BraTS2021_MappingToTCIA.xlsx"}


def write_metadata(folder: Path, *rows: str, header: str = "ID,Sex,Age at MRI,BraTS21 ID") -> Path:
    path = folder / "UCSF-PDGM-metadata_v5.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_patients_of_ucsf_pdgm_and_the_cases_that_they_are(tmp_path: Path):
    """Follow-ups are their patient on both sides; who has no case is in no pair."""
    path = write_metadata(
        tmp_path,
        *("UCSF-PDGM-004,M,66,BraTS2021_00097", "UCSF-PDGM-005,F,80,", "UCSF-PDGM-007,F,70,unknown"),
        *("UCSF-PDGM-429,M,37,BraTS2021_00639", "UCSF-PDGM-0429_FU003d,M,37,BraTS2021_00557"),
    )
    assert ucsf_pdgm_to_brats2021(path).to_numpy().tolist() == [
        ["BraTS2021_00097", "UCSF-PDGM-0004", "UCSF-PDGM-metadata_v5.csv"],
        ["BraTS2021_00639", "UCSF-PDGM-0429", "UCSF-PDGM-metadata_v5.csv"],
    ]
    assert len(read_crosswalks(index_files(tmp_path))) == 2


def test_the_first_version_of_ucsf_pdgm_tells_no_cases(tmp_path: Path):
    assert ucsf_pdgm_to_brats2021(write_metadata(tmp_path, "UCSF-PDGM-004,M,66", header="ID,Sex,Age at MRI")).empty


def test_b28_a_case_that_is_none_is_named_with_its_exam(tmp_path: Path):
    with pytest.raises(InputError, match=r"exam UCSF-PDGM-0004 has BraTS21 ID '2E\+02', not one like BraTS2021_00000"):
        ucsf_pdgm_to_brats2021(write_metadata(tmp_path, "UCSF-PDGM-004,M,66,2E+02"))


def test_b17_the_mapping_of_brats_has_former_names_of_ucsf_pdgm(tmp_path: Path, write_xlsx):
    """Case 00557 stands there as UCSF-PDGM's patient 138, who proved to be 429, and is the follow-up of case 00639."""
    columns = [
        *("Data Collection (as on TCIA+additional)", "Site ID", "PatientID on TCIA Radiology Portal"),
        *("BraTS2021 ID", "Segmentation (Task 1) Cohort", "MGMT (Task 2) Cohort", "MGMT value"),
    ]
    rows = [
        ("UCSF-PDGM", 18, 138, "BraTS2021_00557", "Training", "Training", 0),
        ("UCSF-PDGM", 18, 429, "BraTS2021_00639", "Training", "Training", 0),
        ("UCSF-PDGM", 18, 278, "BraTS2021_00003", "Training", "Training", 0),
    ]
    table = brats2021_to_tcia(write_xlsx(tmp_path / "mapping.xlsx", pd.DataFrame(rows, columns=columns)))
    assert pairs(table) == {"BraTS2021_00639": "UCSF-PDGM-0429", "BraTS2021_00003": "UCSF-PDGM-0431"}


def test_histology_and_radiology(tmp_path: Path):
    path = tmp_path / "radiology_mapping.csv"
    path.write_text(
        "PatientID,ImageID,RadiologyID,,\nC1,7316UP-1,N/A,,\nC2,7316UP-2,UPENN-GBM-00528,,\nC2,7316UP-3,UPENN-GBM-00528,,\n"
    )
    assert histology_to_upenn_gbm(path).to_numpy().tolist() == [["C2", "UPENN-GBM-00528", "radiology_mapping.csv"]]


def test_the_real_radiology_mapping(shared: Path):
    table = read_crosswalks(index_files(shared / "real" / "upenn_gbm"))
    assert len(table) == 18
    assert table["patient_id_b"].str.fullmatch(r"UPENN-GBM-\d{5}").all()
    assert not table.duplicated("patient_id_b").any()


def test_without_a_crosswalk_there_are_no_pairs(tmp_path: Path):
    table = read_crosswalks(index_files(tmp_path))
    assert table.empty
    assert list(table) == ["patient_id_a", "patient_id_b", "crosswalk"]
