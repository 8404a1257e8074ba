"""Training slices that are changed at random, otherwise in every epoch (Spoorthy 2023, section III-B)."""

import torch
from torch.utils.data import Dataset

from radiogenomics.images.slice_augment import augment_slices, draw_change
from radiogenomics.images.slice_settings import SliceAugmentationSettings
from radiogenomics.seeds import derive_seed
from radiogenomics.training.examples import ExampleDataset


class VariedSlices(Dataset):
    """Slices of a dataset, each zoomed, turned, shifted, flipped and brightened or darkened.

    What is drawn for a slice depends on the epoch, the patient and the slice alone: neither on the batch nor on the
    number of processes, so that a training that is resumed sees the very same slices.
    """

    def __init__(self, examples: ExampleDataset, settings: SliceAugmentationSettings) -> None:
        """Take the slices and the limits of their changes."""
        self.examples, self.settings = examples, settings
        self.patient_ids, self.labels = examples.patient_ids, examples.labels
        self.epoch_seed = 0

    def begin_epoch(self, seed: int) -> None:
        """Take the seed of an epoch, from which those of its slices are derived."""
        self.epoch_seed = seed

    def __len__(self) -> int:
        """Slices of all training patients, each varied anew in every epoch."""
        return len(self.examples)

    def __getitem__(self, index: int) -> tuple[dict[str, torch.Tensor], float, int]:
        """Changed slice (channel, y, x) in [0, 1], label and row; channels are changed alike."""
        inputs, label, row = self.examples[index]
        key = (self.epoch_seed, "slice", self.patient_ids[index], self.examples.items[index])
        change = draw_change(self.settings, derive_seed(*key))
        return {"images": augment_slices(inputs["images"][None], [change])[0]}, label, row
