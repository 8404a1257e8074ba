from pathlib import Path

import numpy as np
import pytest

from radiogenomics.cohorts.rsna_miccai import read_scans
from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_volume

SERIES = {"T1": "T1w", "T1GD": "T1wCE", "T2": "T2w", "FLAIR": "FLAIR"}
ARRAY = np.random.default_rng(0).integers(0, 2000, (4, 6, 5))
MGMT = LabelSettings(column="MGMT_value", positive="1", negative="0", missing=[""])


@pytest.fixture
def competition(tmp_path: Path, write_series, write_labels) -> Path:
    """Two training cases and a test case as the competition lays them out."""
    write_labels(tmp_path, "BraTS21ID,MGMT_value\n0,1\n109,0\n2,0\n")
    for case in ("train/00000", "train/00109", "test/00001"):
        for number, name in enumerate(SERIES.values()):
            names = [f"Image-{slice_number}.dcm" for slice_number in (33, 2, 110, 7)]
            write_series(tmp_path / case / name, ARRAY + number, names=names)
    return tmp_path


def test_one_row_per_case_with_its_series(competition: Path):
    scans = read_scans(competition, list(SERIES)).set_index("scan_id")
    assert scans["MGMT_value"].to_dict() == {
        "BraTS2021_00000": "1",
        "BraTS2021_00001": "",
        "BraTS2021_00002": "0",
        "BraTS2021_00109": "0",
    }
    for number, (modality, name) in enumerate(SERIES.items()):
        path = scans.loc["BraTS2021_00000", f"path_{modality}"]
        assert path == str(competition / "train" / "00000" / name)
        np.testing.assert_array_equal(read_volume(path).array, ARRAY + number)
    assert scans["has_T1"].all(), "the table promises case 2"
    assert scans["path_T1"].eq("").tolist() == [False, False, True, False]


def test_the_cases_that_the_competition_warns_of_are_excluded_with_the_reason(competition: Path):
    scans = read_scans(competition, ["T1"])
    assert scans.set_index("scan_id")["fault"].ne("").to_dict() == {
        "BraTS2021_00000": False,
        "BraTS2021_00001": False,
        "BraTS2021_00002": False,
        "BraTS2021_00109": True,
    }
    cohort, _ = select_patients(scans, MGMT, ["T1"], mask="none")
    assert "lets participants exclude it" in cohort.set_index("scan_id")["exclusion_reason"]["BraTS2021_00109"]


def test_there_are_no_segmentations(competition: Path):
    scans = read_scans(competition, ["T1"])
    assert not scans[["has_automatic", "has_corrected"]].any(axis=None)
    assert scans[["path_automatic", "path_corrected"]].eq("").all(axis=None)


def test_the_layout_of_tcia(tmp_path: Path, write_series, write_mapping):
    write_mapping(tmp_path)
    path = tmp_path / "BraTS2021_ValidationSet_dcm" / "new-not-previously-in-TCIA" / "00557" / "FLAIR"
    write_series(path, ARRAY, names=["1-1.dcm", "1-2.dcm", "1-3.dcm", "1-4.dcm"])
    scans = read_scans(tmp_path, ["FLAIR"]).set_index("scan_id")
    assert scans.loc["BraTS2021_00557", ["path_FLAIR", "MGMT value"]].tolist() == [str(path), "0"]
    assert scans["has_FLAIR"].to_dict() == {
        "BraTS2021_00000": True,
        "BraTS2021_00002": False,
        "BraTS2021_00169": True,
        "BraTS2021_00557": True,
    }


def test_folders_of_other_names_are_no_series(competition: Path, write_series):
    write_series(competition / "notes" / "FLAIR", ARRAY)
    write_series(competition / "train" / "00000" / "T2star", ARRAY)
    assert len(read_scans(competition, ["FLAIR"])) == 4


def test_two_copies_of_a_series_must_be_the_same(competition: Path, write_series):
    original = competition / "train" / "00000" / "FLAIR"
    copy = write_series(competition / "copy" / "00000" / "FLAIR", ARRAY)
    with pytest.raises(InputError, match=r"two different copies of the same series") as caught:
        read_scans(competition, ["FLAIR"])
    assert str(original) in str(caught.value) and str(copy) in str(caught.value)
    for path in copy.iterdir():
        path.unlink()
    for path in original.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    assert read_scans(competition, ["FLAIR"]).set_index("scan_id")["path_FLAIR"]["BraTS2021_00000"] == str(copy)


def test_b28_an_unknown_modality_is_named(competition: Path):
    with pytest.raises(InputError, match=r"modality 'DTI_FA' is not in RSNA-MICCAI 2021"):
        read_scans(competition, ["DTI_FA"])
