"""What towers learn from: slices, expression, labels, and who is in which fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import torch
from torch.utils.data import Dataset

from radiogenomics.images.arrays import ImageArray


class Fold(NamedTuple):
    """Patients of a group in one fold, sorted: `training, validation, test = …`."""

    training: list[str]
    validation: list[str]
    test: list[str]


def fold_of(splits: pd.DataFrame, group: str, fold: int) -> Fold:
    """Who trains, validates and is tested in a fold of a group of splits.csv."""
    rows = splits[splits["group"] == group].sort_values("patient_id")
    trains = rows["subset"] == "train"
    parts = (trains & (rows["fold"] != fold), trains & (rows["fold"] == fold), rows["subset"] == "test")
    return Fold(*(rows["patient_id"][part].tolist() for part in parts))


@dataclass(frozen=True, eq=False)
class Patients:
    """Patients of a study, as far as a training may know them.

    Attributes:
        slices: tumour slices (n, channels, y, x); None where nothing reads them.
        expression: patients × genes, logarithms by patient_id; None likewise.
        labels: 1 or 0, of the training patients alone.
    """

    slices: ImageArray | None
    expression: pd.DataFrame | None
    labels: pd.Series

    def images(self, patient_ids: Sequence[str]) -> torch.Tensor:
        """Slices (n, channels, y, x) of some patients, in order; NaN for those who have none."""
        empty = np.full(self.slices.array.shape[1:], np.nan, dtype=np.float32)
        known = set(self.slices.patient_ids)
        return torch.from_numpy(np.stack([self.slices.volume(i) if i in known else empty for i in patient_ids]))

    def known_labels(self, patient_ids: Sequence[str]) -> np.ndarray:
        """Labels (n,) of training patients, in order."""
        return self.labels.loc[list(patient_ids)].to_numpy(np.float32)


class TowerItems(Dataset):
    """One item per patient: inputs by the names of the network's arguments, and the label.

    Attributes:
        patient_ids: whose each item is.
        labels: 1.0 or 0.0.
    """

    def __init__(self, patient_ids: Sequence[str], labels: np.ndarray, **inputs: torch.Tensor) -> None:
        """Take the patients, their labels (n,), and one tensor (n, …) per input."""
        self.patient_ids, self.labels, self.inputs = list(patient_ids), labels, inputs

    def __len__(self) -> int:
        """Patients, each with all slices or genes."""
        return len(self.patient_ids)

    def __getitem__(self, row: int) -> tuple[dict[str, torch.Tensor], float, int]:
        """Inputs, label and row."""
        return {name: values[row] for name, values in self.inputs.items()}, float(self.labels[row]), row
