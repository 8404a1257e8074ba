from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.crosswalks import brats2021_to_tcia, histology_to_upenn_gbm, read_crosswalks


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
