"""Changed copies of slices, made where they are read: what a frozen encoder sees besides the slices as they are."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.images.slice_augment import augment_slices, draw_change
from radiogenomics.images.slice_settings import SliceAugmentationSettings
from radiogenomics.seeds import derive_seed


def names_of_copies(copies: int) -> list[str]:
    """Names of so many changed copies of a slice."""
    return [f"changed{number}" for number in range(1, copies + 1)]


@dataclass(frozen=True, eq=False)
class ChangedSlices:
    """Copies of the slices of one sequence, each changed once and for all.

    What is drawn for a copy depends on the patient, the slice and the number of the copy alone: the channels of an
    input are changed alike.

    Attributes:
        slices: as they are.
        settings: limits of the changes, and `copies`, how many there are of each slice.
        seed: of the draws.
    """

    slices: SliceArray
    settings: SliceAugmentationSettings
    seed: int

    key_columns = SliceArray.key_columns

    @cached_property
    def rows(self) -> dict[tuple[str, str, int], int]:
        """Copies by patient, name and item, all of one name one after the other."""
        originals = list(self.slices.rows)
        copies = names_of_copies(self.settings.copies)
        keys = [(patient, copy, item) for copy in copies for patient, _, item in originals]
        return {key: row for row, key in enumerate(keys)}

    def at(self, key: tuple[str, str, int]) -> np.ndarray:
        """The copy of one key of `rows`, float32 (rows, columns) in [0, 1]."""
        patient, copy, item = key
        change = draw_change(self.settings, derive_seed(self.seed, "copy", copy, patient, item))
        slice_ = torch.from_numpy(np.array(self.slices.item(patient, item)))
        return augment_slices(slice_[None, None], [change])[0, 0].numpy()
