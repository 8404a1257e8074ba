"""Files are found by the entities of BIDS."""

import pytest

from radiogenomics.cohorts.own_patients import read_scans
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]
ENDS = {"T1": "T1w", "T1GD": "ce-gadolinium_T1w", "T2": "T2w", "FLAIR": "FLAIR"}


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(str(path).encode())
    return path


@pytest.fixture
def folder(tmp_path):
    """Two patients, the second with a session; masks among the derivatives, beside what other tools write there."""
    for name, place in (("sub-01", "sub-01/anat"), ("sub-02_ses-pre", "sub-02/ses-pre/anat")):
        for end in ENDS.values():
            touch(tmp_path / place / f"{name}_{end}.nii.gz")
    touch(tmp_path / "derivatives/masks/sub-01/anat/sub-01_dseg.nii.gz")
    touch(tmp_path / "derivatives/masks/sub-02/ses-pre/anat/sub-02_ses-pre_label-lesion_mask.nii.gz")
    touch(tmp_path / "derivatives/prep/sub-01/anat/sub-01_desc-brain_mask.nii.gz")
    touch(tmp_path / "derivatives/prep/sub-01/anat/sub-01_desc-preproc_T1w.nii.gz")
    (tmp_path / "patients.csv").write_text("patient_id,label,visit\nsub-01,0,\n2,1,pre\n")
    noticed_since_last()
    return tmp_path


def read(folder, **section):
    return read_scans(folder, MODALITIES, {"files_by": "bids", **section}).set_index("patient_id")


def test_sequences_and_masks_are_told_by_their_entities(folder):
    scans = read(folder)
    for modality, end in ENDS.items():
        assert scans[f"path_{modality}"]["sub-01"] == str(folder / f"sub-01/anat/sub-01_{end}.nii.gz")
        assert scans[f"path_{modality}"]["2"].endswith(f"sub-02_ses-pre_{end}.nii.gz")
    assert scans["path_corrected"]["sub-01"].endswith("sub-01_dseg.nii.gz")
    assert scans["path_automatic"]["2"].endswith("label-lesion_mask.nii.gz")
    assert ("2", "the files are called 02; the table lost the leading zeros of the id") in [
        (each.patient_id, each.what) for each in noticed_since_last()
    ]


def test_several_sessions_are_listed_until_one_is_chosen(folder):
    for end in ENDS.values():
        touch(folder / f"sub-02/ses-post/anat/sub-02_ses-post_{end}.nii.gz")
    with pytest.raises(InputError, match=r"patient 2: .*: has several sessions: post, pre; choose one by own.session"):
        read(folder)
    assert read(folder, session="post")["path_T1"]["2"].endswith("sub-02_ses-post_T1w.nii.gz")
    by_table = read(folder, session="post", table={"session": "visit"})
    assert by_table["path_T1"]["2"].endswith("sub-02_ses-pre_T1w.nii.gz")
    assert by_table["has_T1"]["sub-01"], "who has no session needs none"


def test_files_of_a_session_that_is_not_chosen_and_derived_scans_are_of_a_known_patient(folder):
    for end in ENDS.values():
        touch(folder / f"sub-02/ses-post/anat/sub-02_ses-post_{end}.nii.gz")
        touch(folder / f"derivatives/reg/sub-01/anat/sub-01_space-MNI_{end}.nii.gz")
    touch(folder / "sub-09/ses-pre/anat/sub-09_ses-pre_T1w.nii.gz")
    noticed_since_last()
    read(folder, session="pre")
    told = [(each.patient_id, each.what) for each in noticed_since_last() if "no row" in each.what]
    assert told == [("sub-09", "1 file(s) that no row of patients.csv knows")]


def test_a_session_that_a_patient_has_not_is_said(folder):
    assert not read(folder, session="ses-late")["has_T1"]["2"]
    assert ("2", "no session 'late', but pre") in [(each.patient_id, each.what) for each in noticed_since_last()]


def test_two_files_of_one_sequence_are_refused_with_both_named(folder):
    touch(folder / "sub-01/anat/sub-01_run-2_T2w.nii.gz")
    with pytest.raises(
        InputError, match=r"patient sub-01: .*2 files may be T2: .*sub-01_T2w.nii.gz and .*run-2_T2w.nii.gz; move"
    ):
        read(folder)


def test_a_name_of_the_config_goes_before_what_bids_says(folder):
    (folder / "sub-01/anat/sub-01_ce-gadolinium_T1w.nii.gz").unlink()
    touch(folder / "sub-01/anat/sub-01_acq-post_T1w.nii.gz")
    scans = read(folder, sequences={"T1GD": "acq-post_T1w"})
    assert scans["path_T1GD"]["sub-01"].endswith("acq-post_T1w.nii.gz") and scans["has_T1"].all()


def test_scans_of_derivatives_count_where_there_are_no_others(folder):
    table = (folder / "patients.csv").read_text()
    (folder / "derivatives/patients.csv").write_text(table)
    touch(folder / "derivatives/prep/sub-02/anat/sub-02_ses-pre_T1w.nii.gz")
    scans = read_scans(folder / "derivatives", ["T1"], {"files_by": "bids"}).set_index("patient_id")
    assert scans["path_T1"]["sub-01"].endswith("desc-preproc_T1w.nii.gz") and scans["has_T1"].all()


def test_what_is_missing_is_said_with_the_name_by_bids(folder):
    (folder / "sub-01/anat/sub-01_FLAIR.nii.gz").unlink()
    touch(folder / "sub-07/anat/sub-07_T1w.nii.gz")
    read(folder)
    said = [(each.patient_id, each.what) for each in noticed_since_last()]
    assert any(who == "sub-01" and "no FLAIR scan: expected sub-01_FLAIR.nii.gz" in what for who, what in said)
    assert ("sub-07", "1 file(s) that no row of patients.csv knows") in said


@pytest.mark.parametrize("other", ["desc-brainmask_mask", "label-GM_mask", "label-CSF_dseg", "atlas-AAL_dseg"])
def test_masks_of_tissues_are_no_tumour(folder, other):
    (folder / "derivatives/masks/sub-01/anat/sub-01_dseg.nii.gz").unlink()
    touch(folder / f"derivatives/prep/sub-01/anat/sub-01_{other}.nii.gz")
    assert read(folder)["path_automatic"]["sub-01"] == ""
    lesion = touch(folder / "derivatives/masks/sub-01/anat/sub-01_label-L_mask.nii.gz")
    assert read(folder)["path_automatic"]["sub-01"] == str(lesion)


def test_two_ids_that_bids_cannot_tell_apart_are_refused(folder):
    (folder / "patients.csv").write_text("patient_id,label,visit\n2,0,pre\nsub-02,1,pre\n")
    assert read(folder)["has_T1"].sum() == 1
    (folder / "patients.csv").write_text("patient_id,label,visit\n0-2,0,pre\nsub-02,1,pre\n")
    with pytest.raises(InputError, match=r"patient sub-02: .* is of patient 0-2 too"):
        read(folder)


@pytest.mark.parametrize(
    ("is_told", "entity"),
    [
        *((True, entity) for entity in ("acq-gd", "acq-postcontrast", "acq-sagpost", "desc-T1c", "rec-ce")),
        *((False, entity) for entity in ("acq-pregd", "acq-nocontrast", "desc-postproc", "acq-mprage")),
    ],
)
def test_a_scan_after_contrast_agent_is_t1_with_a_word(folder, is_told, entity):
    (folder / "sub-01/anat/sub-01_T1w.nii.gz").unlink()
    path = touch(folder / f"sub-01/anat/sub-01_{entity}_T1w.nii.gz")
    assert read(folder)["path_T1"]["sub-01"] == str(path)
    told = [each.what for each in noticed_since_last() if each.patient_id == "sub-01"]
    assert any(what.startswith(f"taken for T1, but its name says {entity.lower()};") for what in told) == is_told


@pytest.mark.parametrize("value", ["none", "no", "pre", "precontrast", "without", "nogd"])
def test_a_scan_that_says_that_no_agent_was_given_is_t1(folder, value):
    (folder / "sub-01/anat/sub-01_T1w.nii.gz").rename(folder / f"sub-01/anat/sub-01_ce-{value}_T1w.nii.gz")
    scans = read(folder)
    assert scans["path_T1"]["sub-01"].endswith(f"ce-{value}_T1w.nii.gz")
    assert scans["path_T1GD"]["sub-01"].endswith("ce-gadolinium_T1w.nii.gz")


def test_a_json_that_contradicts_the_name_is_told(folder):
    (folder / "sub-01/anat/sub-01_T1w.json").write_text('{"ContrastBolusAgent": "Gadovist"}')
    read(folder)
    told = [(each.patient_id, each.what) for each in noticed_since_last() if "JSON" in each.what]
    assert told == [("sub-01", "taken for T1, but the JSON beside it names a contrast agent (Gadovist); is it T1GD?")]
