from pathlib import Path

import nibabel as nib
import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.explanations.explain import (
    Head,
    explain_patient,
    first_patients,
    map_file,
    patients_of,
    read_head,
)
from radiogenomics.explanations.names import RANDOM_WEIGHTS, ROUTED, TRAINED
from radiogenomics.explanations.places import VolumePlaces
from radiogenomics.explanations.shares import PLANTED, POINTING, TUMOUR_CORE
from radiogenomics.images.crop import CropWindow

SHAPE = (8, 9, 10)


def write(path: Path, array: np.ndarray, spacing=(1.0, 2.0, 3.0)) -> str:
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing(spacing)
    image.SetOrigin((4.0, -5.0, 6.0))
    SimpleITK.WriteImage(image, str(path))
    return str(path)


@pytest.fixture
def patient(tmp_path) -> pd.Series:
    """A scan whose brain lies in the middle, with a tumour of two regions."""
    scan, mask = np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.uint8)
    scan[1:7, 1:8, 1:9] = np.random.default_rng(0).uniform(1, 9, (6, 7, 8))
    mask[2:6, 2:6, 2:6] = 2
    mask[3:5, 3:5, 3:5] = 4
    files = {
        "path_FLAIR": write(tmp_path / "flair.nii.gz", scan),
        "path_automatic": write(tmp_path / "mask.nii.gz", mask),
    }
    return pd.Series({"patient_id": "P1", **files, "path_corrected": np.nan})


def test_a_head_is_its_scan_and_what_is_segmented_of_it(patient):
    head = read_head(patient, "FLAIR", "corrected")
    assert head.mask.shape == SHAPE and head.core.sum() == 8 and head.brain.sum() == 6 * 7 * 8
    assert read_head(patient, "FLAIR", "none").mask is None
    patient["path_automatic"] = np.nan
    found = read_head(patient, "FLAIR", "corrected")
    assert found.mask is None and found.core is None


def test_the_scan_that_takes_part_is_explained_of_a_patient_who_has_several(patient):
    rows = [{**patient, "path_FLAIR": name, "included": name == "first"} for name in ("first", "follow-up")]
    assert patients_of(pd.DataFrame(rows)).loc["P1"]["path_FLAIR"] == "first"


def test_a_segmentation_on_another_grid_is_refused(patient, tmp_path):
    patient["path_automatic"] = write(tmp_path / "other.nii.gz", np.full(SHAPE, 2, np.uint8), (1.0, 1.0, 1.0))
    with pytest.raises(InputError, match="patient P1"):
        read_head(patient, "FLAIR", "automatic")


def test_maps_lie_on_the_scan_and_are_told_in_numbers(patient, tmp_path):
    head, places = read_head(patient, "FLAIR", "automatic"), VolumePlaces(CropWindow((1, 1, 1), (7, 8, 9)), 1)
    on_core = np.zeros(places.window.shape, np.float32)
    on_core[2:4, 2:4, 2:4] = 1
    anywhere = np.random.default_rng(1).uniform(0, 1, on_core.shape).astype(np.float32)
    maps = {(TRAINED, ROUTED, 0): [on_core], (TRAINED, ROUTED, 1): [anywhere], (RANDOM_WEIGHTS, ROUTED, 0): [anywhere]}
    shares, agreements = explain_patient("P1", head, places, maps, True, tmp_path / "maps")
    found = shares.set_index(["network", "fold", "part"])["value"]
    assert found[TRAINED, 0, TUMOUR_CORE] == pytest.approx(1) and found[TRAINED, 0, PLANTED] == pytest.approx(1)
    assert found[TRAINED, 0, POINTING] == 1 and found[RANDOM_WEIGHTS, 0, TUMOUR_CORE] < 0.1
    # Folds of trained networks alone can be compared: there is one random network.
    assert len(agreements) == 1 and agreements["correlation"].between(-1, 1).all()
    written = nib.load(tmp_path / "maps" / map_file("P1", TRAINED, ROUTED))
    np.testing.assert_allclose(written.affine, nib.load(patient["path_FLAIR"]).affine)
    saliency = np.asarray(written.dataobj).transpose(2, 1, 0)
    assert saliency.sum() == pytest.approx(1) and saliency[3:5, 3:5, 3:5].sum() > 0.5
    assert {path.name for path in (tmp_path / "maps").iterdir()} == {
        "P1_trained_routed_path.nii.gz",
        "P1_random_weights_routed_path.nii.gz",
    }


def test_without_a_segmentation_nothing_is_said_of_tumours(patient, tmp_path):
    scan = read_head(patient, "FLAIR", "none").scan
    places = VolumePlaces(CropWindow((0, 0, 0), SHAPE), 1)
    shares, _ = explain_patient(
        "P1", Head(scan, None), places, {(TRAINED, ROUTED, 0): [np.ones(SHAPE)]}, True, tmp_path
    )
    assert shares["part"].tolist() == ["brain", "outside the brain"]
    np.testing.assert_allclose(shares["value"], shares["chance"], rtol=1e-5)


def test_only_test_patients_are_explained():
    splits = pd.DataFrame(
        {
            "patient_id": ["P3", "P1", "P2", "P4", "P5"],
            "group": ["a", "a", "a", "a", "b"],
            "subset": ["test", "test", "train", "test", "test"],
        }
    )
    assert first_patients(splits, "a", None) == ["P1", "P3", "P4"]
    assert first_patients(splits, "a", 2) == ["P1", "P3"]
