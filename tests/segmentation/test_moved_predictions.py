"""Predicted masks that gain by a displacement, that of most or their own, and ordinary ones that gain by none."""

import numpy as np
import pytest
from scipy import ndimage

from radiogenomics.images.same_scan import outline_of
from radiogenomics.segmentation.moved_predictions import moved_predictions

SHAPE = (40, 44, 48)
RADII = ((8, 9, 7), (6, 10, 8), (10, 7, 9), (9, 9, 9), (7, 7, 10))


def tumour(number):
    """An ellipsoid with a bulge, of another form for each number."""
    random = np.random.default_rng(number)
    centre = np.array((20, 22, 24)) + random.integers(-3, 4, 3)
    parts = [(centre, RADII[number]), (centre + random.choice((-6, 6), 3), (4, 4, 4))]
    return np.any([distance(*part) < 1 for part in parts], axis=0)


def distance(centre, radii):
    return sum(((axis - c) / r) ** 2 for axis, c, r in zip(np.indices(SHAPE), centre, radii, strict=True))


TRUTHS = [tumour(number) for number in range(5)]


def warped(truth, seed):
    """An outline that differs from the true one by some voxels, as a network draws it."""
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=SHAPE), 3)
    away = ndimage.distance_transform_edt(truth) - ndimage.distance_transform_edt(~truth)
    return away + 1.5 * noise / noise.std() > 0


def found(predictions):
    return moved_predictions(
        [(outline_of(each), outline_of(truth)) for each, truth in zip(predictions, TRUTHS, strict=True)]
    )


@pytest.mark.parametrize(
    "predict",
    [
        lambda truth, seed: truth,
        warped,
        lambda truth, seed: ndimage.binary_erosion(truth, iterations=3),
        lambda truth, seed: ndimage.binary_dilation(truth, iterations=4),
        lambda truth, seed: truth & (np.arange(SHAPE[0]) > 20)[:, None, None],
        lambda truth, seed: truth | np.roll(truth, 6, 1),
        lambda truth, seed: np.roll(warped(truth, seed), (-1) ** seed, seed % 3),
        lambda truth, seed: warped(truth, seed) | (distance((8, 8, 40), (5, 5, 5)) < 1),
    ],
    ids=["equal", "warped", "narrow", "wide", "upper half", "too far", "a voxel any way", "a part elsewhere"],
)
def test_ordinary_predictions_gain_by_no_displacement(predict):
    assert found([predict(truth, n) for n, truth in enumerate(TRUTHS)]) == [None] * 5


@pytest.mark.parametrize("moved", [(2, 0, 0), (0, -4, 0), (3, 0, 3), (0, 0, 9)])
def test_a_displacement_that_serves_most_is_found(moved):
    ways = found([np.roll(warped(truth, n), moved, (0, 1, 2)) for n, truth in enumerate(TRUTHS)])
    assert sum(way is not None for way in ways) >= 4
    assert {(way.by, way.together) for way in ways if way} == {(tuple(-step for step in moved), True)}


def test_one_or_two_that_are_moved_have_ways_of_their_own():
    predictions = [warped(truth, n) for n, truth in enumerate(TRUTHS)]
    predictions[1], predictions[3] = np.roll(TRUTHS[1], 9, 0), np.roll(TRUTHS[3], (8, 8), (1, 2))
    ways = found(predictions)
    assert [way and (way.by, way.dice, way.together) for way in ways] == [
        *(None, ((-9, 0, 0), 1.0, False), None, ((0, -8, -8), 1.0, False), None)
    ]


def test_another_form_elsewhere_is_no_displacement():
    predictions = [warped(truth, n) for n, truth in enumerate(TRUTHS)]
    predictions[0] = distance((20, 22, 35), (14, 5, 6)) < 1
    assert found(predictions)[0] is None


def test_no_masks_have_no_displacements():
    assert moved_predictions([]) == []
