import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from radiogenomics.leakage import similar_images
from radiogenomics.leakage.similar_images import TOLERANCE, Image, block_maxima, equal_images

VOLUMES = arrays(np.float32, array_shapes(min_dims=3, max_dims=3, max_side=9), elements=st.floats(0, 1, width=32))


def image(patient, voxels, copy="original"):
    return Image(patient, "T1", copy, voxels.astype(np.float32))


@settings(deadline=None)
@given(VOLUMES, st.integers(0, 2**32 - 1))
def test_no_block_differs_by_more_than_a_voxel(voxels, seed):
    """So that the search among the summaries misses no pair."""
    changed = voxels + np.random.default_rng(seed).uniform(-TOLERANCE, TOLERANCE, voxels.shape).astype(np.float32)
    largest = np.abs(voxels - changed).max()
    assert np.abs(block_maxima(voxels) - block_maxima(changed)).max() <= largest
    assert block_maxima(voxels).max() == voxels.max()


@pytest.fixture
def heads():
    return np.random.default_rng(0).random((30, 9, 10, 11), dtype=np.float32)


def test_only_the_equal_pair_among_many_is_found(heads):
    images = [image(f"P{number}", head) for number, head in enumerate(heads)]
    images.append(image("twin", heads[7] + np.float32(0.9 * TOLERANCE), "flip"))
    assert [tuple(map(str, pair)) for pair in equal_images(images)] == [("P7 (T1)", "twin (T1, copy 'flip')")]


ALTERATIONS = {
    "noise": lambda head: head + np.random.default_rng(1).normal(scale=0.004, size=head.shape),
    "one voxel": lambda head: np.where(np.arange(head.size).reshape(head.shape) == 400, head + 0.02, head),
    "bright voxel": lambda head: np.where(np.arange(head.size).reshape(head.shape) == 400, 1, 0.7 * head),
    "shifted": lambda head: 0.2 + 0.5 * head,
}


@pytest.mark.parametrize("alter", ALTERATIONS.values(), ids=ALTERATIONS)
def test_b16_a_slightly_altered_image_is_still_the_same(alter):
    """The bright voxel changes the scale of all others."""
    heads = np.random.default_rng(0).random((12, 23, 24, 25), dtype=np.float32)
    images = [image(f"P{number}", head) for number, head in enumerate(heads)]
    images.append(image("twin", alter(heads[7])))
    assert [tuple(map(str, pair)) for pair in equal_images(images)] == [("P7 (T1)", "twin (T1)")]


def test_a_moved_or_much_altered_image_is_another(heads):
    noisy = heads[3] + np.random.default_rng(1).normal(scale=0.05, size=heads[3].shape)
    assert equal_images([image("A", heads[3]), image("B", np.roll(heads[3], 1, 0)), image("C", noisy)]) == []


def test_many_images_are_compared_in_parts(heads, monkeypatch):
    monkeypatch.setattr(similar_images, "ROWS", 7)
    images = [image(f"P{number}", head) for number, head in enumerate([*heads, 0.5 * heads[2], 0.5 * heads[29]])]
    found = [(one.patient_id, other.patient_id) for one, other in equal_images(images)]
    assert found == [("P2", "P30"), ("P29", "P31")]


def test_empty_images_are_equal_and_like_no_other(heads):
    images = [image("A", heads[0]), image("B", 0 * heads[0]), image("C", 0 * heads[0])]
    assert [(one.patient_id, other.patient_id) for one, other in equal_images(images)] == [("B", "C")]


def test_equal_summaries_are_not_enough(heads):
    """Two images with the same largest values, elsewhere within their blocks."""
    moved = np.ones((4, 4, 8)) * heads[0][:4, :4, :8]
    swapped = moved.copy()
    swapped[..., 0], swapped[..., 1] = moved[..., 1], moved[..., 0]
    assert np.array_equal(block_maxima(moved), block_maxima(swapped))
    assert equal_images([image("A", moved), image("B", swapped)]) == []


def test_images_of_one_patient_may_be_equal(heads):
    assert equal_images([image("A", heads[0]), image("A", heads[0], "flip")]) == []


def test_nothing_is_equal_to_nothing(heads):
    assert equal_images([]) == equal_images([image("A", heads[0])]) == []
