"""How much a split of slices instead of patients inflates a result: a demonstration of a mistake, and no result.

The network is the paper's own: an encoder whose base is frozen, and a head that is trained (Spoorthy 2023, section IV).
The patients are simulated, belong to no study, and their labels are drawn at random, so that nothing can be learnt of
them. Where slices are split without regard to patients, other slices of a tested patient are among those trained on,
and give the label away. Nothing here is a prediction of the study.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from scipy.stats import t
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from torch.utils.data import Dataset

from radiogenomics.networks.network import Network
from radiogenomics.seeds import derive_seed
from radiogenomics.training.loop import train
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.binary import BinaryTask

BY_PATIENT, BY_SLICE, INFLATION = "patient", "slice", "slice, less that by patient"
TEST_SHARE, VALIDATION_SHARE = 0.25, 0.15
CAPTION = "Demonstration of a leak, and no result: slices of simulated null patients, split by patient and by slice"
HEADINGS = {
    "split": "Split by",
    "auc": "AUC per slice (mean)",
    "mean_low": "95 % CI of the mean: from",
    "mean_high": "to",
    "low": "Repeats: 2.5 %",
    "high": "97.5 %",
    "repeats": "Repeats",
}


def slice_leak(
    features: NDArray,
    patients: Sequence[str],
    new_head: Callable[[int], Network],
    settings: TrainingSettings,
    repeats: int,
    seed: int,
) -> pd.DataFrame:
    """Area of heads trained on frozen features to random labels, by a split of patients and by one of slices.

    Each repeat draws a label for every patient, half of them positive, and holds out a quarter of the patients or, with
    the same labels, a quarter of the slices; of the others 15 %, divided alike, choose the epoch.

    Args:
        features: float32 (n, features), of one slice each.
        patients: whose each slice is.
        new_head: makes an untrained head, a network on features (n, 1, features), from a seed.
        settings: optimisation of the head.
        repeats: how often labels are drawn anew.
        seed: of the labels, of the splits and of the heads.

    Returns:
        Three rows: split (`patient`, `slice`, and the difference of the two in each repeat), auc (mean over repeats),
        mean_low, mean_high (its 95 % interval, by Student's t), low, high (percentiles 2.5 and 97.5 of the repeats),
        repeats.
    """
    codes = pd.factorize(np.asarray(patients))[0]
    areas: dict[str, list[float]] = {BY_PATIENT: [], BY_SLICE: []}
    for repeat in range(repeats):
        drawn = derive_seed(seed, "slice leak", repeat)
        labels = np.random.default_rng(drawn).permutation(np.arange(codes.max() + 1) % 2)[codes]
        for name, units in ((BY_PATIENT, codes), (BY_SLICE, np.arange(len(codes)))):
            data = LabelledFeatures(features, labels, units)
            areas[name].append(_area_of_head(data, new_head(drawn), settings, drawn))
    areas[INFLATION] = list(np.subtract(areas[BY_SLICE], areas[BY_PATIENT]))
    rows = [
        (name, *_mean_interval(found), *np.percentile(found, [2.5, 97.5]), repeats) for name, found in areas.items()
    ]
    return pd.DataFrame(rows, columns=["split", "auc", "mean_low", "mean_high", "low", "high", "repeats"])


def _mean_interval(areas: Sequence[float]) -> tuple[float, float, float]:
    """Mean of the repeats and its 95 % interval."""
    half = t.ppf(0.975, len(areas) - 1) * np.std(areas, ddof=1) / np.sqrt(len(areas))
    return float(np.mean(areas)), float(np.mean(areas) - half), float(np.mean(areas) + half)


def note(network: str, patients: int, slices: int) -> str:
    """What stands under the table.

    Args:
        network: title of the model whose base is frozen.
        patients, slices: how many there are.
    """
    return (
        f"A mistake on purpose, and no result of the study: {slices} slices of {patients} simulated patients of no "
        "study, whose labels are drawn at random, so that nothing can be known of them and the AUC is 0.5 where "
        f"patients are split. {network}: frozen base, head trained as in the study, tested on a quarter of the "
        "patients or of the slices. Split by slice, other slices of the same patients give the labels away. The "
        "percentiles are those of the repeats, each with other labels, splits and initial weights."
    )


class LabelledFeatures(Dataset):
    """Features of slices with labels, divided into training, validation and test by units that stay together.

    Attributes:
        patient_ids: a name of each item's own: the demonstration counts slices.
        labels: 1.0 or 0.0 of each.
    """

    def __init__(self, features: NDArray, labels: NDArray, units: NDArray) -> None:
        """Take features (n, features), labels (n,), and the number (n,) of the unit that each belongs to."""
        self.features, self.units = torch.from_numpy(np.asarray(features, dtype=np.float32)), units
        self.labels = labels.astype(np.float32)
        self.patient_ids = [str(row) for row in range(len(labels))]

    def __len__(self) -> int:
        """Slices of all patients."""
        return len(self.labels)

    def __getitem__(self, row: int) -> tuple[dict[str, torch.Tensor], float, int]:
        """Features (1, features), label and row."""
        return {"images": self.features[row][None]}, float(self.labels[row]), row

    def parts(self, seed: int) -> Iterator["LabelledFeatures"]:
        """Training, validation and test items, drawn by unit and stratified by label."""
        units, first = np.unique(self.units, return_index=True)
        labels, seed = self.labels[first], seed % 2**32
        everybody = np.arange(len(units))
        known, tested = train_test_split(everybody, test_size=TEST_SHARE, random_state=seed, stratify=labels)
        trained, validated = train_test_split(
            known, test_size=VALIDATION_SHARE, random_state=seed, stratify=labels[known]
        )
        for part in (trained, validated, tested):
            rows = np.flatnonzero(np.isin(self.units, units[part]))
            yield LabelledFeatures(self.features[rows].numpy(), self.labels[rows], self.units[rows])


def _area_of_head(data: LabelledFeatures, head: Network, settings: TrainingSettings, seed: int) -> float:
    training, validation, tested = data.parts(seed)
    with tempfile.TemporaryDirectory() as folder:
        train(head, BinaryTask.configured(settings), training, validation, settings, Path(folder), {}, seed)
    head.eval()
    with torch.inference_mode():
        return float(roc_auc_score(tested.labels, head(tested.features[:, None]).numpy()))
