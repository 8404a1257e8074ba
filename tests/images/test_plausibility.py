from dataclasses import replace

import numpy as np
import pytest

from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.volume import read_mask, read_volume
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def scan(write_nifti, head):
    return read_volume(write_nifti(head, "scan.nii.gz"))


@pytest.fixture
def mask(write_nifti, tumour):
    return read_mask(write_nifti(tumour, "mask.nii.gz"))


def odd(scan, mask=None, **changes):
    noticed_since_last()
    notice_odd_voxels(replace(scan, **changes), mask, "P1")
    noticed = noticed_since_last()
    assert all(found[:2] == ("P1", str(scan.path)) for found in noticed)
    return [what for _, _, what in noticed]


def test_a_head_without_skull_and_a_tumour_in_it_are_not_odd(scan, mask):
    assert odd(scan, mask) == []


def test_a_scan_without_background(scan, mask):
    (what,) = odd(scan, mask, array=scan.array + 5)
    assert what.startswith("no background")


def test_an_outlier_that_flattens_the_scan(scan):
    array = scan.array.copy()
    array[np.unravel_index(array.argmax(), array.shape)] = 1e7
    (what,) = odd(scan, array=array)
    assert what.startswith("an outlier: a voxel of 1e+07")


@pytest.mark.parametrize("value", [1e7, -1e7])
def test_a_few_outliers_among_a_thousand_voxels_flatten_it_too(scan, value):
    array = scan.array.copy()
    array.flat[::500] = value
    (what,) = odd(scan, array=array)
    assert what.startswith(f"an outlier: a voxel of {value:g}")


def test_a_tumour_in_the_air(scan, mask):
    moved = replace(mask, array=np.roll(mask.array, 30, axis=2))
    (what,) = odd(scan, moved)
    assert "inside the mask are background" in what


def test_an_outlier_below_flattens_the_scan_too(scan):
    array = scan.array.copy()
    array[0, 0, 0] = -1e7
    (what,) = odd(scan, array=array)
    assert what.startswith("an outlier: a voxel of -1e+07, where 99% of the head are above")


def test_a_mask_of_the_brain_is_no_tumour(scan, mask):
    noticed_since_last()
    notice_odd_voxels(scan, replace(mask, array=(scan.array != 0).astype(np.uint8)), "P1")
    ((_, file, what),) = noticed_since_last()
    assert file == str(mask.path)
    assert what.startswith("the mask covers 100% of the head")


def test_a_tumour_of_a_few_voxels(scan, mask):
    few = np.zeros_like(mask.array)
    few[tuple(np.argwhere(mask.array > 0)[0])] = 1
    (what,) = odd_of_mask(scan, replace(mask, array=few))
    assert what == "the mask has 1 voxel(s); is it the whole tumour?"


def odd_of_mask(scan, mask):
    noticed_since_last()
    notice_odd_voxels(scan, mask, "P1")
    return [what for _, file, what in noticed_since_last() if file == str(mask.path)]
