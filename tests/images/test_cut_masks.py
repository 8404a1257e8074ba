"""Segmentations that end where they are largest are told, and those that taper are not."""

import numpy as np
import pytest

from radiogenomics.images.cut_masks import abrupt_ends

Z, Y, X = np.indices((40, 48, 48))
TUMOUR = ((Z - 20) / 9) ** 2 + ((Y - 24) / 12) ** 2 + ((X - 20) / 10) ** 2 < 1


@pytest.mark.parametrize(
    ("keep", "end"),
    [
        (Z <= 20, "top"),
        (Z >= 20, "bottom"),
        (Y <= 24, "back"),
        (Y >= 23, "front"),
        (X <= 20, "left"),
        (X >= 20, "right"),
    ],
)
def test_a_half_tumour_ends_abruptly(keep, end):
    (what,) = abrupt_ends(TUMOUR & keep)
    assert what.startswith(f"it ends towards the {end} with its largest area")


def test_where_the_scan_ends_that_is_said():
    (what,) = abrupt_ends(TUMOUR[:21])
    assert what.startswith("the tumour reaches the top of the scan with its largest area")


def test_whole_tumours_and_small_ones_are_not_told():
    assert list(abrupt_ends(TUMOUR)) == []
    assert list(abrupt_ends(TUMOUR[6:])) == []
    small = np.zeros((40, 48, 48), bool)
    small[10:14, 20:26, 20:26] = True
    assert list(abrupt_ends(small)) == []
