import numpy as np

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.controls.null_slices import null_slices
from radiogenomics.images.slice_settings import SliceSettings

SIMULATION = SimulationSettings(patients=10, spacing=8, modalities=["T1", "FLAIR"], effect={"T1": 3.0})


def test_each_patient_has_the_slices_that_the_study_takes():
    images, owners = null_slices(SIMULATION, SliceSettings(shape=(24, 24)), "FLAIR", 3, seed=1)
    assert images.shape == (3 * 4, 24, 24) and images.dtype == np.float32
    assert [owners.count(f"NULL-0000{number}") for number in range(3)] == [4, 4, 4]
    assert images.min() >= 0 and images.max() <= 1


def test_of_another_choice_the_central_ones_are_taken():
    slices = SliceSettings(choice="tumour_largest", count=3, shape=(24, 24))
    assert len(null_slices(SIMULATION, slices, "T1", 2, seed=1)[0]) == 6


def test_the_same_seed_gives_the_same_patients():
    slices = SliceSettings(shape=(24, 24))
    first, again, other = (null_slices(SIMULATION, slices, "T1", 2, seed=seed)[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
