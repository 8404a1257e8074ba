import pandas as pd
import pytest

from radiogenomics.cohorts.predicted_masks import EMPTY, with_predicted_masks
from radiogenomics.cohorts.selection import select_patients
from radiogenomics.errors import InputError


@pytest.fixture
def scans() -> pd.DataFrame:
    """Four patients, the first of whom has a follow-up scan; the archive stores enhancing tumour as 3."""
    names = ["P0", "P0", "P1", "P2", "P3"]
    return pd.DataFrame(
        {
            "patient_id": names,
            "scan_id": [f"{name}_{number}" for number, name in enumerate(names)],
            "baseline": [True, False, True, True, True],
            "fault": ["", "", "", "", "blurred"],
            "has_T1": True,
            "path_T1": "scan",
            "has_automatic": False,
            "path_automatic": "",
            "label_convention": "brats2023",
            "age": 60,
            "sex": "F",
            "site": "",
        }
    )


MASKS = pd.DataFrame(
    {
        "patient_id": ["P0", "P0", "P1", "P3"],
        "fold": [0, 1, 0, 1],
        "path": ["0.nii.gz", "0.nii.gz", "1.nii.gz", "3.nii.gz"],
        "voxels": [8, 8, 0, 0],
    }
)


def test_patients_without_a_usable_predicted_mask_leave_with_a_reason(scans):
    cohort, flow = select_patients(with_predicted_masks(scans, MASKS), None, ["T1"], "predicted")
    assert cohort["exclusion_reason"].tolist() == [
        "",
        "follow-up scan",
        EMPTY,
        "no predicted segmentation",
        "blurred",
    ]
    assert flow["n_after"].iloc[-1] == 1
    kept = cohort[cohort["included"]].iloc[0]
    assert kept["path_predicted"] == "0.nii.gz" and kept["label_convention"] == "brats"


def test_masks_of_nobody_are_refused(scans):
    with pytest.raises(InputError, match="none of the cohort's patients; name a study of the same cohort"):
        with_predicted_masks(scans, MASKS.assign(patient_id="Q"))
