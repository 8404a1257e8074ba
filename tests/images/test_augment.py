from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import ImageArray, open_images
from radiogenomics.images.augment import AUGMENTATIONS, augment, deform, flip, rotate, write_augmented
from radiogenomics.images.crop import published_window
from radiogenomics.images.preprocess import preprocess
from radiogenomics.images.settings import AugmentationSettings
from radiogenomics.images.volume import read_mask, read_volume
from radiogenomics.seeds import derive_seed

TRANSFORMS = list(AUGMENTATIONS)
DEFAULT = AugmentationSettings()
# Half the published size, so half the published displacement in voxels.
SMALL = AugmentationSettings(elastic_sigma=2.5)
VOLUMES = arrays(
    np.float32,
    array_shapes(min_dims=3, max_dims=3, min_side=4, max_side=9),
    elements=st.floats(0, 1, width=32),
)


@pytest.fixture
def volume(head, tumour) -> np.ndarray:
    return preprocess(head, tumour, published_window((4.0, 4.0, 4.0), head.shape), 1, (35, 43, 43))


def _tumour_volume(image: np.ndarray) -> int:
    return np.count_nonzero(image > 0.1)


def test_settings_and_augmentations_have_the_same_transforms():
    assert DEFAULT.transforms == TRANSFORMS


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_changes_the_image_and_keeps_shape_type_and_range(volume, transform):
    before = volume.copy()
    altered = augment(volume, transform, SMALL, 7)
    np.testing.assert_array_equal(volume, before)
    assert altered.shape == volume.shape
    assert altered.dtype == np.float32
    assert altered.min() >= 0
    assert altered.max() <= 1
    # Well beyond rounding: a copy that is hardly altered would only weight its patient twice.
    assert np.abs(altered - volume)[volume > 0].mean() > 0.01


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_never_integer(volume, transform):
    altered = augment(volume, transform, SMALL, 7)
    assert np.unique(altered).size > 100
    assert not np.array_equal(altered, np.round(altered))


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_same_seed_same_copy_other_seed_other_copy(volume, transform):
    np.random.seed(1)
    first = augment(volume, transform, SMALL, 7)
    np.random.seed(2)
    np.testing.assert_array_equal(augment(volume, transform, SMALL, 7), first)
    if transform != "flip":
        assert not np.array_equal(augment(volume, transform, SMALL, 8), first)


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_numpys_global_state_is_left_alone(volume, transform):
    np.random.seed(3)
    state = np.random.get_state()[1].copy()
    augment(volume, transform, SMALL, 7)
    np.testing.assert_array_equal(np.random.get_state()[1], state)


@pytest.mark.parametrize("transform", ["flip", "rotate", "elastic"])
def test_same_transform_for_every_modality(volume, transform):
    """These copies are linear in the image: a mixture of two modalities moves as the two do."""
    other = np.where(volume > 0, 1 - volume, 0).astype(np.float32)
    mixed = augment((volume + other) / 2, transform, SMALL, 5)
    expected = (augment(volume, transform, SMALL, 5) + augment(other, transform, SMALL, 5)) / 2
    np.testing.assert_allclose(mixed, expected, atol=1e-5)


def test_same_noise_for_every_modality(volume):
    middle = np.where(volume > 0, 0.5, 0).astype(np.float32)
    inside = (volume > 0.3) & (volume < 0.7)
    noise = augment(middle, "noise", SMALL, 5) - middle
    np.testing.assert_allclose((augment(volume, "noise", SMALL, 5) - volume)[inside], noise[inside], atol=1e-6)


@pytest.mark.parametrize("transform", ["rotate", "noise", "elastic"])
def test_tumour_keeps_its_volume(volume, transform):
    ratios = [_tumour_volume(augment(volume, transform, SMALL, seed)) / _tumour_volume(volume) for seed in range(12)]
    assert 0.75 < np.median(ratios) < 1.25
    # A single draw of the elastic deformation may swell or shrink the place where the tumour lies.
    spread = 0.5 if transform == "elastic" else 0.25
    assert 1 - spread < min(ratios)
    assert max(ratios) < 1 + spread


def test_flip_keeps_every_voxel(volume):
    flipped = augment(volume, "flip", SMALL, 0)
    np.testing.assert_array_equal(np.sort(flipped, axis=None), np.sort(volume, axis=None))
    # The tumour lies left of the middle before and right of it after; height and depth are kept.
    np.testing.assert_allclose(flipped.sum(axis=2), volume.sum(axis=2), rtol=1e-5)
    assert volume[:, :, :21].sum() > 2 * volume[:, :, 22:].sum()
    assert flipped[:, :, 22:].sum() > 2 * flipped[:, :, :21].sum()


@given(VOLUMES)
def test_flip_is_an_involution(volume):
    once = augment(volume, "flip", DEFAULT, 0)
    np.testing.assert_array_equal(augment(once, "flip", DEFAULT, 1), volume)
    np.testing.assert_array_equal(once, flip(volume))


@given(VOLUMES)
@settings(deadline=None)
def test_rotation_by_a_full_turn_restores(volume):
    np.testing.assert_allclose(rotate(volume, 360), volume, atol=1e-5)
    np.testing.assert_array_equal(rotate(volume, 0), volume)


@given(arrays(np.float32, (3, 8, 8), elements=st.floats(0, 1, width=32)))
@settings(deadline=None)
def test_rotation_by_a_quarter_turn_is_exact(volume):
    np.testing.assert_allclose(rotate(volume, 90), np.rot90(volume, axes=(1, 2)), atol=1e-5)


def test_rotation_leaves_every_axial_slice_in_its_place(volume):
    rotated = augment(volume, "rotate", SMALL, 3)
    np.testing.assert_array_equal(rotated.any(axis=(1, 2)), volume.any(axis=(1, 2)))


def test_rotation_is_uniform_up_to_the_maximum():
    """The angle is recovered from where a single bright line points."""
    line = np.zeros((1, 41, 41), np.float32)
    line[0, 19:22, 20:38] = 1
    angles = []
    for seed in range(300):
        rotated = augment(line, "rotate", AugmentationSettings(maximum_angle=60), seed)[0]
        y, x = (np.average(grid - 20, weights=rotated) for grid in np.indices(rotated.shape))
        angles.append(np.degrees(np.arctan2(y, x)))
    assert max(np.abs(angles)) < 62
    assert min(angles) < -55 < 55 < max(angles)
    assert abs(np.mean(angles)) < 8
    assert np.std(angles) == pytest.approx(60 / np.sqrt(3), rel=0.1)


def test_noise_has_the_given_strength_and_spares_the_background():
    middle = np.zeros((20, 40, 40), np.float32)
    middle[:, 10:30, 10:30] = 0.5
    noisy = augment(middle, "noise", DEFAULT, 0)
    assert not noisy[middle == 0].any()
    difference = (noisy - middle)[middle > 0]
    assert difference.std() == pytest.approx(DEFAULT.noise_sd, rel=0.05)
    assert abs(difference.mean()) < 0.003


@given(VOLUMES, st.sampled_from(TRANSFORMS), st.integers(0, 2**63 - 1))
@settings(max_examples=60, deadline=None)
def test_range_and_type_for_any_volume(volume, transform, seed):
    altered = augment(volume, transform, DEFAULT, seed)
    assert altered.shape == volume.shape
    assert altered.dtype == np.float32
    assert 0 <= altered.min() <= altered.max() <= 1


def test_no_displacement_deforms_nothing(volume):
    np.testing.assert_allclose(deform(volume, np.zeros((3, 3, 3, 3))), volume, atol=1e-6)


def test_constant_displacement_shifts(volume):
    displacement = np.zeros((3, 3, 3, 3))
    displacement[1] = 2
    np.testing.assert_allclose(deform(volume, displacement)[:, :-2], volume[:, 2:], atol=1e-5)


@pytest.fixture
def images(volume, tmp_path) -> ImageArray:
    """Two patients of whom the second is brighter."""
    np.save(tmp_path / "T1.npy", np.stack([volume, np.sqrt(volume)]))
    pd.DataFrame({"patient_id": ["A", "B"], "row": [0, 1]}).to_csv(tmp_path / "T1.csv", index=False)
    return open_images(tmp_path / "T1.npy", tmp_path / "T1.csv")


def _write(images: ImageArray, folder: Path, *arguments, **options) -> ImageArray:
    files = folder / "T1_augmented.npy", folder / "T1_augmented.csv"
    write_augmented(images, *arguments, *files, **options)
    return open_images(*files)


@pytest.mark.parametrize("workers", [1, 2])
def test_written_copies_are_those_of_the_derived_seeds(images, tmp_path, workers):
    augmented = _write(images, tmp_path, ["B", "A"], SMALL, 42, workers=workers)
    assert augmented.patient_ids == ["B", "A"]
    assert augmented.copies == TRANSFORMS
    assert augmented.array.shape == (8, 35, 43, 43)
    for patient_id in ("A", "B"):
        for transform in TRANSFORMS:
            expected = augment(images.volume(patient_id), transform, SMALL, derive_seed(42, patient_id, transform))
            np.testing.assert_array_equal(augmented.volume(patient_id, transform), expected)
    index = pd.read_csv(tmp_path / "T1_augmented.csv")
    assert index.columns.tolist() == ["patient_id", "copy", "row"]


def test_a_patients_copy_does_not_depend_on_the_others(images, tmp_path):
    both = _write(images, tmp_path, ["A", "B"], SMALL, 42)
    alone = _write(images, tmp_path / "alone", ["B"], SMALL, 42)
    np.testing.assert_array_equal(alone.volume("B", "rotate"), both.volume("B", "rotate"))


def test_no_transforms_make_no_copies(images, tmp_path):
    augmented = _write(images, tmp_path, ["A"], AugmentationSettings(transforms=[]), 42)
    assert augmented.patient_ids == []
    assert augmented.array.shape == (0, 35, 43, 43)


def test_patient_without_image_is_named(images, tmp_path):
    with pytest.raises(InputError, match="of patient C"):
        _write(images, tmp_path, ["A", "C"], SMALL, 42)
    assert not list(tmp_path.glob("*_augmented*"))


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_real_case(real_case, transform):
    mask = read_mask(real_case["mask"])
    window = published_window(mask.spacing, mask.array.shape)
    first, second = (
        preprocess(read_volume(real_case[name]).array, mask.array, window, 2, (70, 86, 86)) for name in ("t1c", "t2f")
    )
    seed = derive_seed(42, "UPENN-GBM-00001", transform)
    one, two = augment(first, transform, DEFAULT, seed), augment(second, transform, DEFAULT, seed)
    assert np.abs(one - first)[first > 0].mean() > 0.01
    assert 0.5 < _tumour_volume(one) / _tumour_volume(first) < 1.5
    # The modalities stay aligned: both tumours, of one outline before, have one outline after.
    outlines = (one > 0.02) & (two > 0.02), (one > 0.02) | (two > 0.02)
    assert np.count_nonzero(outlines[0]) / np.count_nonzero(outlines[1]) > 0.9
