import numpy as np
import pytest
import torch

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.networks.registry import model_settings
from radiogenomics.training.slice_pretraining import ContentNetwork, ContentSlices, slice_examples, training_patients

MODALITIES = ["T1", "FLAIR"]


@pytest.fixture(scope="module")
def examples():
    simulation = SimulationSettings(patients=10, pretraining_patients=3, spacing=8, modalities=MODALITIES, effect={})
    return slice_examples(simulation, SliceSettings(shape=(24, 24)), MODALITIES, seed=1)


def test_half_of_the_slices_show_tumour(examples):
    images, contents, patients = examples
    assert images.shape == (24, 24, 24) and images.dtype == np.float32
    assert images.min() >= 0 and 0.9 < images.max() <= 1
    assert contents[:, 0].sum() == 12 and np.bincount(contents[:, 1]).tolist() == [12, 12]
    assert [patients.count(f"PRETRAINING-0000{number}") for number in range(3)] == [8, 8, 8]


def test_nobody_trains_and_validates(examples):
    patients = examples[2]
    assert training_patients(patients) == ["PRETRAINING-00000", "PRETRAINING-00001"]


def test_a_slice_is_shown_as_a_grey_photograph(examples):
    dataset = ContentSlices(*examples[:2])
    inputs, content, row = dataset[5]
    assert inputs["images"].shape == (3, 24, 24) and (inputs["images"][0] == inputs["images"][2]).all()
    assert content.tolist() == examples[1][5].tolist() and row == 5


def test_only_the_encoder_and_the_new_head_are_trained():
    settings = model_settings({"network": "timm:test_efficientnet.r160_in1k", "initial_weights": "random"}, title="x")
    encoder = settings.build(3)
    network = ContentNetwork(encoder, 2)
    assert network(torch.zeros(2, 3, 48, 48)).shape == (2, 3)
    assert len(list(network.parameters())) == len(list(encoder.base.parameters())) + 2
