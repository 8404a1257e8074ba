"""The JSON beside a scan is held against what the scan is taken for."""

import json

import pytest

from radiogenomics.cohorts.sidecars import notice_other_sidecar, notice_other_sources
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


@pytest.fixture
def made_from(tmp_path):
    """Function that notices what the JSON beside masks says, by patient, where all scans are of the session `pre`."""

    def look(sources, key="Sources", mask="sub-{}_dseg.nii.gz"):
        noticed_since_last()
        files = {"T1": {}, "segmentation": {}}
        for patient in ("P1", "P2", "P3", "P4"):
            files["T1"][patient] = tmp_path / f"sub-{patient}_ses-pre_T1w.nii.gz"
            files["segmentation"][patient] = path = tmp_path / mask.format(patient)
            said = {key: sources[patient]} if patient in sources else {}
            path.with_name(path.name.replace(".nii.gz", ".json")).write_text(json.dumps(said))
        notice_other_sources(files)
        return [(each.patient_id, each.what) for each in noticed_since_last()]

    return look


def scan(patient, session="pre"):
    return f"bids::sub-{patient}/ses-{session}/anat/sub-{patient}_ses-{session}_T1w.nii.gz"


@pytest.mark.parametrize("key", ["Sources", "RawSources", "BasedOn"])
@pytest.mark.parametrize("mask", ["sub-{}_dseg.nii.gz", "sub-{}_ses-pre_dseg.nii.gz", "{}_segm.nii.gz"])
def test_what_was_made_from_another_session_is_told(made_from, key, mask):
    sources = {patient: [scan(patient)] for patient in ("P1", "P2", "P4")} | {"P3": [scan("P3", "POST")]}
    ((patient, what),) = made_from(sources, key, mask)
    assert patient == "P3" and what.startswith(
        "the JSON beside it says that it was made from session post, and session"
    )
    assert "session pre is read; give one made from session pre, unless" in what


def test_what_was_made_from_another_patient_is_told(made_from):
    ((patient, what),) = made_from({"P1": [scan("P1")], "P2": f"../{scan('P4')}"})
    assert patient == "P2" and what.endswith("made from a scan of P4; find out whose it is")


@pytest.mark.parametrize(
    "sources",
    [
        {"P1": [scan("P1")], "P2": scan("P2")},
        {"P1": [scan("P1"), scan("P1", "post")]},
        {"P1": [scan("P1"), scan("P2")]},
        {"P1": ["bids:raw:sub-0017/anat/sub-0017_T1w.nii.gz"], "P2": ["bids:templates:tpl-MNI_T1w.nii.gz"]},
        {"P1": ["bids::sub-P1/anat/sub-P1_T1w.nii.gz"], "P2": [], "P3": None},
    ],
)
def test_what_was_made_from_the_own_scan_or_from_elsewhere_is_not_told(made_from, sources):
    assert made_from(sources) == []


def test_sessions_that_a_program_renamed_are_told_once(made_from):
    ((_, what),) = made_from({patient: [scan(patient, "01")] for patient in ("P1", "P2", "P3", "P4")})
    assert "(so do those of 4 patients: were sessions renamed?)" in what


def test_without_sessions_in_names_nothing_is_told(made_from, tmp_path):
    noticed_since_last()
    (tmp_path / "P1_segm.json").write_text(json.dumps({"Sources": [scan("P1", "post")]}))
    notice_other_sources({"T1": {"P1": tmp_path / "P1_T1.nii.gz"}, "segmentation": {"P1": tmp_path / "P1_segm.nii.gz"}})
    assert noticed_since_last() == []
