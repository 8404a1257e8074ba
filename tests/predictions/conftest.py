"""Images of a few patients on disk, and tiny networks."""

import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.images.arrays import open_images
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune

PATIENTS = [f"P{number}" for number in range(7)]


@pytest.fixture
def write_images(tmp_path):
    """Write noise images of the patients in one modality and open them."""

    def write(modality: str, seed: int = 0):
        values = np.random.default_rng(seed).random((len(PATIENTS), 12, 12, 12), dtype=np.float32)
        np.save(tmp_path / f"{modality}.npy", values)
        index = pd.DataFrame({"patient_id": PATIENTS, "row": range(len(PATIENTS))})
        index.to_csv(tmp_path / f"{modality}.csv", index=False)
        return open_images(tmp_path / f"{modality}.npy", tmp_path / f"{modality}.csv")

    return write


@pytest.fixture
def images(write_images):
    return [write_images("T1")]


@pytest.fixture
def spottune():
    """SpotTune whose branches differ, so that routes matter."""
    torch.manual_seed(1)
    network = SpotTune(depth=10, agent_depth=10, in_channels=1, width=2, temperature=100.0)
    for parameter in network.fine_tuned.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape)
    return network


@pytest.fixture
def plain():
    torch.manual_seed(1)
    return ResNetClassifier(depth=10, in_channels=1, width=2)
