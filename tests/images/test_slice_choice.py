import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.images.slice_choice import around, brightest, central, middle, tumour_largest, tumour_midpoint


@pytest.mark.parametrize(
    ("count", "share", "expected"),
    [
        (155, 0.2, range(62, 93)),
        (100, 0.2, range(40, 60)),
        (7, 0.2, range(3, 4)),
        (2, 0.2, range(0, 1)),
        (6, 1, range(6)),
    ],
)
def test_middle(count, share, expected):
    assert middle(count, share) == expected


@given(st.integers(1, 300), st.floats(0.001, 1))
def test_the_middle_share_is_in_the_middle(count, share):
    chosen = middle(count, share)
    assert 1 <= len(chosen) <= count
    assert abs(len(chosen) - share * count) <= 1
    below, above = chosen.start, count - chosen.stop
    assert 0 <= above - below <= 1


@given(st.integers(1, 200), st.data())
def test_around(count, data):
    centre, wanted = data.draw(st.integers(0, count - 1)), data.draw(st.integers(1, count))
    chosen = around(centre, count, wanted)
    assert len(chosen) == wanted and centre in chosen
    assert chosen.start >= 0 and chosen.stop <= count


def test_around_is_even_where_there_is_room():
    assert list(around(10, 100, 3)) == [9, 10, 11]
    assert list(around(0, 100, 3)) == [0, 1, 2]
    assert list(around(99, 100, 3)) == [97, 98, 99]


@pytest.mark.parametrize("choose", [lambda: central(4, 5), lambda: around(1, 4, 5)])
def test_more_slices_than_there_are(choose):
    with pytest.raises(InputError, match="5 slices are wanted of a series of 4"):
        choose()


def test_slices_by_the_tumour():
    mask = np.zeros((20, 4, 4), np.uint8)
    mask[3, 0, 0] = 2
    mask[5, :2] = 4
    mask[12, 1:3] = 1
    assert tumour_midpoint(mask) == 7  # Halfway from 3 to 12, where no tumour is.
    assert tumour_largest(mask) == 5  # The first of two of eight voxels.
    assert tumour_midpoint(mask[::-1]) == 11


def test_brightest_counts_voxels_and_not_their_values():
    scan = np.ones((10, 20, 20), np.float32)
    scan[0] = 0
    scan[2, 0, 0] = 1e6
    scan[7, 0, :2] = 100
    assert brightest(scan) == 7
