"""A patient's chosen slices as one small volume, for networks of three dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from radiogenomics.images.arrays import ORIGINAL, WHOLE
from radiogenomics.images.slice_arrays import SliceArray


@dataclass(frozen=True)
class StackedSlices:
    """Slices of one modality, all of a patient's as one item.

    Attributes:
        slices: what is stacked, from below upwards; every patient has as many.
    """

    slices: SliceArray

    def items(self, patient_id: str, copy: str = ORIGINAL) -> Sequence[str]:
        """The one item of a patient.

        Raises:
            InputError: there is no slice of the patient.
        """
        self.slices.items_of(patient_id, copy)
        return [WHOLE]

    def read(self, patient_id: str, copy: str, item: str) -> np.ndarray:
        """All slices of a patient, float32 (n, rows, columns); `item` can only be the whole.

        Raises:
            InputError: as `SliceArray.item`.
        """
        return np.stack([self.slices.item(patient_id, number, copy) for number in self.slices.items_of(patient_id)])
