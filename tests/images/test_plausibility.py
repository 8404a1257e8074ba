from dataclasses import replace

import numpy as np
import pytest

from radiogenomics.images.plausibility import notice_odd_regions, notice_odd_voxels
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


def test_a_necrotic_core_around_the_oedema_is_one_in_nnu_nets_order(scan, mask):
    exchanged = replace(mask, array=np.array([0, 2, 1, 3, 4], np.uint8)[mask.array])
    noticed_since_last()
    notice_odd_voxels(scan, exchanged, "P1")
    ((patient, file, what),) = noticed_since_last()
    assert (patient, file) == ("P1", str(mask.path))
    assert what.startswith("the necrotic core surrounds the tumour and the oedema lies within")


def test_without_one_of_the_regions_their_order_is_not_judged(mask):
    noticed_since_last()
    for label in (1, 2, 4):
        array = np.array([0, 2, 1, 3, 4], np.uint8)[mask.array]
        array[array == label] = 0
        notice_odd_regions(replace(mask, array=array))
    assert noticed_since_last() == []


def test_bright_voxels_that_were_cut_off(scan):
    (what,) = odd(scan, array=np.minimum(scan.array, np.median(scan.array[scan.array > 0])))
    assert "of the head have the highest value" in what


def test_values_that_were_wrapped_round_a_16_bit_integer(scan):
    values = (scan.array / scan.array.max() * 2**16).astype(np.int64)
    wrapped = (values + 2**15) % 2**16 - 2**15
    (what,) = odd(scan, array=wrapped.astype(np.float32))
    assert "the limits of 16-bit integers" in what


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_slices_that_were_lost(scan, axis):
    array = scan.array.copy()
    np.moveaxis(array, axis, 0)[15:18] = 0
    (what,) = odd(scan, array=array)
    assert what == "3 empty slice(s) lie between others of the head; were they lost?"
