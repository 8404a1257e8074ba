"""A cohort of four patients, and CaPTk's features of them in the archive's own layout."""

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

REGIONS = ("ED", "ET", "NC")
FEATURES = ("Intensity_Mean", "Volumetric_Volume", "GLCM_Bins-16_Radius-1_Contrast")
MODALITIES = ["T1", "T1GD"]


@pytest.fixture
def cohort() -> pd.DataFrame:
    """Rows of cohort.csv: three included patients, one without T1GD, and one who is not included."""
    ids = [f"UPENN-GBM-0000{number}" for number in range(1, 5)]
    return pd.DataFrame(
        {
            "patient_id": ids,
            "scan_id": [f"{patient_id}_11" for patient_id in ids],
            "age": [50.5, np.nan, 70.0, 60.0],
            "sex": ["M", "F", np.nan, "F"],
            "has_T1": True,
            "has_T1GD": [True, True, False, True],
            "included": [True, True, True, False],
        }
    )


def captk_table(modality: str, region: str, scans: list[str]) -> str:
    """CSV text; each cell tells its scan, modality, region and feature apart."""
    columns = [f"{modality}_{region}_{feature}" for feature in FEATURES]
    seed = len(modality) * 100 + REGIONS.index(region) * 10
    rows = [[scan, *(f"{seed + 7 * int(scan[12:15]) + k}.5" for k in range(len(columns)))] for scan in scans]
    return pd.DataFrame(rows, columns=["SubjectID", *columns]).to_csv(index=False)


@pytest.fixture
def captk_tables(cohort) -> dict[str, str]:
    """Text of every table by its file name; the second scan has no necrotic core."""
    tables = {}
    for segmentation in ("automaticsegm", "segm"):
        for modality in MODALITIES:
            for region in REGIONS:
                scans = [
                    scan
                    for scan, has in zip(cohort["scan_id"], cohort[f"has_{modality}"], strict=True)
                    if has and not (region == "NC" and scan.startswith("UPENN-GBM-00002"))
                ]
                name = f"Radiomic_Features_CaPTk_{segmentation}_{modality}_{region}.csv"
                tables[name] = captk_table(modality, region, scans)
    return tables


@pytest.fixture
def zipped(tmp_path: Path, captk_tables):
    """Function that writes the zip as TCIA ships it, and gives its folder."""

    def write(tables: dict[str, str] | None = None) -> Path:
        folder = tmp_path / "archive" / "tables"
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(folder / "radiomic_features_CaPTk.zip", "w") as archive:
            for name, text in (tables or captk_tables).items():
                archive.writestr(f"radiomic_features_CaPTk/{name}", text)
        return tmp_path / "archive"

    return write
