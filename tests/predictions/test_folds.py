import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.networks.network import Network
from radiogenomics.predictions.folds import predict_folds
from radiogenomics.predictions.settings import PredictionSettings


class Images:
    def volume(self, patient_id, copy="original"):
        return np.full((1, 1, 1), 0.1 * int(patient_id), dtype=np.float32)


class Shifted(Network):
    """A network that says which fold it is: its logit is the voxel plus the fold."""

    def __init__(self, fold):
        super().__init__()
        self.fold = fold

    def forward(self, images):
        return images.flatten(1).sum(1) + self.fold


@pytest.fixture
def patients():
    rows = [("0", "train", 0), ("1", "train", 1), ("2", "test", None), ("3", "test", None), ("4", "unused", None)]
    return pd.DataFrame(rows, columns=["patient_id", "subset", "fold"])


def test_each_fold_predicts_its_own_validation_patients_and_all_test_patients(patients):
    predictions, routes = predict_folds(
        (Shifted(fold) for fold in (0, 1)), [Images()], patients, PredictionSettings(), compute_on("cpu")
    )
    assert routes.empty
    found = {(row.fold, row.subset, row.patient_id): row.probability for row in predictions.itertuples()}
    assert set(found) == {
        *((fold, "test", patient) for fold in (0, 1) for patient in ("2", "3")),
        *((fold, "validation", str(fold)) for fold in (0, 1)),
    }
    assert found[1, "test", "3"] == pytest.approx(torch.sigmoid(torch.tensor(1.3)).item())
