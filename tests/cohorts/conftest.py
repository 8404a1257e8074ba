"""A small archive in the layout of UPENN-GBM, whose tables a test may spoil."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

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
