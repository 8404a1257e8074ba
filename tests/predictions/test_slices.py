import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.images.slice_arrays import open_slices
from radiogenomics.networks.network import Network
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.predictions.slices import of_patients, predict_slices

PATIENTS = pd.DataFrame(
    {"patient_id": ["a", "b", "c", "d"], "subset": ["train", "train", "test", "unused"], "fold": [0, 1, None, None]}
)
ITEMS = [("a", 0), ("a", 1), ("b", 0), ("c", 0), ("c", 1), ("c", 2)]


class Brightness(Network):
    """The mean of a slice times a weight, as the logit."""

    def __init__(self, weight):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor(float(weight)))

    def forward(self, images):
        return self.weight * images.mean(dim=(1, 2, 3))


@pytest.fixture
def slices(tmp_path):
    array = np.random.default_rng(0).uniform(size=(len(ITEMS), 4, 4)).astype(np.float32)
    np.save(tmp_path / "T1.npy", array)
    index = pd.DataFrame(ITEMS, columns=["patient_id", "item"])
    index = index.assign(copy="original", row=range(len(ITEMS)), slice=index["item"], grid="g")
    index.to_csv(tmp_path / "T1.csv", index=False)
    return open_slices(tmp_path / "T1.npy", tmp_path / "T1.csv")


def test_every_slice_by_every_network_that_may_see_it(slices):
    settings = PredictionSettings(batch_size=2)
    table = predict_slices([Brightness(1), Brightness(-2)], [slices], PATIENTS, settings, compute_on("cpu"))
    seen = table[["fold", "subset", "patient_id", "item"]].values.tolist()
    test = [["test", "c", item] for item in range(3)]
    assert seen == [
        *([0, "validation", "a", 0], [0, "validation", "a", 1]),
        *([0, *row] for row in test),
        [1, "validation", "b", 0],
        *([1, *row] for row in test),
    ]
    row = table.iloc[-1]
    expected = 1 / (1 + np.exp(2 * slices.item("c", 2).mean()))
    assert row["probability"] == pytest.approx(expected, abs=1e-6)


def test_a_patient_is_the_mean_over_the_slices(slices):
    table = predict_slices([Brightness(1), Brightness(2)], [slices], PATIENTS, PredictionSettings(), compute_on("cpu"))
    patients = of_patients(table)
    assert patients[["fold", "patient_id"]].values.tolist() == [[0, "a"], [0, "c"], [1, "b"], [1, "c"]]
    own = table[(table["fold"] == 0) & (table["patient_id"] == "c")]
    assert patients.loc[1, "probability"] == own["probability"].mean()
    assert (patients["n_draws"] == 1).all() and (patients["sd_draws"] == 0).all()


def test_a_number_that_is_none_names_the_patient(slices):
    with pytest.raises(InputError, match="weights that are not numbers"):
        predict_slices([Brightness(np.nan)], [slices], PATIENTS, PredictionSettings(), compute_on("cpu"))
    with pytest.raises(InputError, match="patient a: the network's output for slice 0 is not a number"):
        predict_slices([Overflowing(1)], [slices], PATIENTS, PredictionSettings(), compute_on("cpu"))


class Overflowing(Brightness):
    """Gives no number, though its weights are numbers."""

    def forward(self, images):
        return super().forward(images) / 0 * 0
