"""How far a patient lies from the training patients by what a network's last layer is given."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn

from radiogenomics.bundles.network_features import FeatureReader, describe_to_networks, features_of
from radiogenomics.devices.compute import compute_on
from radiogenomics.images.arrays import ORIGINAL, ImageArray
from radiogenomics.networks.network import Network
from radiogenomics.networks.spottune import SpotTune

PATIENTS = [f"P{number}" for number in range(20)]
SHAPE = (8, 9, 10)
CPU = compute_on("cpu")


class Means(Network):
    """Features are the mean and the standard deviation of the image."""

    def __init__(self):
        super().__init__()
        self.head = nn.Sequential(nn.Identity(), nn.Linear(2, 1))

    def forward(self, images):
        flat = images.flatten(1)
        return self.head(torch.stack([flat.mean(dim=1), flat.std(dim=1)], dim=1)).squeeze(1)


def images(level: float, names=PATIENTS) -> ImageArray:
    random = np.random.default_rng(0)
    array = np.stack([random.normal(level + 0.1 * random.normal(), 1, SHAPE) for _ in names]).astype(np.float32)
    return ImageArray(array, {(name, ORIGINAL): row for row, name in enumerate(names)}, (Path("a"), Path("b")))


@pytest.fixture(scope="module")
def splits():
    return pd.DataFrame({"patient_id": PATIENTS, "fold": [number % 2 for number in range(20)]})


def test_features_are_what_the_last_linear_layer_is_given():
    found, image = features_of(Means(), [images(2.0)], "P3", CPU), images(2.0).volume("P3")
    assert found == pytest.approx([image.mean(), image.std(ddof=1)], rel=1e-4)


def test_distances_are_those_of_validation_patients_from_the_patients_trained_on(splits):
    channels = [images(2.0)]
    described = describe_to_networks([Means(), Means()], channels, splits, CPU)
    features = {who: features_of(Means(), channels, who, CPU) for who in PATIENTS}
    for fold, own in enumerate(described):
        trained = np.stack([features[who] for who in splits.loc[splits["fold"] != fold, "patient_id"]])
        assert own["mean"] == pytest.approx(trained.mean(axis=0)) and len(own["distances"]) == 10
        validated = np.stack([features[who] for who in splits.loc[splits["fold"] == fold, "patient_id"]])
        expected = np.sqrt((((validated - trained.mean(axis=0)) / trained.std(axis=0)) ** 2).mean(axis=1))
        assert own["distances"] == pytest.approx(sorted(expected))


def test_another_image_is_far_in_every_fold_and_networks_predict_as_without_a_reader(splits):
    described = describe_to_networks([Means(), Means()], [images(2.0)], splits, CPU)
    reader = FeatureReader([images(9.0, ["new"])], "new", CPU, described)
    used = list(reader.each([Means(), Means()]))
    assert len(used) == 2 and reader.percentiles("T1") == {"T1_network": 100.0}
    unknown = FeatureReader([images(9.0, ["new"])], "new", CPU, [])
    assert len(list(unknown.each([Means()]))) == 1 and unknown.percentiles("T1") == {}


def test_a_network_that_draws_routes_is_read_along_the_likeliest_one():
    torch.manual_seed(0)
    network = SpotTune(10, 10, 1, 2).eval()
    one, again = (features_of(network, [images(2.0)], "P3", CPU) for _ in range(2))
    assert one.shape == (network.head.in_features,) and np.array_equal(one, again)
