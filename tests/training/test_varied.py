import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.images.arrays import ORIGINAL
from radiogenomics.images.slice_settings import SliceAugmentationSettings
from radiogenomics.training.examples import ExampleDataset
from radiogenomics.training.varied import VariedSlices

NOTHING = {"zoom": (1, 1), "maximum_angle": 0, "maximum_shift": 0, "flip_probability": 0, "brightness": (1, 1)}


class Pictures:
    """Two slices of each patient, the second of which is the first upside down."""

    def items(self, patient_id, copy):
        return [0, 1]

    def read(self, patient_id, copy, item):
        picture = np.random.default_rng(int(patient_id)).uniform(size=(12, 10)).astype(np.float32)
        return picture[::-1] if item else picture


def varied(**settings):
    rows = [(str(patient), ORIGINAL, item, patient % 2) for patient in range(4) for item in (0, 1)]
    examples = pd.DataFrame(rows, columns=["patient_id", "copy", "item", "label"])
    return VariedSlices(ExampleDataset(examples, [Pictures()]), SliceAugmentationSettings(**settings))


def pictures(dataset):
    return torch.stack([dataset[row][0]["images"] for row in range(len(dataset))])


def test_slices_differ_between_epochs_and_come_back_with_the_seed():
    dataset = varied()
    dataset.begin_epoch(1)
    first = pictures(dataset)
    dataset.begin_epoch(2)
    assert not torch.allclose(pictures(dataset), first)
    dataset.begin_epoch(1)
    assert torch.equal(pictures(dataset), first)


def test_slices_of_a_patient_are_changed_differently():
    brighter = {**NOTHING, "brightness": (0.2, 0.9)}
    dataset = varied(**brighter)
    dataset.begin_epoch(3)
    upper, lower = dataset[0][0]["images"], dataset[1][0]["images"]
    assert not torch.allclose(upper, lower.flip(1), atol=0.01)


def test_without_any_change_the_slices_are_as_they_were():
    dataset = varied(**NOTHING)
    dataset.begin_epoch(1)
    expected = torch.stack([dataset.examples[row][0]["images"] for row in range(8)])
    torch.testing.assert_close(pictures(dataset), expected, atol=1e-5, rtol=0)
    assert [dataset[row][1:] for row in (0, 2)] == [(0.0, 0), (1.0, 2)]


@pytest.mark.parametrize("attribute", ["patient_ids", "labels"])
def test_patients_and_labels_are_those_of_the_examples(attribute):
    dataset = varied()
    np.testing.assert_array_equal(getattr(dataset, attribute), getattr(dataset.examples, attribute))
