"""Patients without a segmentation get one from the networks of another exported model."""

from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import SimpleITK
import torch

from radiogenomics.bundles.bundle import FORMAT, Bundle
from radiogenomics.bundles.distance import FEATURES, describe_training
from radiogenomics.bundles.layout import ENSEMBLE, NETWORK, THRESHOLDS, TRAINING, model_file, write_checksums
from radiogenomics.bundles.masks import MaskForm
from radiogenomics.bundles.predicted_mask import LEAST_PART, Segmenter, mask_file, open_segmenter, source_of_mask
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.files import read_json, write_json
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.images.volume import check_geometry, read_mask, read_volume
from radiogenomics.networks.registry import model_settings
from radiogenomics.segmentation.postprocessing import without_small_parts
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings

SEQUENCES = ["FLAIR", "T1GD"]
MODEL = {"network": "segresnet", "filters": 8, "blocks_down": (1, 1), "initial_weights": "random"}
PREDICTING = Bundle(Path("model"), {"form": "volumes", "images": ImageSettings().model_dump()}, [], {})


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    """Two sequences that the segmenting networks see, and one of the model to predict by."""
    folder, random = tmp_path_factory.mktemp("scans"), np.random.default_rng(0)
    for name in (*SEQUENCES, "DSC_PH"):
        array = random.uniform(50, 100, (32, 32, 32)).astype(np.float32)
        array[:4] = 0
        SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array), str(folder / f"{name}.nii.gz"))
    return {name: folder / f"{name}.nii.gz" for name in (*SEQUENCES, "DSC_PH")}


@pytest.fixture
def model(tmp_path):
    """Function that writes networks whose logits are all moved by a number, and returns the folder."""

    def write(bias):
        folder = tmp_path / "segmentation"
        (folder / "models").mkdir(parents=True)
        for fold in (0, 1):
            torch.manual_seed(fold)
            network = model_settings(MODEL, "S").build(len(SEQUENCES)).eval()
            with torch.no_grad():
                list(network.parameters())[-1].add_(bias)
            safetensors.torch.save_file(network.state_dict(), folder / model_file("g", fold, NETWORK))
        description = {
            "format": FORMAT,
            "form": "masks",
            "model_title": "S",
            "folds": 2,
            "model": MODEL,
            "inputs": {"g": {"share": 1.0, "channels": SEQUENCES}},
            "inference": InferenceSettings(window=None).model_dump(),
            "postprocessing": PostprocessingSettings(smallest_component=3).model_dump(),
            "preparation": PreparationSettings(sequences=SEQUENCES).model_dump(),
            "scan_shape": [32, 32, 32],
            "scan_spacing": [1.0, 1.0, 1.0],
        }
        training = describe_training(np.random.default_rng(1).normal(0.5, 0.1, (9, len(FEATURES))))
        write_json(description, folder / ENSEMBLE)
        write_json({"thresholds": []}, folder / THRESHOLDS)
        parts = {"training": dict.fromkeys(SEQUENCES, training), "scans": {}, "networks": {}}
        write_json(parts, folder / TRAINING)
        write_checksums(folder)
        return folder

    return write


@pytest.fixture
def segmenter(model, tmp_path):
    def opened(bias) -> Segmenter:
        return Segmenter(open_segmenter(model(bias), PREDICTING, tmp_path / "out").bundle, ["DSC_PH"], tmp_path / "out")

    return opened


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """The model to predict by reads one sequence."""
    monkeypatch.setitem(PREDICTING.description, "inputs", {"DSC_PH": {"share": 1.0, "channels": ["DSC_PH"]}})


def test_who_has_no_segmentation_gets_that_of_the_networks(scans, segmenter, tmp_path):
    opened = segmenter(3.0)
    masked, convention = opened.with_mask(Patient("P1", scans), "whole_tumour")
    assert set(masked.files) == {"DSC_PH", MASK} and convention == "brats"
    assert masked.files[MASK] == tmp_path / "out" / "masks" / "P1.nii.gz"
    alone = Patient("P1", {name: scans[name] for name in SEQUENCES})
    expected = MaskForm().predict(opened.bundle, alone, compute_on("cpu"), "brats").mask.array
    brain = np.any([SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(scans[name]))) for name in SEQUENCES], axis=0)
    expected = without_small_parts(np.where(brain, expected, 0), LEAST_PART)
    assert expected.any() and np.array_equal(read_mask(masked.files[MASK]).array, expected)
    assert source_of_mask(Patient("P1", scans)) == {"segmentation": "predicted", "mask": "masks/P1.nii.gz"}


def test_masks_pictures_and_maps_are_called_alike():
    assert mask_file("Meier 3") == "masks/Meier 3.nii.gz" and mask_file("a/b") == "masks/a%2Fb.nii.gz"


def test_a_segmentation_that_is_given_stays(scans, segmenter, tmp_path):
    given = Patient("P1", {**scans, MASK: tmp_path / "mine.nii.gz"})
    masked, convention = segmenter(3.0).with_mask(given, "brats2023")
    assert masked.files == {"DSC_PH": scans["DSC_PH"], MASK: tmp_path / "mine.nii.gz"} and convention == "brats2023"
    assert source_of_mask(given) == {"segmentation": "given", "mask": None}
    assert not (tmp_path / "out").exists()


def test_networks_that_find_no_tumour_and_sequences_that_they_lack_are_said(scans, segmenter):
    opened = segmenter(-50.0)
    with pytest.raises(InputError, match="patient P1: the model of --segmentation finds no tumour; give"):
        opened.with_mask(Patient("P1", scans), None)
    with pytest.raises(InputError, match=r"--segmentation .*: patient P1: the model needs T1GD; give it"):
        opened.with_mask(Patient("P1", {name: scans[name] for name in ("FLAIR", "DSC_PH")}), None)


def test_a_sequence_of_neither_model_is_left_to_the_model_to_predict_by(scans, segmenter):
    masked, _ = segmenter(3.0).with_mask(Patient("P1", {**scans, "T2": scans["FLAIR"]}), None)
    assert set(masked.files) == {"DSC_PH", "T2", MASK}


def test_a_model_that_segments_nothing_and_one_that_reads_no_mask_are_refused(model, tmp_path):
    unmasked = {**PREDICTING.description, "images": ImageSettings(mask="none").model_dump()}
    with pytest.raises(InputError, match="the model of --model reads no segmentation; leave it out"):
        open_segmenter(model(0.0), Bundle(Path("model"), unmasked, [], {}), tmp_path)
    write_json({"format": FORMAT, "form": "volumes"}, tmp_path / "segmentation" / ENSEMBLE)
    write_checksums(tmp_path / "segmentation")
    with pytest.raises(InputError, match="a model that segments nothing; export one of a segmentation study"):
        open_segmenter(tmp_path / "segmentation", PREDICTING, tmp_path)


def test_scans_of_other_voxels_are_resampled_and_the_mask_comes_back(model, scans, tmp_path):
    coarse = {**PREDICTING.description, "scan_spacing": [1.25] * 3, "scan_shape": [32] * 3}
    opened = open_segmenter(model(3.0), Bundle(Path("model"), coarse, [], {}), tmp_path / "out")
    files = {}
    for name, path in scans.items():
        image = SimpleITK.ReadImage(str(path))
        image.SetSpacing([1.25] * 3)
        files[name] = tmp_path / path.name
        SimpleITK.WriteImage(image, str(files[name]))
    masked, _ = opened.with_mask(Patient("P1", files), None)
    mask, scan = read_mask(masked.files[MASK]), read_volume(files["FLAIR"])
    check_geometry(scan, mask)
    assert mask.array.any() and not mask.array[scan.array == 0].any()
    with pytest.raises(InputError, match=r"patient P1: .* but the model was trained on .*1.25.*; register the scan"):
        opened.with_mask(Patient("P1", scans), None)


def test_a_model_that_counts_voxels_is_given_no_resampled_scans(model, tmp_path):
    folder = model(0.0)
    described = read_json(folder / ENSEMBLE)
    described["preparation"] = {**described["preparation"], "window": [16, 16, 16]}
    write_json(described, folder / ENSEMBLE)
    write_checksums(folder)
    coarse = {**PREDICTING.description, "scan_spacing": [4.5, 4.5, 4.5]}
    with pytest.raises(InputError, match=r"voxels of 1×1×1 mm, .* on 4.5×4.5×4.5 mm, and scans cannot be resampled"):
        open_segmenter(folder, Bundle(Path("model"), coarse, [], {}), tmp_path)
    slices = {"modality": "DSC_PH", "slices": SliceSettings(choice="tumour_largest", count=1).model_dump()}
    free = {**coarse, "form": "slices", "channels": {"DSC_PH": slices}}
    assert open_segmenter(folder, Bundle(Path("model"), free, [], {}), tmp_path).sequences == ["DSC_PH"]
