"""The JSON beside a scan is held against what the scan is taken for."""

import json

import pytest

from radiogenomics.cohorts.sidecars import notice_other_sidecar
from radiogenomics.oddities import noticed_since_last


def told(tmp_path, what, sidecar, name="sub-01_T1w.nii.gz"):
    noticed_since_last()
    text = sidecar if isinstance(sidecar, str) else json.dumps(sidecar)
    (tmp_path / "sub-01_T1w.json").write_text(text)
    notice_other_sidecar("01", what, tmp_path / name)
    return [(each.patient_id, each.what) for each in noticed_since_last()]


@pytest.mark.parametrize(
    ("what", "sidecar", "words"),
    [
        (
            "T1",
            {"ContrastBolusAgent": "Gadovist", "SeriesDescription": "t1_mprage"},
            "contrast agent (Gadovist); is it T1GD?",
        ),
        ("T1", {"ContrastBolusIngredient": "GADOLINIUM"}, "is it T1GD?"),
        ("T1", {"SeriesDescription": "t1_mprage_post"}, "'t1_mprage_post'; is it T1GD?"),
        ("T1", {"ProtocolName": "AX T1 +C"}, "is it T1GD?"),
        ("T1GD", {"SeriesDescription": "t1 pre"}, "is it T1?"),
        ("T1GD", {"ContrastBolusAgent": "none", "SeriesDescription": "t1"}, "is it T1?"),
        ("T2", {"SeriesDescription": "t2_tirm_tra_dark-fluid"}, "is it FLAIR?"),
        ("FLAIR", {"SeriesDescription": "t2_tse_tra"}, "names no inversion; is it T2?"),
    ],
)
def test_another_sequence_is_told(tmp_path, what, sidecar, words):
    ((patient, said),) = told(tmp_path, what, sidecar)
    assert patient == "01" and said.startswith(f"taken for {what}, but the JSON beside it") and words in said


@pytest.mark.parametrize(
    ("what", "sidecar"),
    [
        ("T1", {"SeriesDescription": "t1_mprage_sag", "ContrastBolusAgent": ""}),
        ("T1", {"SeriesDescription": "t1 pre contrast"}),
        ("T1", {"SeriesDescription": "t1_postop", "EchoTime": 0.003}),
        ("T1", {"SeriesDescription": "T1 non-contrast"}),
        ("T1GD", {"SeriesDescription": "t1_mprage_post", "ContrastBolusAgent": "Gadovist"}),
        ("T1GD", {"SeriesDescription": "t1_mprage"}),
        ("FLAIR", {"SeriesDescription": "t2_flair"}),
        ("FLAIR", {"SeriesDescription": "t2_spc_da-fl_sag"}),
        ("FLAIR", {"SeriesDescription": "AX T2 FLR"}),
        ("FLAIR", {"SeriesDescription": "t2_tse", "InversionTime": 2.5}),
        ("T2", {"SeriesDescription": "t2_tse"}),
        ("T1", "no JSON"),
        ("T1", "[1, 2]"),
    ],
)
def test_what_fits_or_says_nothing_is_not_told(tmp_path, what, sidecar):
    assert told(tmp_path, what, sidecar) == []


def test_without_a_json_nothing_is_said(tmp_path):
    assert told(tmp_path, "T1", {"ContrastBolusAgent": "Gadovist"}, "sub-02_T1w.nii.gz") == []
    assert len(told(tmp_path, "T1", {"ContrastBolusAgent": "Gadovist"}, "sub-01_T1w.nii")) == 1
