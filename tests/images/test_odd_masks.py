from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from radiogenomics.images.labels import WHOLE_TUMOUR
from radiogenomics.images.odd_masks import notice_odd_mask, parts_in_the_air
from radiogenomics.images.volume import read_mask
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def mask(write_nifti, tumour):
    return read_mask(write_nifti(tumour, "mask.nii.gz"))


@pytest.fixture
def odd(mask):
    """Function of the labels of a segmentation (z, y, x) that returns what is odd about them."""

    def told(array, **changes):
        noticed_since_last()
        notice_odd_mask(replace(mask, array=array.astype(np.uint8), **changes), "P1")
        noticed = noticed_since_last()
        assert all(found[:2] == ("P1", str(mask.path)) for found in noticed)
        return [what for *_, what in noticed]

    return told


def ball(centre, radius):
    return sum((axis - c) ** 2 for axis, c in zip(np.indices((39, 60, 60)), centre, strict=True)) < radius**2


def test_a_tumour_and_its_parts_are_not_odd(odd, tumour):
    assert odd(tumour) == []
    for label in (1, 2, 4):
        assert odd(np.where(tumour == label, 0, tumour)) == []
        assert odd(tumour == label) == []
    assert odd(np.where(tumour > 0, WHOLE_TUMOUR, 0)) == []
    assert odd(np.zeros_like(tumour)) == []


def test_a_second_tumour_is_not_odd_and_of_one_at_the_border_that_is_said_alone(odd, tumour):
    second = np.where(ball((30, 45, 45), 3), 2, np.where(ball((30, 45, 45), 5), 4, tumour))
    assert odd(second) == []
    told = [what.split(" of the scan")[0] for what in odd(tumour[20:, 26:])]
    assert told == ["the tumour reaches the bottom", "the tumour reaches the front"]


@pytest.mark.parametrize("step", [2, 3, 4])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_slices_between_that_were_not_drawn(odd, tumour, axis, step):
    drawn = np.zeros_like(tumour)
    np.moveaxis(drawn, axis, 0)[::step] = np.moveaxis(tumour, axis, 0)[::step]
    assert any("slices do not touch each other" in what for what in odd(drawn))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_an_outline_that_was_not_filled(odd, axis):
    tumour = ball((19, 30, 30), 9)
    plane = np.expand_dims(ndimage.generate_binary_structure(2, 1), axis)
    (what,) = odd(tumour & ~ndimage.binary_erosion(tumour, plane))
    assert what.startswith("it is a line of one voxel around an area")
    # A ring of two voxels, as a tumour enhances that has been segmented without its core.
    assert odd(tumour & ~ndimage.binary_erosion(tumour, plane, iterations=2)) == []


def test_lesions_that_are_numbered(odd):
    numbered = np.where(ball((19, 20, 20), 5), 1, 0) + np.where(ball((19, 40, 40), 4), 2, 0)
    (what,) = odd(numbered)
    assert what.startswith("its regions touch nowhere") and "label_convention: whole_tumour" in what
    assert odd(np.where(ball((19, 20, 20), 2), 2, numbered)) == []


@pytest.mark.parametrize("shift", [0.35, 0.5])
def test_labels_that_were_interpolated_and_rounded(odd, tumour, shift):
    labels = np.where(tumour == 4, 3, tumour).astype(float)
    moved = np.rint(ndimage.affine_transform(labels, np.eye(3), [shift] * 3, order=1))
    (what,) = odd(np.where(moved == 3, 4, moved))
    assert what.startswith("a rim of one voxel of the necrotic core (1)")
    nearest = np.rint(ndimage.affine_transform(labels, np.eye(3), [shift] * 3, order=0))
    assert odd(np.where(nearest == 3, 4, nearest)) == []


def test_a_necrotic_core_around_the_oedema_is_one_in_nnu_nets_order(odd, tumour):
    (what,) = odd(np.array([0, 2, 1, 3, 4])[tumour])
    assert what.startswith("the necrotic core surrounds the tumour and the oedema lies within")


def test_without_core_or_oedema_the_order_of_regions_is_not_judged(odd, tumour):
    for label in (1, 2):
        exchanged = np.array([0, 2, 1, 3, 4])[tumour]
        assert odd(np.where(exchanged == label, 0, exchanged)) == []


def test_a_click_far_from_the_tumour(odd, tumour):
    clicked = tumour.copy()
    clicked[20, 50, 50] = 2
    (what,) = odd(clicked)
    assert what.startswith("1 voxel(s) lie apart, up to 2") and "greatest diameter" in what
    assert odd(clicked, spacing=(0.5, 0.5, 0.5)) == []


def test_parts_in_the_air_are_those_that_touch_no_head(mask, tumour):
    head = ball((19, 30, 30), 18)
    assert parts_in_the_air(mask, ~head) == 0
    clicked = tumour.copy()
    clicked[0, 0, :2] = clicked[36, 30, 30] = 2
    assert parts_in_the_air(replace(mask, array=clicked), ~head) == 2


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ({1: 2, 2: 1, 4: 2}, "HD-GLIO's labels (1 not enhancing, 2 enhancing)"),
        ({1: 2, 2: 4, 4: 1}, "the greatest label is the oedema (4 in BraTS-PEDs, 3 in DeepBraTumIA)"),
        ({1: 1, 2: 4, 4: 2}, "the greatest label is the oedema"),
    ],
)
def test_labels_of_other_programs_by_which_the_oedema_lies_within(odd, tumour, stored, told):
    (what,) = odd(np.select([tumour == label for label in stored], list(stored.values()), 0))
    assert told in what


@pytest.mark.parametrize("times", [2, 3, 4])
@pytest.mark.parametrize(("axis", "along"), [(0, "bottom to top"), (1, "front to back"), (2, "side to side")])
def test_slices_that_are_repeated(odd, tumour, axis, along, times):
    thick = np.repeat(np.moveaxis(tumour, axis, 0)[1::times], times, axis=0)
    (what,) = odd(np.moveaxis(thick, 0, axis))
    assert f"several times, from {along} {times} times ({times} mm)" in what


def test_slices_of_2_5_voxels_and_voxels_that_are_all_repeated(odd, tumour):
    places = np.floor(np.arange(0, 39) / 2.5).astype(int) * 2
    (what,) = odd(tumour[places])
    assert "from bottom to top 2 times (2 mm)" in what
    (what,) = odd(np.kron(tumour[::2, ::2, ::2], np.ones((2, 2, 2), np.uint8)))
    assert what.count("2 times") == 3


def test_few_equal_slices_are_not_odd(odd, tumour):
    box = np.zeros_like(tumour)
    box[10:20, 20:30, 20:30] = 2
    assert odd(box) == []
    twice = tumour.copy()
    twice[19], twice[21] = twice[20], twice[22]
    assert odd(twice) == []
