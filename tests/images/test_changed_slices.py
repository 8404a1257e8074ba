from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.arrays import ORIGINAL
from radiogenomics.images.changed_slices import ChangedSlices, names_of_copies
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.images.slice_settings import SliceAugmentationSettings

SETTINGS = SliceAugmentationSettings(copies=2)


@pytest.fixture
def slices():
    array = np.random.default_rng(0).uniform(size=(3, 12, 16)).astype(np.float32)
    keys = [("A", ORIGINAL, 0), ("A", ORIGINAL, 1), ("B", ORIGINAL, 0)]
    rows = {key: row for row, key in enumerate(keys)}
    return SliceArray(array, rows, rows, {}, (Path("T1.npy"), Path("T1.csv")))


def test_there_are_so_many_copies_of_every_slice(slices):
    changed = ChangedSlices(slices, SETTINGS, seed=1)
    assert list(changed.rows) == [
        (patient, copy, item) for copy in ("changed1", "changed2") for patient, item in (("A", 0), ("A", 1), ("B", 0))
    ]
    assert list(changed.rows.values()) == list(range(6)) and names_of_copies(0) == []


def test_a_copy_is_changed_always_alike_and_otherwise_than_the_next(slices):
    changed, again = (ChangedSlices(slices, SETTINGS, seed=1) for _ in range(2))
    first, second = (changed.at(("A", copy, 0)) for copy in ("changed1", "changed2"))
    assert first.shape == (12, 16) and first.dtype == np.float32 and first.min() >= 0 and first.max() <= 1
    assert np.array_equal(first, again.at(("A", "changed1", 0))) and not np.array_equal(first, second)
    assert not np.array_equal(first, slices.item("A", 0))


def test_channels_are_changed_alike(slices):
    turned = SliceArray(slices.array[:, ::-1], slices.rows, slices.numbers, {}, slices.paths)
    still = SliceAugmentationSettings(
        copies=1, zoom=(1, 1), maximum_angle=0, maximum_shift=0, flip_probability=0, brightness=(0.8, 1.2)
    )
    one, other = (ChangedSlices(array, still, seed=3).at(("B", "changed1", 0)) for array in (slices, turned))
    np.testing.assert_allclose(one[::-1], other, atol=1e-6)
