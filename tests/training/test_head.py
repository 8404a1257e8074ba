import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.images.arrays import open_images
from radiogenomics.networks.frozen_features import write_features
from radiogenomics.networks.head import HeadAlone, trained_part
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.predictions.predict import predict
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.training.examples import ExampleDataset
from radiogenomics.training.loop import train
from radiogenomics.training.tasks.binary import BinaryTask

COLUMNS = ["training_loss", "validation_loss", "validation_auc", "sensitivity", "specificity"]
RESNET = {"network": "resnet", "initial_weights": "transferred"}
HEAD = model_settings({**RESNET, "trainable": "head"}, title="transfer")


def channels(folder, planted, n_channels=1):
    """Arrays of 9 patients, of a flipped copy of each, and their labels."""
    data = planted(9, 0)
    originals, copies = [], []
    for copy, found, images in (("original", originals, data.images), ("flip", copies, data.images.flip(4))):
        for channel in range(n_channels):
            path = folder / f"{copy}{channel}.npy"
            np.save(path, (images[:, 0] / (channel + 1)).numpy())
            index = pd.DataFrame({"patient_id": [f"P{row}" for row in range(9)], "copy": copy, "row": range(9)})
            index.to_csv(path.with_suffix(".csv"), index=False)
            found.append(open_images(path, path.with_suffix(".csv")))
    return originals, copies, data.labels.astype(int)


@pytest.fixture
def written(tmp_path, planted, tiny_network):
    """A network, arrays of images and of copies, labels, and the features that were written of them."""
    network = tiny_network(trainable="head")
    originals, copies, labels = channels(tmp_path, planted)
    paths = tmp_path / "features.npy", tmp_path / "features.csv"
    write_features(compute_on("cpu"), network, [originals, copies], 4, *paths)
    return network, originals, copies, labels, open_images(*paths, 2)


def dataset(labels, names, images, augmented):
    rows = [(f"P{row}", name, label) for row, label in enumerate(labels) for name in names]
    return ExampleDataset(pd.DataFrame(rows, columns=["patient_id", "copy", "label"]), images, augmented)


def test_features_are_those_of_each_image_and_copy(written):
    network, originals, copies, _, features = written
    for copy, (array,) in (("original", originals), ("flip", copies)):
        for patient in array.patient_ids:
            volume = torch.tensor(array.volume(patient, copy))[None, None]
            with torch.no_grad():
                expected = network.eval().features(volume)[0]
            torch.testing.assert_close(torch.tensor(features.volume(patient, copy)), expected, rtol=1e-4, atol=1e-5)


def test_training_on_features_equals_training_through_the_whole_network(tmp_path, written, tiny_network, settings):
    network, originals, copies, labels, features = written
    chosen = settings(epochs=5, learning_rate=1e-2)

    def run(trained, images, augmented):
        training = dataset(labels, ["original", "flip"], images, augmented)
        validation = dataset(labels, ["original"], images, [])
        return train(
            trained, BinaryTask(), training, validation, chosen, tmp_path / type(trained).__name__, {}, 3, "cpu"
        )

    short = run(trained_part(network, HEAD), [features], [features])
    long = run(tiny_network(trainable="head"), originals, copies)
    heads = [{name: tensor for name, tensor in r.state_dict.items() if name.startswith("head")} for r in (short, long)]
    torch.testing.assert_close(*heads, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(short.history[COLUMNS], long.history[COLUMNS], rtol=1e-4, atol=1e-5)
    assert short.selection["epoch"] == long.selection["epoch"]
    assert torch.equal(network.head.weight, short.state_dict["head.weight"]), "the head is the network's own"


def test_prediction_from_features_equals_that_from_images(written):
    network, originals, _, _, features = written
    by_image, by_feature = (
        predict(trained, [array], ["P2", "P0"], PredictionSettings(), compute_on("cpu"))[0].probability
        for trained, array in ((network, originals[0]), (HeadAlone(network.head), features))
    )
    np.testing.assert_allclose(by_feature, by_image, atol=1e-6)


def test_a_patient_without_one_of_the_channels_has_no_features(tmp_path, planted):

    originals, _, _ = channels(tmp_path, planted, n_channels=2)
    del originals[1].rows["P3", "original"]
    paths = tmp_path / "features.npy", tmp_path / "features.csv"
    network = ResNetClassifier(10, 2, 2, "head")
    write_features(compute_on("cpu"), network, [originals], 4, *paths)
    assert open_images(*paths, 2).patient_ids == [f"P{row}" for row in range(9) if row != 3]


def test_a_head_s_parameters_are_in_the_group_of_its_network(tiny_network):
    assert list(trained_part(tiny_network(trainable="head"), HEAD).parameter_groups()) == ["network"]
    section = {"network": "torchvision:alexnet", "initial_weights": "transferred", "trainable": "head"}
    encoder = model_settings({**section, "head": "transfer"}, title="e")
    network = encoder.build(1)
    part = trained_part(network, encoder)
    assert part.parameter_groups() == {"head": network.parameter_groups()["head"]}
    features = torch.rand(3, 1, 4096)
    assert torch.equal(part.eval()(images=features), network.head.eval()(features[:, 0])[:, 0])


def test_other_models_are_trained_as_they_are(tiny_network):
    network = tiny_network()
    assert trained_part(network, model_settings(RESNET, title="all")) is network
    assert not model_settings({**RESNET, "network": "spottune"}, title="s").trains_head_alone
