from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.masks import mask_path

BOTH = {"patient_id": "UPENN-GBM-00003", "path_automatic": "automatic.nii.gz", "path_corrected": "corrected.nii.gz"}


@pytest.mark.parametrize("choice", ["automatic", "corrected"])
def test_segmentation_of_the_kind_chosen(choice):
    assert mask_path(pd.Series(BOTH), choice) == Path(f"{choice}.nii.gz")


def test_no_segmentation_where_none_is_wanted():
    assert mask_path(pd.Series(BOTH), "none") is None


@pytest.mark.parametrize("empty", [np.nan, "", None])
def test_corrected_falls_back_to_automatic(empty):
    assert mask_path(pd.Series(BOTH | {"path_corrected": empty}), "corrected") == Path("automatic.nii.gz")


@pytest.mark.parametrize(("choice", "suffix"), [("automatic", "automated_approx_segm"), ("corrected", "segm")])
def test_missing_segmentation_names_patient_file_and_mend(choice, suffix):
    patient = pd.Series(BOTH | {"path_automatic": "", "path_corrected": ""})
    with pytest.raises(InputError) as caught:
        mask_path(patient, choice)
    assert str(caught.value) == (
        f"patient UPENN-GBM-00003: no {choice} segmentation found (expected UPENN-GBM-00003_11_{suffix}.nii.gz); "
        "download it or exclude the patient"
    )
