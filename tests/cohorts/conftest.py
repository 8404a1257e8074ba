"""A small archive in the layout of UPENN-GBM, whose tables a test may spoil, and files for other archives."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.oddities import noticed_since_last

CLINICAL = "UPENN-GBM_clinical_info_v2.1.csv"
AVAILABILITY = "UPENN-GBM_data_availability.csv"


def clinical_table() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("UPENN-GBM-00001_11", "F", "52.16", "960", "Wildtype", "Methylated"),
            ("UPENN-GBM-00002_11", "M", "61.3", "291", "Wildtype", "Unmethylated"),
            ("UPENN-GBM-00002_21", "M", "62.1", "291", "Wildtype", "Unmethylated"),
            ("UPENN-GBM-00003_11", "M", "42.82", "Not Available", "Mutated", "Indeterminate"),
            ("UPENN-GBM-00004_11", "F", "70.0", "12", "NOS/NEC", "Not Available"),
        ],
        columns=["ID", "Gender", "Age_at_scan_years", "Survival_from_surgery_days_UPDATED", "IDH1", "MGMT"],
    )


def availability_table() -> pd.DataFrame:
    yes, no = "available", "not available"
    return pd.DataFrame(
        [
            ("UPENN-GBM-00001_11", yes, yes, yes, yes, yes),
            ("UPENN-GBM-00002_11", yes, yes, no, yes, no),
            ("UPENN-GBM-00002_21", yes, yes, yes, no, no),
            ("UPENN-GBM-00003_11", yes, no, no, yes, no),
            ("UPENN-GBM-00004_11", yes, no, yes, yes, no),
        ],
        columns=[
            *("ID", "Structural imaging", "DTI imaging", "DSC imaging"),
            *("Automatic Tumor Segmentation", "Corrected Tumor Segmentation"),
        ],
    )


@pytest.fixture
def clinical() -> pd.DataFrame:
    return clinical_table()


@pytest.fixture
def availability() -> pd.DataFrame:
    return availability_table()


@pytest.fixture
def archive(tmp_path: Path, clinical: pd.DataFrame, availability: pd.DataFrame) -> Path:
    """Folder with both tables and no images."""
    clinical.to_csv(tmp_path / CLINICAL, index=False)
    availability.to_csv(tmp_path / AVAILABILITY, index=False)
    return tmp_path


@pytest.fixture
def touch() -> Callable[[Path], Path]:
    """Make an empty file and its folders."""

    def make(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return path

    return make


@pytest.fixture
def write_xlsx() -> Callable[[Path, pd.DataFrame], Path]:
    """Write a table as a spreadsheet, each cell as the number, date or text it is."""

    def write(path: Path, table: pd.DataFrame) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_excel(path, index=False)
        return path

    return write


@pytest.fixture
def write_scan() -> Callable[..., Path]:
    """Write a small NIfTI scan that differs from every other, or a mask of the labels given."""

    def write(path: Path, labels: tuple[int, ...] = ()) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        generator = np.random.default_rng(list(str(path).encode()))
        array = generator.random((4, 5, 6)).astype(np.float32)
        if labels:
            array = np.zeros((4, 5, 6), np.uint8)
            array.flat[: len(labels)] = labels
        SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array), str(path))
        return path

    return write


@pytest.fixture
def write_mapping(write_xlsx: Callable[..., Path]) -> Callable[[Path], Path]:
    """Write BraTS 2021's mapping to TCIA: three cases of task 1, of whom one is a follow-up scan, and one of task 2."""

    def write(folder: Path) -> Path:
        rows = [
            ("UPENN-GBM", 1, "UPENN-GBM-00011_11", "BraTS2021_00000", "Training", "Training", 1),
            ("TCGA-GBM", 4, "TCGA-02-0006", "BraTS2021_00002", "Validation", None, 0),
            ("UCSF-PDGM", 18, 57, "00169", None, "Training", None),
            ("UCSF-PDGM", 18, "new-not-previously-in-TCIA", "BraTS2021_00557", "Training", "Validation", 0),
        ]
        columns = [
            *("Data Collection (as on TCIA+additional)", "Site ID", "PatientID on TCIA Radiology Portal"),
            *("BraTS2021 ID", "Segmentation (Task 1) Cohort", "MGMT (Task 2) Cohort", "MGMT value"),
        ]
        return write_xlsx(folder / "BraTS2021_MappingToTCIA.xlsx", pd.DataFrame(rows, columns=columns))

    return write


@pytest.fixture
def write_labels() -> Callable[[Path, str], Path]:
    """Write the competition's table of labels."""

    def write(folder: Path, text: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "train_labels.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def told() -> Callable[[], str]:
    """Function that gives what was noticed since the test began, a line each: file, and what."""
    noticed_since_last()
    return lambda: "\n".join(f"{file}: {what}" for _, file, what in noticed_since_last())
