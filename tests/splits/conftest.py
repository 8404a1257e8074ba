"""Cohorts to split: the real one, and small ones made of patients with and without a modality."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.upenn_gbm import read_scans

GROUPS = {
    "Struct": ["T1", "T1GD", "T2", "FLAIR"],
    "DTI": ["DTI_AD", "DTI_FA", "DTI_RD", "DTI_TR"],
    "DSC": ["DSC_ap-rCBV", "DSC_PH", "DSC_PSR"],
}


@pytest.fixture(scope="session")
def published_groups() -> dict[str, list[str]]:
    return GROUPS


@pytest.fixture(scope="session")
def real_cohort(shared: Path) -> pd.DataFrame:
    """The 671 scans of UPENN-GBM, of which 262 are included."""
    modalities = [modality for group in GROUPS.values() for modality in group]
    scans = read_scans(shared / "real" / "upenn_gbm", modalities)
    return select_patients(scans, LabelSettings(), modalities)[0]


@pytest.fixture(scope="session")
def cohort_of() -> Callable[..., pd.DataFrame]:
    """Cohort from (label, modalities) of each patient, all of them included."""

    def make(*patients: tuple[int, str]) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "patient_id": f"UPENN-GBM-{number:05d}",
                    "scan_id": f"UPENN-GBM-{number:05d}_11",
                    "label": label,
                    **{f"has_{modality}": modality in present.split() for modality in ("T1", "DTI_FA", "DSC_PH")},
                    "has_automatic": True,
                    "included": True,
                }
                for number, (label, present) in enumerate(patients, start=1)
            ]
        )

    return make
