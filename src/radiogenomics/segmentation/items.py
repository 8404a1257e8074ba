"""Prepared patients as a training of a segmentation network reads them."""

from collections.abc import Sequence

import numpy as np
import torch
from torch.utils.data import Dataset

from radiogenomics.segmentation.arrays import PreparedArrays
from radiogenomics.segmentation.augmentation import padded_to


class SegmentationItems(Dataset):
    """Patients as what a training reads; all have one shape, padded with zeros, so that they can form batches."""

    def __init__(self, arrays: PreparedArrays, patient_ids: Sequence[str], multiple: Sequence[int]) -> None:
        """Take note of the patients.

        Args:
            arrays: prepared scans and masks.
            patient_ids: in the order of the items.
            multiple: what each edge (z, y, x) is padded to a multiple of.
        """
        self.arrays, self.patient_ids = arrays, list(patient_ids)
        longest = np.max([arrays.shape(patient) for patient in patient_ids], axis=0)
        self.shape = tuple(int(-(-edge // step) * step) for edge, step in zip(longest, multiple, strict=True))

    def __len__(self) -> int:
        """Patients, each with images and mask."""
        return len(self.patient_ids)

    def __getitem__(self, row: int) -> tuple[dict[str, torch.Tensor], torch.Tensor, int]:
        """Images (channels, z, y, x), labels (z, y, x), and the row."""
        images, mask = self.arrays.read(self.patient_ids[row])
        images, mask = (torch.from_numpy(np.array(padded_to(part, self.shape))) for part in (images, mask))
        return {"images": images}, mask, row
