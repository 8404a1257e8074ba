from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.networks.build import build_network
from radiogenomics.networks.frozen_features import write_features
from radiogenomics.networks.head import trained_part
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.weights import save_encoder
from radiogenomics.training.items import open_images_of, open_items
from radiogenomics.training.loop import train
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.binary import BinaryTask
from radiogenomics.training.trained import network_to_train, save_trained
from radiogenomics.training.varied import VariedSlices

SLICES = {"reader": "slices", "augmentation": {"flip_probability": 1.0}}
PATIENTS = [f"p{number}" for number in range(8)]
SPLITS = pd.DataFrame({"patient_id": PATIENTS, "fold": [0, 1] * 4})
LABELS = pd.DataFrame({"patient_id": PATIENTS, "label": [0, 0, 1, 1] * 2})


def write_slices(folder, name, number=0, grid="g"):
    """Two slices of each patient."""
    array = np.random.default_rng(number).uniform(size=(16, 32, 32)).astype(np.float32)
    np.save(folder / f"{name}.npy", array)
    index = pd.DataFrame([(patient, item) for patient in PATIENTS for item in (0, 1)], columns=["patient_id", "item"])
    index = index.assign(copy="original", row=range(16), slice=index["item"] + number, grid=grid)
    index.to_csv(folder / f"{name}.csv", index=False)
    return folder / f"{name}.npy", folder / f"{name}.csv"


def test_a_network_of_volumes_is_given_the_slices_of_a_patient_as_one_stack(tmp_path):
    paths = write_slices(tmp_path, "FLAIR")
    model = model_settings({"network": "resnet", "initial_weights": "random", "depth": 10, "width": 4}, title="3-D")
    items = open_items(SLICES, files(paths), model)
    # Random changes are of single slices.
    training, validation = items.datasets(SPLITS, LABELS, 0, balance=False, seed=0)
    assert len(training) == len(validation) == 4
    inputs, _, _ = validation[0]
    array = np.load(paths[0])
    assert inputs["images"].shape == (1, 2, 32, 32)
    np.testing.assert_array_equal(inputs["images"][0], array[:2])
    assert model.build(1)(images=inputs["images"][None]).shape == (1,)


def files(*pairs):
    arrays, indices = zip(*pairs, strict=True)
    return SimpleNamespace(arrays=arrays, indices=indices)


@pytest.fixture(scope="module")
def model_of(tmp_path_factory):
    """Function that gives a model which starts from one file of weights."""
    path = tmp_path_factory.mktemp("weights") / "encoder.safetensors"
    section = {"network": "timm:test_efficientnet.r160_in1k", "head": "transfer"}
    torch.manual_seed(3)
    save_encoder(model_settings({**section, "initial_weights": "random"}, title="T").build(3).base, path)
    section["initial_weights"] = {"file": str(path)}
    return lambda trainable: ({**section, "trainable": trainable}, str(path))


def test_a_training_goes_on_from_a_head_that_was_trained_on_frozen_features(model_of, tmp_path):
    section, weights = model_of("head")
    model = model_settings(section, title="T")
    source = files(write_slices(tmp_path, "T1"))
    network = build_network(model, 1, [weights], seed=1)
    features = tmp_path / "features.npy", tmp_path / "features.csv"
    images = open_images_of(SLICES, source, model)
    write_features(compute_on("cpu"), network, [images.originals], 5, *features)
    items = open_items(SLICES, files(features), model)
    training, validation = items.datasets(SPLITS, LABELS, 0, balance=False, seed=1)
    assert len(training) == len(validation) == 8 and training[0][0]["images"].shape == (1, network.head[0].num_features)
    settings = TrainingSettings(epochs=2, batch_size=4, learning_rate=0.01, select="loss", balance=False)
    before = network.head[2].weight.clone()
    parts = trained_part(network, model), BinaryTask("loss"), training, validation
    train(*parts, settings, tmp_path / "resume", {}, 1)
    assert not torch.equal(network.head[2].weight, before)
    save_trained(network, tmp_path / "weights.pt")

    tuned = model_settings(model_of("all_but_batch_norm")[0], title="T")
    going_on = network_to_train(tuned, 1, [weights], 5, section, [tmp_path / "weights.pt"])
    assert all(torch.equal(tensor, network.state_dict()[name]) for name, tensor in going_on.state_dict().items())
    assert any(parameter.requires_grad for parameter in going_on.base.parameters())
    fresh = network_to_train(tuned, 1, [weights], 5)
    assert not torch.equal(fresh.head[2].weight, network.head[2].weight)


def test_training_slices_alone_are_changed(model_of, tmp_path):
    model = model_settings(model_of("all")[0], title="T")
    items = open_items(SLICES, files(write_slices(tmp_path, "T1")), model)
    training, validation = items.datasets(SPLITS, LABELS, 0, balance=False, seed=1)
    assert isinstance(training, VariedSlices) and not isinstance(validation, VariedSlices)
    assert validation[0][0]["images"].shape == (1, 32, 32)
    unchanged = open_items({**SLICES, "augmentation": None}, files(write_slices(tmp_path, "T1")), model)
    assert not isinstance(unchanged.datasets(SPLITS, LABELS, 0, balance=False, seed=1)[0], VariedSlices)


def test_channels_must_show_one_place_and_grey_is_one_file_three_times(model_of, tmp_path):
    model = model_settings(model_of("all")[0], title="T")
    one, other = write_slices(tmp_path, "T1"), write_slices(tmp_path, "T2", grid="another")
    grey = open_items(SLICES, files(one, one, one), model)
    assert grey.channels == 3 and grey.originals[0] is grey.originals[2]
    with pytest.raises(InputError, match="T1 and T2 are not on one grid"):
        open_items(SLICES, files(one, other), model)
