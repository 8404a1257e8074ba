import numpy as np
import pytest

from radiogenomics.registration.measures import BINS, dice, foreground, kept_when_displaced, mutual_information

EVERYWHERE = np.ones((12, 40, 40), bool)


@pytest.fixture(scope="module")
def pattern():
    z, y, x = np.indices(EVERYWHERE.shape)
    return (np.sin(z / 2) + np.sin(y / 5) + np.cos(x / 3)).astype(np.float32)


def test_mutual_information_of_a_scan_with_itself_is_the_entropy_of_its_levels():
    # As many voxels at each level as at any other.
    levels = np.repeat(np.arange(BINS), 600).reshape(12, 40, 40).astype(np.float32)
    assert mutual_information(levels, levels, EVERYWHERE) == pytest.approx(np.log(BINS), rel=0.02)
    assert mutual_information(levels, 5 - 2 * levels, EVERYWHERE) == pytest.approx(np.log(BINS), rel=0.02)


def test_mutual_information_of_independent_scans_is_near_zero():
    one, other = np.random.default_rng(1).random((2, *EVERYWHERE.shape))
    # The expected bias of a histogram: (32 - 1)² / (2 n).
    assert mutual_information(one, other, EVERYWHERE) == pytest.approx((BINS - 1) ** 2 / (2 * one.size), rel=0.2)
    assert mutual_information(np.ones_like(one), other, EVERYWHERE) == 0


def test_displacement_tells_the_right_place_from_a_wrong_one(pattern):
    right = kept_when_displaced(pattern, pattern**2, EVERYWHERE, 4.0)
    wrong = kept_when_displaced(pattern, np.roll(pattern**2, 3, axis=1), EVERYWHERE, 4.0)
    assert right < 0.8 and wrong > 1
    noise = np.random.default_rng(2).random(EVERYWHERE.shape)
    assert kept_when_displaced(pattern, noise, EVERYWHERE, 4.0) == 1


def test_overlap_of_masks_and_heads():
    one = np.zeros((4, 20, 20), bool)
    one[:, 4:16, 4:16] = True
    other = np.roll(one, 6, axis=2)
    assert dice(one, one) == 1 and dice(one, other) == pytest.approx(0.5) and dice(one & False, one & False) == 1
    ring = np.where(one, 100.0, 1.0)
    ring[:, 7:13, 7:13] = 0
    assert np.array_equal(foreground(ring), one)
