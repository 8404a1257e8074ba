import numpy as np
import pytest

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.images.crop import CropWindow, published_window
from radiogenomics.images.settings import ImageSettings
from radiogenomics.training.pretraining_examples import EXAMPLES_PER_PATIENT, pretraining_examples, reduced_labels

MODALITIES = ["T1GD", "FLAIR", "DTI_FA"]
SIMULATION = SimulationSettings(
    pretraining_patients=3, spacing=6.0, modalities=MODALITIES, effect=dict.fromkeys(MODALITIES, 0.0)
)
SETTINGS = ImageSettings(downscale=1, shape=(24, 30, 30))


@pytest.fixture(scope="module")
def examples():
    return pretraining_examples(SIMULATION, SETTINGS, MODALITIES, seed=1)


def test_shapes_and_values(examples):
    images, labels, _ = examples
    assert images.shape == (3 * EXAMPLES_PER_PATIENT, 1, *SETTINGS.shape)
    assert labels.shape == (3 * EXAMPLES_PER_PATIENT, *SETTINGS.shape)
    assert (images.dtype, labels.dtype) == (np.float32, np.uint8)
    assert (images.min(axis=(1, 2, 3, 4)) == 0).all()
    assert (images.max(axis=(1, 2, 3, 4)) == 1).all()
    assert set(np.unique(labels)) == {0, 1, 2, 4}


def test_examples_of_a_patient_are_neighbours_in_two_modalities(examples):
    images, labels, _ = examples
    for first in range(0, len(images), EXAMPLES_PER_PATIENT):
        assert np.array_equal(labels[first], labels[first + 1])
        assert not np.array_equal(images[first], images[first + 1])
    assert not np.array_equal(labels[0], labels[2])


def test_every_example_has_its_patient_who_belongs_to_no_study(examples):
    names = [f"PRETRAINING-{number:05d}" for number in range(3)]
    assert examples[2] == [name for name in names for _ in range(EXAMPLES_PER_PATIENT)]


def test_images_lie_where_the_labels_lie(examples):
    images, labels, _ = examples
    inside = images[:, 0][labels > 0]
    assert inside.mean() > 10 * images[:, 0][labels == 0].mean()


def test_seed_decides_everything(examples):
    again = pretraining_examples(SIMULATION, SETTINGS, MODALITIES, seed=1)
    other = pretraining_examples(SIMULATION, SETTINGS, MODALITIES, seed=2)
    for part in (0, 1):
        assert np.array_equal(examples[part], again[part])
        assert not np.array_equal(examples[part], other[part])


@pytest.mark.parametrize("mask", ["none", "automatic", "corrected"])
def test_masked_as_the_study_says(mask, examples):
    images, labels, _ = pretraining_examples(SIMULATION, SETTINGS.model_copy(update={"mask": mask}), ["T1GD"], seed=1)
    outside = (images[:, 0] > 0) & (labels == 0)
    if mask == "none":
        assert outside.sum() > 10 * (labels > 0).sum()
    elif mask == "corrected":
        assert not outside.any()
    else:
        assert 0 < outside.sum() < (labels > 0).sum()


def test_a_window_of_the_study_is_taken(examples):
    window = published_window([6.0] * 3, (26, 40, 40))
    moved = CropWindow(start=(0, *window.start[1:]), stop=(window.stop[0], *window.stop[1:]))
    same, *_ = pretraining_examples(SIMULATION, SETTINGS, MODALITIES, seed=1, window=moved)
    assert np.array_equal(same, examples[0])
    smaller = CropWindow(start=(window.start[0] + 2, *window.start[1:]), stop=window.stop)
    other, *_ = pretraining_examples(SIMULATION, SETTINGS, MODALITIES, seed=1, window=smaller)
    assert not np.array_equal(other, examples[0])


def test_a_reduced_voxel_gets_the_label_of_most_of_its_volume():
    segmentation = np.zeros((2, 2, 4), np.uint8)
    segmentation[:, :, 0] = 4
    segmentation[0, 0, 1] = 4
    segmentation[:, :, 2] = 2
    window = CropWindow((0, 0, 0), (2, 2, 4))
    labels = reduced_labels(segmentation, window, ImageSettings(downscale=2, shape=(1, 1, 2)))
    assert labels.tolist() == [[[4, 0]]]
