"""Settings of patients of one's own refuse names that nobody knows, or that are of two sequences."""

import pytest
from pydantic import ValidationError

from radiogenomics.cohorts.own_settings import OwnPatientsSettings


def test_the_project_s_own_names_come_first():
    settings = OwnPatientsSettings(sequences={"T1GD": ["t1ce", "T1C"], "FLAIR": "flr", "segmentation": "seg"})
    suffixes = settings.suffixes
    assert suffixes["T1GD"] == ["T1GD", "t1ce", "T1C"] and suffixes["FLAIR"] == ["FLAIR", "flr"]
    assert suffixes["segmentation"] == ["segm", "seg"] and suffixes["T2"] == ["T2"]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"sequences": {"T1CE": "t1ce"}}, r"sequences: 'T1CE' is no sequence \(nearest: 'T1'\); use T1, T1GD"),
        ({"table": {"paths": {"mask": "m"}}}, "paths: 'mask' is no sequence"),
        ({"table": {"paths": {"T1": "m", "T2": "m"}}}, "paths: column 'm' is there for two sequences"),
        ({"sequences": {"T1": "a", "T2": ["b", "A"]}}, "sequences: 'A' of T2 is a name of T1 too"),
        ({"sequences": {"T1": "t1gd"}}, "sequences: 't1gd' of T1 is a name of T1GD too"),
        ({"sequences": {"T1": [" "]}}, "sequences: T1 has an empty name"),
        ({"sequences": {"T1GD": "t1ce.nii.gz"}}, "'t1ce.nii.gz' of T1GD never ends a name"),
        ({"sequences": {"T1GD": ["t1ce", "_t1c"]}}, "'_t1c' of T1GD never ends a name"),
        ({"sequences": {"T1GD": "t1ce*"}}, "'t1ce\\*' of T1GD never ends a name"),
        ({"table": {"paths": {"T1": "patient_id"}}}, "column 'patient_id' is named for something else too"),
        ({"table": {"patient_id": "id", "age": "id"}}, "column 'id' is named for something else too"),
        ({"sequences": {"T1": []}}, "at least 1 item"),
        ({"table": {"file": "/elsewhere/patients.csv"}}, "does not lie below local_dir"),
        ({"table": {"file": "../patients.csv"}}, "does not lie below local_dir"),
        ({"session": "pre"}, "session: only names of BIDS have one; set `files_by: bids`"),
    ],
)
def test_what_cannot_be_meant_is_refused(section, message):
    with pytest.raises(ValidationError, match=message):
        OwnPatientsSettings(**section)
