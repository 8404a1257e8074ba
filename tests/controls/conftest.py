"""A made-up cohort: 90 patients, of whom 60 have the second modality, too."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.design import Design, control_design
from radiogenomics.splits.settings import SplitSettings

GROUPS = {"structural": ["FLAIR"], "DSC": ["DSC_PH"], "other": ["DTI_FA"]}


@pytest.fixture
def cohort() -> pd.DataFrame:
    number = np.arange(90)
    return pd.DataFrame(
        {
            "patient_id": [f"UPENN-GBM-{i:05d}" for i in number],
            "scan_id": [f"UPENN-GBM-{i:05d}_11" for i in number],
            "label": (number % 5 < 2).astype(float),
            "age": 40.0 + number % 37,
            "sex": np.where(number % 2, "M", "F"),
            "has_FLAIR": True,
            "has_DSC_PH": number % 3 > 0,
            "has_DTI_FA": number % 7 > 0,
            "included": True,
        }
    )


@pytest.fixture
def split() -> SplitSettings:
    return SplitSettings(test_fraction=0.4, test_group="DSC", folds=2)


@pytest.fixture
def design(cohort, split) -> Design:
    return control_design(cohort, GROUPS, "structural", split)
