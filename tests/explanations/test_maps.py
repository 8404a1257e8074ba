import copy

import numpy as np
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.explanations.gradcam import saliency
from radiogenomics.explanations.maps import items_of_patient, maps_of_patients
from radiogenomics.explanations.names import ROUTED, WHOLE_NETWORK
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune


class Source:
    """Two items of each patient."""

    def items(self, patient_id, copy):
        return [0, 1]

    def read(self, patient_id, copy, item):
        seed = int(patient_id[1:]) + 10 * item
        return np.random.default_rng(seed).uniform(0, 1, (8, 16, 16)).astype(np.float32)


@pytest.fixture
def compute():
    return compute_on("cpu", "32-true")


def test_items_are_stacked_and_channels_kept():
    images = items_of_patient([Source(), Source()], "P1")
    assert images.shape == (2, 2, 8, 16, 16) and torch.equal(images[:, 0], images[:, 1])


@pytest.mark.parametrize("bias", [9.0, -9.0])
def test_each_item_is_explained_for_the_class_that_the_network_gives_the_patient(compute, bias):
    torch.manual_seed(0)
    network = ResNetClassifier(10, width=4).eval()
    with torch.no_grad():
        network.head.bias.fill_(bias)
    before = copy.deepcopy(network.state_dict())
    found = maps_of_patients(network, [Source()], ["P1", "P2"], compute)
    assert list(found) == ["P1", "P2"] and list(found["P1"]) == [WHOLE_NETWORK]
    images = items_of_patient([Source()], "P1")
    for own, image in zip(found["P1"][WHOLE_NETWORK], images, strict=True):
        np.testing.assert_allclose(own, saliency(network, image, positive=bias > 0), rtol=1e-3, atol=1e-6)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_of_controls_only_what_predicts_is_explained(compute):
    torch.manual_seed(0)
    network = SpotTune(10, 10, width=4).eval()
    assert list(maps_of_patients(network, [Source()], ["P1"], compute, all_paths=False)["P1"]) == [ROUTED]
