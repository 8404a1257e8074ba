import pandas as pd
import pytest
import torch
from torch import nn
from torch.utils.data import Dataset

from radiogenomics.networks.network import Network
from radiogenomics.training.loop import train
from radiogenomics.training.tasks.reconstruction import ReconstructionTask

TASK = ReconstructionTask()


class Vectors(Dataset):
    """Vectors of eight values that lie in a plane, twice for each patient."""

    def __init__(self, n, seed):
        generator = torch.Generator().manual_seed(seed)
        plane = torch.randn(2, 8, generator=torch.Generator().manual_seed(0))
        self.values = torch.randn(n, 2, generator=generator) @ plane
        self.patient_ids = [f"P{row // 2}" for row in range(n)]

    def __len__(self):
        return len(self.values)

    def __getitem__(self, row):
        return {"profile": self.values[row]}, self.values[row], row


class Autoencoder(Network):
    """Eight values through two."""

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = nn.Linear(8, 2), nn.Linear(2, 8)

    def forward(self, profile):
        return self.decoder(self.encoder(profile))


def test_an_autoencoder_learns_what_two_numbers_can_tell(tmp_path, settings):
    torch.manual_seed(0)
    chosen = settings(epochs=60, batch_size=16, learning_rate=0.05)
    result = train(Autoencoder(), TASK, Vectors(64, 1), Vectors(32, 2), chosen, tmp_path, {}, 1, "cpu")
    assert list(result.history.columns) == ["epoch", "training_loss", "validation_loss", "learning_rate", "seconds"]
    assert result.history.validation_loss.iloc[-1] < 0.01 * result.history.validation_loss.iloc[0]
    assert result.selection["epoch"] == result.history.validation_loss.idxmin() + 1
    assert result.selection["rule"] == "loss"


def test_error_of_a_patient_is_the_mean_of_its_items():
    observed = TASK.observe(torch.tensor([[1.0, 3], [0, 0], [0, 0]]), torch.tensor([[0.0, 0], [0, 0], [2, 2]]))
    assert observed.tolist() == [5, 0, 4]
    assert TASK.metrics(observed, ["A", "A", "B"]) == {"validation_loss": (2.5 + 4) / 2}


def test_without_a_defined_loss_the_last_epoch_is_taken():
    history = pd.DataFrame({"epoch": [1, 2], "validation_loss": [float("nan")] * 2})
    assert TASK.select(history) == {"epoch": 2, "rule": "last_epoch", "validation_loss": None}


def test_loss_of_the_parts_of_a_batch_is_that_of_the_batch():
    outputs, target = torch.randn(5, 8), torch.randn(5, 8)
    parts = TASK.loss(outputs[:2], target[:2], None, 5) + TASK.loss(outputs[2:], target[2:], None, 5)
    assert TASK.loss(outputs, target, None, 5).item() == pytest.approx(parts.item())
