import numpy as np
import pytest

from radiogenomics.segmentation.augmentation import SegmentationAugmentationSettings, augment, padded_to

PLAIN = {"intensity_shift": 0.0, "intensity_scale": 0.0}


@pytest.fixture
def patient() -> tuple[np.ndarray, np.ndarray]:
    """Two channels whose voxels tell their place, and labels that follow from the first."""
    images = np.arange(1, 2 * 6 * 7 * 8 + 1, dtype=np.float32).reshape(2, 6, 7, 8)
    return images, (images[0] % 3).astype(np.uint8)


def test_the_seed_decides(patient):
    settings = SegmentationAugmentationSettings(crop=(4, 4, 4))
    first, again, other = (augment(*patient, settings, seed) for seed in (1, 1, 2))
    assert all(map(np.array_equal, first, again))
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("seed", range(20))
def test_labels_follow_the_voxels(patient, seed):
    images, mask = augment(*patient, SegmentationAugmentationSettings(crop=(4, 5, 6), **PLAIN), seed)
    assert images.shape == (2, 4, 5, 6) and images.dtype == np.float32
    assert np.array_equal(mask, images[0] % 3)
    assert np.array_equal(images[1], images[0] + 6 * 7 * 8)


def test_every_flip_and_every_place_occurs(patient):
    settings = SegmentationAugmentationSettings(crop=(4, 7, 8), **PLAIN)
    corners = {float(augment(*patient, settings, seed)[0][0, 0, 0, 0]) for seed in range(300)}
    first = {z * 56 + y * 8 + x + 1 for z in (0, 1, 2, 3, 4, 5) for y in (0, 6) for x in (0, 7)}
    assert corners == first
    unflipped = SegmentationAugmentationSettings(crop=None, flip_probability=0, **PLAIN)
    assert np.array_equal(augment(*patient, unflipped, 0)[0], patient[0])


def test_intensities_change_within_their_limits_and_zero_stays():
    images = np.ones((2, 3, 3, 3), np.float32)
    images[:, 0] = 0
    settings = SegmentationAugmentationSettings(crop=None, flip_probability=0, intensity_shift=0.2, intensity_scale=0.1)
    found = np.stack([augment(images, np.zeros((3, 3, 3)), settings, seed)[0] for seed in range(200)])
    assert not found[:, :, 0].any()
    values = found[:, :, 1]
    assert 0.7 <= values.min() < 0.75 and 1.25 < values.max() <= 1.3
    assert (values[:, 0, 0, 0] != values[:, 1, 0, 0]).all()


def test_less_than_the_crop_is_padded(patient):
    images, mask = augment(*patient, SegmentationAugmentationSettings(crop=(9, 7, 8), flip_probability=0, **PLAIN), 0)
    assert images.shape == (2, 9, 7, 8)
    assert not images[:, [0, 7, 8]].any() and not mask[[0, 7, 8]].any()
    assert np.array_equal(images[:, 1:7], patient[0])
    assert padded_to(patient[0], (6, 7, 8)) is patient[0]


def test_crops_around_the_tumour_show_it_and_are_not_always_the_same():
    images = np.ones((1, 30, 31, 32), np.float32)
    mask = np.zeros(images.shape[1:], np.uint8)
    mask[2, 3, 4], mask[27, 20, 20] = 1, 4
    settings = SegmentationAugmentationSettings(crop=(6, 7, 8), around_tumour=1.0, **PLAIN)
    seen = [augment(images, mask, settings, seed) for seed in range(40)]
    assert all(part.shape == (1, 6, 7, 8) for part, _ in seen)
    assert {int(labels.max()) for _, labels in seen} == {1, 4}
    anywhere = settings.model_copy(update={"around_tumour": 0.0})
    assert sum(augment(images, mask, anywhere, seed)[1].any() for seed in range(40)) < 10


def test_a_share_of_the_crops_lies_around_the_tumour():
    mask = np.zeros((40, 40, 40), np.uint8)
    mask[20, 20, 20] = 2
    settings = SegmentationAugmentationSettings(crop=(4, 4, 4), around_tumour=0.5, **PLAIN)
    showing = [augment(np.ones((1, *mask.shape), np.float32), mask, settings, seed)[1].any() for seed in range(200)]
    assert 70 < sum(showing) < 130
    healthy = np.zeros_like(mask)
    assert not augment(np.ones((1, *mask.shape), np.float32), healthy, settings, 0)[1].any()
