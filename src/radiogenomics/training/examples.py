"""What a network learns from: images and their augmented copies, classes balanced by pruning."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch
from torch.utils.data import Dataset

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import ORIGINAL, ImageArray
from radiogenomics.seeds import derive_seed


def training_examples(labels: pd.DataFrame, kinds: Sequence[str], balance: bool, seed: int) -> pd.DataFrame:
    """List the training examples: every patient's image and one copy of it per augmentation kind.

    With `balance`, examples of the more frequent class are pruned at random until both classes are equally frequent
    (Schmitz 2024, section 2.2: "the augmented training folds were randomly pruned until the ratio of the MGMT classes
    were equal"). Images and copies are pruned alike. The result does not depend on the order of `labels`.

    Args:
        labels: columns patient_id and label (1 or 0), one row per patient.
        kinds: augmentation kinds; none gives the images alone.
        balance: whether to prune.
        seed: seed of the pruning.

    Returns:
        Columns patient_id, kind (`original` or one of `kinds`) and label, sorted by patient.

    Raises:
        InputError: a patient is listed twice, a label is neither 0 nor 1, or there is one class only.
    """
    _check_labels(labels)
    patients = labels.sort_values("patient_id")[["patient_id", "label"]]
    examples = patients.merge(pd.DataFrame({"kind": [ORIGINAL, *kinds]}), how="cross")
    if balance:
        examples = _prune(examples, np.random.default_rng(derive_seed(seed, "balance")))
    return examples[["patient_id", "kind", "label"]].astype({"label": int}).reset_index(drop=True)


def _check_labels(labels: pd.DataFrame) -> None:
    twice = labels.patient_id[labels.patient_id.duplicated()]
    if len(twice):
        raise InputError(f"training labels: patient {twice.iloc[0]} is listed twice; keep one row per patient")
    unknown = labels[~labels.label.isin([0, 1])]
    if len(unknown):
        row = unknown.iloc[0]
        raise InputError(f"training labels: patient {row.patient_id} has label {row.label}; it must be 0 or 1")
    if labels.label.nunique() < 2:
        raise InputError("training labels: all patients have the same label; a network needs patients of both classes")


def _prune(examples: pd.DataFrame, generator: np.random.Generator) -> pd.DataFrame:
    size = examples.label.value_counts().min()
    rows = [generator.choice(group.index.to_numpy(), size, replace=False) for _, group in examples.groupby("label")]
    return examples.loc[np.sort(np.concatenate(rows))]


class ExampleDataset(Dataset):
    """Images of a table of examples, as channels of one tensor."""

    def __init__(
        self, examples: pd.DataFrame, images: Sequence[ImageArray], augmented: Sequence[ImageArray] = ()
    ) -> None:
        """Take note of the examples; images are read when they are asked for.

        Args:
            examples: columns patient_id, kind and label, one row per example.
            images: the images of each modality; a network sees one channel per modality, in this order.
            augmented: the augmented copies of each modality, in the same order; may be empty where every example is
                an `original`.

        Raises:
            InputError: an example has no image.
        """
        self.patient_ids = examples.patient_id.tolist()
        self.kinds = examples.kind.tolist()
        self.labels = examples.label.to_numpy(dtype=np.float32)
        self.images = list(images)
        self.augmented = list(augmented)
        for index in range(len(self)):
            self._volumes(index)

    def __len__(self) -> int:
        """Number of examples."""
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, float, int]:
        """Image (channel, z, y, x) as float32, label (0.0 or 1.0) and the example's row."""
        image = np.stack(self._volumes(index))
        return torch.from_numpy(image.astype(np.float32, copy=False)), float(self.labels[index]), index

    def _volumes(self, index: int) -> list[np.ndarray]:
        """Views of an example's channels; nothing is read from disk yet."""
        patient_id, kind = self.patient_ids[index], self.kinds[index]
        arrays = self.images if kind == ORIGINAL else self.augmented
        return [array.volume(patient_id, kind) for array in arrays]
