from pathlib import Path

import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.images.slice_stacks import StackedSlices


@pytest.fixture
def slices() -> SliceArray:
    """Two patients of three slices, whose rows are not in the order of the slices."""
    keys = [("P1", "original", 2), ("P2", "original", 0), ("P1", "original", 0), ("P1", "original", 1)]
    keys += [("P2", "original", 2), ("P2", "original", 1)]
    array = np.random.default_rng(0).uniform(0, 1, (6, 4, 5)).astype(np.float32)
    return SliceArray(array, {key: row for row, key in enumerate(keys)}, {}, {}, (Path("a.npy"), Path("a.csv")))


def test_a_patient_is_one_item_of_all_slices_from_below(slices):
    stacked = StackedSlices(slices)
    (item,) = stacked.items("P1")
    stack = stacked.read("P1", "original", item)
    assert stack.shape == (3, 4, 5)
    np.testing.assert_array_equal(stack, slices.array[[2, 3, 0]])


def test_a_patient_without_slices_is_refused(slices):
    with pytest.raises(InputError, match="holds no original slice of patient P3"):
        StackedSlices(slices).items("P3")
