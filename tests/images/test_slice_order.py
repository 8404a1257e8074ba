"""Slices that were exchanged in pairs, and interleaved ones that differ, are told along any axis; others are not."""

from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from radiogenomics.images.slice_order import notice_slice_order
from radiogenomics.images.volume import Volume
from radiogenomics.oddities import noticed_since_last

SHAPE = (36, 44, 44)


@pytest.fixture(scope="module")
def head():
    """Smooth tissue with noise in an ellipsoid."""
    rng = np.random.default_rng(1)
    places = zip(np.indices(SHAPE), SHAPE, strict=True)
    inside = sum(((axis - n / 2) / (0.42 * n)) ** 2 for axis, n in places) < 1
    tissue = ndimage.gaussian_filter(rng.normal(size=SHAPE), 2)
    return np.where(inside, 300 + 60 * tissue / tissue.std() + rng.normal(0, 8, SHAPE), 0).astype(np.float32)


def told(array):
    noticed_since_last()
    notice_slice_order(Volume(array, (4.0, 4.0, 4.0), (0.0, 0.0, 0.0), tuple(np.eye(3).ravel()), Path("T2.nii")), "P1")
    found = noticed_since_last()
    assert all(each[:2] == ("P1", "T2.nii") for each in found)
    return [each.what for each in found]


def exchanged(array, axis, first):
    slices = np.moveaxis(array, axis, 0).copy()
    stop = first + (len(slices) - first) // 2 * 2
    slices[first:stop:2], slices[first + 1 : stop : 2] = (
        slices[first + 1 : stop : 2].copy(),
        slices[first:stop:2].copy(),
    )
    return np.moveaxis(slices, 0, axis)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(("axis", "ends"), list(enumerate(["bottom to top", "front to back", "side to side"])))
def test_slices_that_were_exchanged_in_pairs_are_told(head, axis, ends, first):
    (what,) = told(exchanged(head, axis, first))
    assert what.startswith(f"from {ends} the differences of neighbouring slices are large and small in turn")


@pytest.mark.parametrize("change", [lambda scan: scan / 100 - 3, lambda scan: 7 * scan])
def test_they_are_told_on_any_scale(head, change):
    (what,) = told(exchanged(np.where(head > 0, change(head), 0).astype(np.float32), 0, 0))
    assert "exchanged in pairs" in what


def test_every_second_slice_that_is_brighter_or_moved_is_told(head):
    brighter, moved = head.copy(), head.copy()
    brighter[::2] *= 1.3
    moved[::2] = np.roll(moved[::2], 4, 2)
    for scan in (brighter, moved):
        (what,) = told(scan)
        assert what.startswith("from bottom to top each slice is less like the next one than the next but one")


def test_a_head_noise_and_slices_that_are_thick_repeated_or_interpolated_are_not_told(head):
    rng = np.random.default_rng(2)
    assert told(head) == told(head[:, ::-1]) == []
    assert told(np.where(head > 0, rng.normal(100, 20, SHAPE), 0).astype(np.float32)) == []
    assert told(head + rng.rayleigh(5, SHAPE).astype(np.float32)) == []
    assert told(head[::2]) == told(np.repeat(head[::2], 2, 0)) == []
    assert told(ndimage.zoom(head[::2], (2, 1, 1), order=1)) == told(ndimage.zoom(head, (1.3, 1, 1), order=1)) == []


def test_of_few_slices_and_voxels_nothing_is_said(head):
    few = exchanged(head[14:22], 0, 0)
    assert told(few) == told(np.zeros(SHAPE, np.float32)) == told(exchanged(head, 0, 0)[:, 20:24, 20:24]) == []
