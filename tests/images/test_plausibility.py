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
    moved = replace(mask, array=np.roll(mask.array, 29, axis=2))
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


def test_what_is_odd_about_the_mask_alone_is_noticed_with_the_scan(scan, mask):
    (what,) = odd_of_mask(scan, replace(mask, array=np.array([0, 2, 1, 3, 4], np.uint8)[mask.array]))
    assert what.startswith("the necrotic core surrounds the tumour and the oedema lies within")


def test_a_click_in_the_air(scan, mask):
    clicked = mask.array.copy()
    clicked[1, 1, 1:3] = 2
    assert odd_of_mask(scan, replace(mask, array=clicked))[-1].startswith(
        "2 voxel(s) of the mask lie in the background"
    )


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
    assert what.startswith("3 empty slice(s) lie between others of the head; were they lost")


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_slices_that_were_filled_up_with_their_neighbour(scan, axis):
    array = scan.array.copy()
    along = np.moveaxis(array, axis, 0)
    along[16:18] = along[15]
    (what,) = odd(scan, array=array)
    assert what.startswith("2 slice(s) are equal to the one before")


def in_order_of_names(count):
    return [int(name) - 1 for name in sorted(str(number + 1) for number in range(count))]


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("order", [in_order_of_names, lambda count: [*range(0, count, 2), *range(1, count, 2)]])
def test_slices_in_another_order(scan, axis, order):
    box = scan.array[np.ix_(*(np.unique(places) for places in np.nonzero(scan.array)))]
    box = box * np.random.default_rng(0).normal(1, 0.05, box.shape)
    (what,) = odd(scan, array=box.take(order(box.shape[axis]), axis))
    assert what.startswith("from slice to slice the head grows and shrinks")


@pytest.mark.parametrize(
    ("dtype", "factor"), [(np.uint8, 500), (np.int8, 500), (np.uint16, 2e5)], ids=["0-255", "-128-127", "0-65535"]
)
def test_values_that_begin_again_at_the_other_end_of_a_range(scan, dtype, factor):
    noise = np.random.default_rng(0).normal(1, 0.1, scan.array.shape)
    values = (scan.array * noise * factor).astype(np.int64)
    (what,) = odd(scan, array=values.astype(dtype).astype(np.float32))
    assert "as where greater ones began again at" in what
    highest = np.iinfo(dtype).max
    assert odd(scan, array=np.round(scan.array / scan.array.max() * (highest - 1))) == []


def test_z_scores_that_became_whole_numbers(scan):
    head = scan.array != 0
    scores = np.where(head, (scan.array - scan.array[head].mean()) / scan.array[head].std(), 0)
    (what,) = odd(scan, array=np.round(3 * scores))
    assert "different values alone, as where fractions or z-scores were stored as whole numbers" in what
    assert odd(scan, array=np.round(300 * scores)) == []


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (0.4, 0.4, 0.4), (15.0, 15.0, 15.0)])
def test_a_head_of_edges_that_no_head_has(scan, spacing):
    slab = replace(scan, array=scan.array[::3], spacing=spacing)
    (what,) = odd(slab)
    assert what.startswith("the head measures") and "without the scan's header" in what
    # Thick slices whose header says so, and a slab of them.
    assert odd(replace(slab, spacing=(1.0, 1.0, 3.0))) == odd(replace(slab, spacing=(1.0, 1.0, 1.1))) == []


def test_slices_of_one_size_in_the_middle_of_the_head_are_not_odd(scan):
    array = scan.array.copy()
    array[19, 29:31, 29:31] = 0
    assert odd(scan, array=array) == []


def test_a_tumour_in_noisy_air(scan, mask):
    rng = np.random.default_rng(0)
    noisy = np.where(scan.array == 0, scan.array.max() * rng.uniform(0.001, 0.02, scan.array.shape), scan.array)
    noisy[:, :2] = noisy[:, -2:] = 0
    noisy = noisy.astype(np.float32)
    assert odd(scan, mask, array=noisy) == []
    moved = replace(mask, array=np.roll(mask.array, 29, axis=2))
    found = odd(scan, moved, array=noisy)
    assert any("of the voxels inside the mask lie in the air around the head" in what for what in found)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0, "of the voxels of the necrotic core are 0, as where their computation failed"),
        (9, "of the voxels of the necrotic core are 9, as where a window cut off what lies beyond"),
    ],
)
def test_a_region_of_which_most_voxels_have_one_value(scan, mask, value, told):
    rng = np.random.default_rng(0)
    core = mask.array == 1
    few, most = (np.where(core & (rng.random(core.shape) < share), value, scan.array) for share in (0.3, 0.7))
    assert odd(scan, mask, array=few.astype(np.float32)) == []
    (what,) = odd(scan, mask, array=most.astype(np.float32))
    assert told in what
