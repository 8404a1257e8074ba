"""What a patient lacks is said before any network is read."""

from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.slices import SliceForm
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.images.slice_settings import SliceSettings

SLICES = SliceSettings(choice="tumour_largest", count=1, shape=(32, 32)).model_dump()
DESCRIPTION = {
    "inputs": {"FLAIR": {"share": 1.0, "channels": ["FLAIR"]}},
    "channels": {"FLAIR": {"modality": "FLAIR", "slices": SLICES}},
    "model": {"network": "timm:test_efficientnet.r160_in1k", "initial_weights": "random"},
    "model_title": "EfficientNet",
    "prediction": {},
    "folds": 1,
}
BUNDLE = Bundle(Path("model"), DESCRIPTION, [], {})


@pytest.fixture
def files(tmp_path):
    arrays = {
        "FLAIR": np.random.default_rng(1).normal(100, 20, (12, 14, 14)).astype(np.float32),
        "empty": np.zeros((12, 14, 14), np.uint8),
    }
    for name, array in arrays.items():
        SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array), str(tmp_path / f"{name}.nii.gz"))
    return {name: tmp_path / f"{name}.nii.gz" for name in arrays}


def ask(**files):
    return SliceForm().predict(BUNDLE, Patient("P1", files), compute_on("cpu"), None)


def test_slices_that_are_chosen_by_the_tumour_need_a_segmentation_with_one(files):
    with pytest.raises(
        InputError, match="patient P1: slices are chosen by the tumour; give its segmentation by --mask"
    ):
        ask(FLAIR=files["FLAIR"])
    with pytest.raises(InputError, match="patient P1: no slice of FLAIR: the segmentation is empty; give another scan"):
        ask(**{"FLAIR": files["FLAIR"], MASK: files["empty"]})


def test_other_sequences_and_none_are_refused(files):
    with pytest.raises(InputError, match="patient P1: T2 is no sequence of this model; it was trained on FLAIR"):
        ask(T2=files["FLAIR"])
    with pytest.raises(InputError, match="patient P1: the model needs FLAIR; give it"):
        ask()


def test_the_card_says_what_is_asked_of_a_user():
    form = SliceForm()
    assert form.sequences(BUNDLE) == ["FLAIR"] and form.example(DESCRIPTION) == "--scan FLAIR=FILE --mask FILE"
    assert "A segmentation of the tumour" in form.asked_of(DESCRIPTION) and "on any grid" in form.asked_of(DESCRIPTION)
    assert form.data_format(DESCRIPTION)["image"]["spatial_shape"] == [32, 32]
    assert "voxels of" not in form.asked_of(DESCRIPTION)
    assert "voxels of 4×4×4 mm" in form.asked_of({**DESCRIPTION, "scan_spacing": [4.0, 4.0, 4.0]})
