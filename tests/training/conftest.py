"""Small data and networks on which trainings take a second."""

import multiprocessing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from torch.utils.data import Dataset

from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.networks.torchvision_operators import register_missing
from radiogenomics.training.selection import criterion
from radiogenomics.training.settings import TrainingSettings

SHAPE = (12, 12, 12)

# Tests import torchmetrics.
register_missing()


class PlantedContrast(Dataset):
    """Noise with a cube whose brightness depends on the label."""

    def __init__(self, n: int, seed: int, contrast: float = 1.0) -> None:
        generator = np.random.default_rng(seed)
        self.labels = (np.arange(n) % 2).astype(np.float32)
        images = generator.normal(0.5, 0.1, (n, 1, *SHAPE))
        images[:, :, 3:9, 3:9, 3:9] += contrast * (self.labels[:, None, None, None, None] - 0.5)
        self.images = torch.from_numpy(images.astype(np.float32))
        self.patient_ids = [f"P{row}" for row in range(n)]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[dict[str, torch.Tensor], float, int]:
        return {"images": self.images[index]}, float(self.labels[index]), index


@pytest.fixture
def planted():
    return PlantedContrast


@pytest.fixture
def settings():
    """Settings of a short training; keywords change them."""

    def make(**changes) -> TrainingSettings:
        values = {
            "epochs": 4,
            "batch_size": 4,
            "learning_rate": 1e-3,
            "agent_learning_rate": 1e-3,
            "checkpoint_seconds": 0,
        }
        return TrainingSettings(**values | changes)

    return make


@pytest.fixture
def tiny_network():
    """A real network with two channels in its first stage; equal seeds give equal weights."""

    def make(kind: str = "resnet", trainable: str = "all", seed: int = 1) -> torch.nn.Module:
        torch.manual_seed(seed)
        if kind == "spottune":
            return SpotTune(depth=10, agent_depth=10, in_channels=1, width=2, temperature=100.0)
        return ResNetClassifier(depth=10, in_channels=1, width=2, trainable=trainable)

    return make


@pytest.fixture(scope="session")
def same_weights():
    """Whether two state dicts hold the same bits."""

    def compare(one: dict, other: dict) -> bool:
        return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)

    return compare


@pytest.fixture
def history():
    """History of a training from lists of sensitivity, specificity and validation loss."""

    def make(sensitivity: list[float], specificity: list[float], loss: list[float]) -> pd.DataFrame:
        table = pd.DataFrame({"sensitivity": sensitivity, "specificity": specificity, "validation_loss": loss})
        table["epoch"] = np.arange(1, len(table) + 1)
        table["validation_auc"] = 0.5
        table["training_loss"] = 0.7
        table["validation_accuracy"], table["training_accuracy"] = 0.6, 0.7
        table["criterion"] = [criterion(*pair) for pair in zip(sensitivity, specificity, strict=True)]
        return table

    return make


TRAINING_PROCESS = """
import importlib.util, os, signal
from pathlib import Path
import torch
torch.set_num_threads(1)
spec = importlib.util.spec_from_file_location("helpers", {helpers!r})
helpers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(helpers)
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.networks.torchvision_operators import register_missing
from radiogenomics.training import loop, resume, state
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.binary import BinaryTask

def die():
    os.kill(os.getpid(), signal.SIGKILL)

{fault}

torch.manual_seed(1)
network = SpotTune(depth=10, agent_depth=10, in_channels=1, width=2, temperature=100.0)
settings = TrainingSettings(epochs=4, batch_size=4, learning_rate=1e-3, agent_learning_rate=1e-3, checkpoint_seconds=0)
folder = Path({folder!r})
data = helpers.PlantedContrast(9, 0), helpers.PlantedContrast(6, 1)
result = loop.train(network, BinaryTask(), *data, settings, folder / "resume", {{"config": "a"}}, 5, "cpu")
torch.save(result.state_dict, folder / "weights.pt")
result.history.to_csv(folder / "history.csv", index=False)
"""


@pytest.fixture(scope="session")
def start_training():
    """Start a SpotTune training in a process of its own, with a fault planted in it."""
    # The fork server imports torch once for all these processes.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["radiogenomics.training.loop"])

    def start(folder: Path, fault: str = "") -> multiprocessing.Process:
        code = TRAINING_PROCESS.format(helpers=__file__, folder=str(folder), fault=fault)
        process = context.Process(target=exec, args=(code, {}))
        process.start()
        return process

    return start
