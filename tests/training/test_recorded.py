"""Trainings recorded before there were tasks and phases: order, seeds and arithmetic are still the same.

Other processors round otherwise, by less than 1e-5 after so few steps.
"""

import math

import numpy as np
import pytest
import torch

from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.training.loop import train
from radiogenomics.training.pretraining import pretrain
from radiogenomics.training.settings import PretrainingSettings
from radiogenomics.training.tasks.binary import BinaryTask

SPOTTUNE = {
    "training_loss": [
        0.7263882,
        0.6851219,
        0.6640147,
        0.6259665,
        0.5308282,
        0.4552104,
    ],
    "validation_loss": [
        0.6938289,
        0.6937239,
        0.6943753,
        0.6907110,
        0.6831698,
        0.6623115,
    ],
    "validation_auc": [0.64, 0.64, 0.24, 0.84, 0.84, 0.8],
    "sensitivity": [0.0, 0.0, 0.0, 0.0, 0.8, 1.0],
    "specificity": [1.0, 1.0, 1.0, 1.0, 0.6, 0.2],
    "criterion": [math.nan, math.nan, math.nan, math.nan, 0.72, math.nan],
}
RESNET = {
    "training_loss": [
        0.5813465,
        0.4828793,
        0.2876089,
        0.1767847,
        0.1544586,
        0.1428017,
    ],
    "validation_loss": [
        0.6949379,
        0.6961101,
        0.6893827,
        0.6725910,
        0.6419083,
        0.5988387,
    ],
    "validation_auc": [0.96, 0.8, 1.0, 1.0, 1.0, 1.0],
    "sensitivity": [0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    "specificity": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
    "criterion": [math.nan, math.nan, math.nan, math.nan, math.nan, 1.0],
}
PRETRAINING = {
    "training_loss": [2.3565444, 2.2050459, 2.0810721, 2.0745872],
    "dice_necrotic_core": [0.0, 0.0, 0.0, 0.1963120],
    "dice_oedema": [0.0, 0.2664639, 0.1384396, 0.0069933],
    "dice_enhancing": [0.0, 0.0, 0.0, 0.2326667],
    "dice_mean": [0.0, 0.0888213, 0.0461465, 0.1453240],
}


@pytest.mark.parametrize(("kind", "recorded", "selected"), [("spottune", SPOTTUNE, 5), ("resnet", RESNET, 6)])
def test_binary_training(kind, recorded, selected, tmp_path, tiny_network, planted, settings):
    chosen = settings(epochs=6, learning_rate=5e-3, agent_learning_rate=1e-2)
    result = train(tiny_network(kind), BinaryTask(), planted(13, 0), planted(10, 1), chosen, tmp_path, {}, 7, "cpu")
    for column, values in recorded.items():
        np.testing.assert_allclose(result.history[column], values, atol=1e-5, err_msg=column)
    assert result.selection["epoch"] == selected


def test_pretraining(tmp_path):
    generator = np.random.default_rng(0)
    images = generator.normal(0.1, 0.02, (14, 1, 24, 24, 24)).astype(np.float32)
    labels = np.zeros((14, 24, 24, 24), np.uint8)
    for image, label in zip(images, labels, strict=True):
        z, y, x = generator.integers(0, 8, 3)
        for offset, value in ((0, 1), (5, 2), (10, 4)):
            slab = np.s_[z + offset : z + offset + 5, y : y + 14, x : x + 14]
            label[slab] = value
            image[0][slab] = value / 4
    torch.manual_seed(1)
    network = medicalnet_resnet(10, 1, 4)
    chosen = PretrainingSettings(epochs=4, batch_size=4, learning_rate=5e-3)
    history = pretrain(network, images, labels, chosen, tmp_path, {}, 3, "cpu")
    assert list(history.columns) == ["epoch", *PRETRAINING, "seconds"]
    for column, values in PRETRAINING.items():
        np.testing.assert_allclose(history[column], values, atol=1e-5, err_msg=column)
