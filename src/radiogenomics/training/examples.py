"""What a network learns from: images and their augmented copies, classes balanced by pruning."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd
import torch
from torch.utils.data import Dataset

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import ORIGINAL, WHOLE
from radiogenomics.seeds import derive_seed


class ItemSource(Protocol):
    """What items are read from, one channel of them: the images of one modality, the slices of one, features."""

    def items(self, patient_id: str, copy: str) -> Sequence[str]:
        """Names of a patient's items, in a fixed order; all channels of an input have the same.

        Args:
            patient_id: whose.
            copy: `original`, or the name of an augmented copy.

        Raises:
            InputError: the patient has none, unless `read` says so.
        """

    def read(self, patient_id: str, copy: str, item: str) -> np.ndarray:
        """One item as float32, without the channel: a volume (z, y, x), a slice (y, x), features (n,).

        Raises:
            InputError: there is no such item, or it has values that are not numbers.
        """


def training_examples(
    labels: pd.DataFrame,
    copies: Sequence[str],
    balance: bool,
    seed: int,
    images: ItemSource | None = None,
    augmented: ItemSource | None = None,
) -> pd.DataFrame:
    """List the training examples: every item of a patient, and its augmented copies.

    With `balance`, examples of the more frequent class are pruned at random until both classes are equally frequent
    (Schmitz 2024, section 2.2: "the augmented training folds were randomly pruned until the ratio of the MGMT classes
    were equal"). Images and copies are pruned alike. The result does not depend on the order of `labels`.

    Args:
        labels: columns patient_id and label (1 or 0), one row per patient.
        copies: names of the augmented copies; none gives the images alone.
        balance: whether to prune.
        seed: seed of the pruning.
        images, augmented: what lists the patients' items, and those of their copies; without them a patient has one.

    Returns:
        Columns patient_id, copy (`original` or one of `copies`), item and label, sorted by patient.

    Raises:
        InputError: a patient is listed twice, a label is neither 0 nor 1, or there is one class only.
    """
    _check_labels(labels)
    patients = labels.sort_values("patient_id")[["patient_id", "label"]]
    examples = patients.merge(pd.DataFrame({"copy": [ORIGINAL, *copies]}), how="cross")
    examples = with_items(examples, images, augmented)
    if balance:
        examples = _prune(examples, np.random.default_rng(derive_seed(seed, "balance")))
    return examples[["patient_id", "copy", "item", "label"]].astype({"label": int}).reset_index(drop=True)


def with_items(examples: pd.DataFrame, images: ItemSource | None, augmented: ItemSource | None = None) -> pd.DataFrame:
    """Give each row the column `item`, once for every item that its patient has of that copy.

    Args:
        examples: columns patient_id and copy, among others.
        images, augmented: what lists the items, and those of the copies; without it there is one.
    """

    def items(patient_id: str, copy: str) -> list[str]:
        source = images if copy == ORIGINAL else augmented
        return [WHOLE] if source is None else list(source.items(patient_id, copy))

    listed = [items(*pair) for pair in zip(examples["patient_id"], examples["copy"], strict=True)]
    return examples.assign(item=listed).explode("item", ignore_index=True)


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
    """Items of a table of examples, as channels of one tensor that is called `images`."""

    def __init__(
        self, examples: pd.DataFrame, images: Sequence[ItemSource], augmented: Sequence[ItemSource] = ()
    ) -> None:
        """Take note of the examples; items are read when they are asked for.

        Args:
            examples: columns patient_id, copy, label and, where patients have several, item; one row per example.
            images: sources of each channel, such as the images of each modality, in order.
            augmented: sources of the augmented copies of each channel, in the same order; may be empty where every
                example is an `original`.

        Raises:
            InputError: an example has no image.
        """
        self.patient_ids = examples.patient_id.tolist()
        self.copies = examples["copy"].tolist()
        self.items = examples["item"].tolist() if "item" in examples else [WHOLE] * len(examples)
        self.labels = examples.label.to_numpy(dtype=np.float32)
        self.images = list(images)
        self.augmented = list(augmented)
        for index in range(len(self)):
            self._channels(index)

    def __len__(self) -> int:
        """Images, augmented copies among them."""
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[dict[str, torch.Tensor], float, int]:
        """Item (channel, …) as float32, label (0.0 or 1.0) and the example's row."""
        image = np.stack(self._channels(index)).astype(np.float32, copy=False)
        return {"images": torch.from_numpy(image)}, float(self.labels[index]), index

    def _channels(self, index: int) -> list[np.ndarray]:
        """Views of an example's channels."""
        copy = self.copies[index]
        sources = self.images if copy == ORIGINAL else self.augmented
        return [source.read(self.patient_ids[index], copy, self.items[index]) for source in sources]
