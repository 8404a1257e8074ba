"""What a training or a prediction reads, by what its items are: volumes, or slices of which a patient has several.

A study says which by `item_parameters`, plain values that the rules hand to the jobs: `reader`, one of `READERS`; for
volumes `copies`, the augmented ones to train on; for slices `augmentation`, the limits of random changes, and `seed`,
that of the changed copies whose features a frozen encoder gives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from radiogenomics.images.arrays import open_channels
from radiogenomics.images.changed_slices import ChangedSlices, names_of_copies
from radiogenomics.images.pseudocolour import check_same_places
from radiogenomics.images.slice_arrays import WITH_PLACES, open_slice_channels
from radiogenomics.images.slice_settings import SliceAugmentationSettings
from radiogenomics.images.slice_stacks import StackedSlices
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.training.examples import ExampleDataset, ItemSource
from radiogenomics.training.folds import fold_datasets, unchanged_examples
from radiogenomics.training.varied import VariedSlices


@dataclass(frozen=True)
class Items:
    """Everything that a model sees of its patients.

    Attributes:
        originals: sources of the channels.
        augmented: sources of the channels' augmented copies; none where copies are made in passing.
        copies: names of the copies that are trained on.
        changes: limits of the random changes of training slices; None for none.
    """

    originals: Sequence[ItemSource]
    augmented: Sequence[ItemSource] = ()
    copies: Sequence[str] = ()
    changes: SliceAugmentationSettings | None = None

    @property
    def channels(self) -> int:
        """Channels of an item's image: one for each array of originals."""
        return len(self.originals)

    def datasets(
        self, patients: pd.DataFrame, labels: pd.DataFrame, fold: int, balance: bool, seed: int
    ) -> tuple[ExampleDataset | VariedSlices, ExampleDataset]:
        """Examples of one fold, as `fold_datasets`; those of the training alone are changed at random."""
        training, validation = fold_datasets(
            patients, labels, fold, self.originals, self.augmented, list(self.copies), balance, seed
        )
        return (VariedSlices(training, self.changes) if self.changes else training), validation

    def unchanged(self, patients: pd.DataFrame, labels: pd.DataFrame) -> ExampleDataset:
        """Examples of some patients as they are: patient_id of the first table, patient_id and label of the second."""
        return unchanged_examples(patients.merge(labels, on="patient_id", validate="one_to_one"), self.originals)


def open_items(parameters: Mapping[str, Any], files: Any, model: ModelSettings) -> Items:
    """Open what a model is trained on and predicts from: images or, of a frozen backbone, their features.

    Args:
        parameters: `item_parameters` of the study.
        files: of a job, by name: `arrays` and `indices`, of volumes also `augmented_arrays` and `augmented_indices`.
        model: its section says whether it sees images or their features.

    Raises:
        InputError: a file is missing or damaged, or the channels do not show the same places.
    """
    return READERS[parameters["reader"]](parameters, files, model.seen_dimensions)


def open_images_of(parameters: Mapping[str, Any], files: Any, model: ModelSettings) -> Items:
    """Open the images themselves, of a model that is trained on their features; otherwise as `open_items`."""
    return READERS[parameters["reader"]](parameters, files, 1 + model.image_dimensions)


def _volumes(parameters: Mapping[str, Any], files: Any, dimensions: int) -> Items:
    originals = open_channels(files.arrays, files.indices, dimensions)
    copies = getattr(files, "augmented_arrays", None)
    augmented = open_channels(copies, files.augmented_indices, dimensions) if copies else []
    return Items(originals, augmented, parameters["copies"])


def _slices(parameters: Mapping[str, Any], files: Any, dimensions: int) -> Items:
    if dimensions > WITH_PLACES:
        slices = open_slice_channels(files.arrays, files.indices)
        check_same_places(slices)
        # Random changes are of single slices.
        return Items([StackedSlices(one) for one in slices])
    originals = open_slice_channels(files.arrays, files.indices, dimensions)
    changes = parameters["augmentation"] and SliceAugmentationSettings(**parameters["augmentation"])
    copies = changes.copies if changes else 0
    if dimensions != WITH_PLACES:
        # One file holds the features of slices and of their changed copies.
        return Items(originals, originals if copies else (), names_of_copies(copies))
    check_same_places(originals)
    changed = [ChangedSlices(one, changes, parameters["seed"]) for one in originals] if copies else ()
    return Items(originals, changed, changes=changes)


READERS: dict[str, Callable[[Mapping[str, Any], Any, int], Items]] = {"volumes": _volumes, "slices": _slices}
"""What opens items, by the name that a study gives."""
