from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.scan_table import refuse_unknown_modalities, scan_table
from radiogenomics.errors import InputError

SCANS = pd.DataFrame(
    {
        "patient_id": ["B", "A", "A"],
        "baseline": [True, True, False],
        "fault": ["", "", ""],
        "site": ["1", "2", "2"],
        "age": [50, np.nan, np.nan],
        "sex": ["M", np.nan, np.nan],
    },
    index=["B_1", "A_1", "A_2"],
)
FILES = {"T1": {"A_1": Path("a.nii.gz")}, "automatic": {}, "corrected": {}}


def test_the_columns_that_every_archive_has():
    clinical = pd.DataFrame({"IDH": ["1"]}, index=pd.Index(["A"], name="patient_id"))
    table = scan_table(SCANS, clinical, FILES, {"T1": ["B_1"]}, "brats")
    assert list(table) == [
        *("patient_id", "scan_id", "baseline", "fault", "site", "IDH", "age", "sex", "label_convention"),
        *("has_T1", "has_automatic", "has_corrected", "path_T1", "path_automatic", "path_corrected"),
    ]
    assert table["scan_id"].tolist() == ["A_1", "A_2", "B_1"]
    assert table["IDH"].tolist() == ["1", "1", ""]
    assert table["has_T1"].tolist() == [True, False, True], "found or promised"
    assert table["path_T1"].tolist() == ["a.nii.gz", "", ""]
    assert table["age"].fillna(0).tolist() == [0, 0, 50]
    assert table["baseline"].dtype == table["has_T1"].dtype == bool


def test_labels_may_stand_by_scan():
    clinical = pd.DataFrame({"MGMT": ["1"]}, index=pd.Index(["A_2"], name="scan_id"))
    assert scan_table(SCANS, clinical, FILES, {}, "brats")["MGMT"].tolist() == ["", "1", ""]


def test_b28_an_unknown_modality_is_named_with_the_nearest():
    with pytest.raises(InputError, match=r"modality 'FLAR' is not in X \(nearest: 'FLAIR'\); use some of T1, FLAIR"):
        refuse_unknown_modalities(["T1", "FLAR"], ["T1", "FLAIR"], "X")
