import numpy as np
import pytest

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.training.slice_pretraining import LabelledSlices, slice_examples, training_patients

MODALITIES = ["T1", "FLAIR"]


@pytest.fixture(scope="module")
def examples():
    simulation = SimulationSettings(patients=10, pretraining_patients=3, spacing=8, modalities=MODALITIES, effect={})
    return slice_examples(simulation, SliceSettings(shape=(24, 24)), MODALITIES, seed=1)


def test_half_of_the_slices_show_tumour(examples):
    images, labels, patients = examples
    assert images.shape == (24, 24, 24) and images.dtype == np.float32
    assert images.min() >= 0 and 0.9 < images.max() <= 1
    assert labels.sum() == 12
    assert [patients.count(f"PRETRAINING-0000{number}") for number in range(3)] == [8, 8, 8]


def test_nobody_trains_and_validates(examples):
    patients = examples[2]
    assert training_patients(patients) == ["PRETRAINING-00000", "PRETRAINING-00001"]


def test_a_slice_is_shown_as_a_grey_photograph(examples):
    dataset = LabelledSlices(*examples[:2])
    inputs, label, row = dataset[5]
    assert inputs["images"].shape == (3, 24, 24) and (inputs["images"][0] == inputs["images"][2]).all()
    assert label == float(examples[1][5]) and row == 5
