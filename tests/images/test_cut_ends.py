"""A scan that ends earlier than another on one grid is told from one that was planned elsewhere."""

from pathlib import Path

import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.cut_ends import slices_lacking
from radiogenomics.images.orientation import Grid
from radiogenomics.images.volume import Volume, check_geometry

TILTED = ((1, 0, 0), (0, 0.8, -0.6), (0, 0.6, 0.8))


def grid(shape=(40, 48, 48), spacing=(2, 2, 4), first=(0, 0, 0), direction=TILTED):
    """A grid that begins so many voxels (x, y, z) from another one's first."""
    origin = np.array([10, -20, 30]) + np.array(direction) @ (np.array(first) * (2, 2, 4))
    return Grid(shape, tuple(spacing), tuple(origin), tuple(np.ravel(direction)))


@pytest.mark.parametrize(
    ("short", "words"),
    [
        (grid((26, 48, 48)), "14 slice(s) (56 mm) at the top"),
        (grid((37, 48, 48), first=(0, 0, 3)), "3 slice(s) (12 mm) at the bottom"),
        (grid((35, 48, 48), first=(0, 0, 3)), "3 slice(s) (12 mm) at the bottom and 2 slice(s) (8 mm) at the top"),
        (grid((40, 40, 48), first=(0, 8, 0)), "8 slice(s) (16 mm) in front"),
        (grid((40, 48, 45)), "3 slice(s) (6 mm) on the left"),
        (grid((26, 48, 48), spacing=(2.00001, 2, 4.001)), "14 slice(s) (56 mm) at the top"),
    ],
)
def test_slices_that_an_end_lacks(short, words):
    assert slices_lacking(short, grid()) == words
    assert slices_lacking(grid(), short) == ""


@pytest.mark.parametrize(
    "other",
    [
        grid(),
        grid(first=(0, 0, 3)),
        grid((26, 48, 48), first=(0, 0, 0.5)),
        grid((26, 48, 48), first=(0.5, 0, 0)),
        grid((26, 48, 48), first=(1, 0, 0)),
        grid((26, 48, 48), first=(0, 0, -1)),
        grid((26, 48, 48), first=(0, 0, 20)),
        grid((26, 40, 48)),
        grid((26, 48, 48), spacing=(2, 2, 4.4)),
        grid((26, 48, 48), direction=np.eye(3)),
    ],
)
def test_another_grid_lacks_nothing(other):
    assert slices_lacking(other, grid()) == ""


def test_the_scan_and_not_the_mask_is_said_to_lack_slices():
    scan, mask = (
        Volume(np.zeros(each.shape, np.float32), *each[1:], Path(name))
        for each, name in ((grid((26, 48, 48)), "T1GD.nii.gz"), (grid(), "segm.nii.gz"))
    )
    with pytest.raises(
        InputError, match=r"lacks 14 slice\(s\) \(56 mm\) at the top that are in the mask: were slices lost"
    ):
        check_geometry(scan, mask, "P1", "T1.nii.gz")
    with pytest.raises(InputError, match=r"26 × 48 × 48 .*; resample the mask to the grid of the image$"):
        check_geometry(mask, scan, "P1")
