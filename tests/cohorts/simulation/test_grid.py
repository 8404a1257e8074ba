import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.cohorts.simulation.grid import ATLAS_SHAPE, Grid


@pytest.mark.parametrize(("spacing", "shape"), [(1.0, (155, 240, 240)), (2.0, (78, 120, 120)), (4.0, (39, 60, 60))])
def test_shape_covers_the_atlas(spacing, shape):
    assert Grid(spacing).shape == shape


def test_affine_at_1_mm_is_that_of_the_scans_of_brats():
    """Which are in the space of SRI24: x runs to the left, y to the back, and the first voxel lies at (0, 239, 0)."""
    affine = [[-1, 0, 0, 0], [0, -1, 0, 239], [0, 0, 1, 0], [0, 0, 0, 1]]
    np.testing.assert_allclose(Grid(1.0).affine, affine)
    assert Grid(1.0).shape == (155, 240, 240)


@given(spacing=st.floats(1, 8))
def test_voxel_centres_are_at_the_same_place_in_the_affine_and_in_atlas_coordinates(spacing):
    grid = Grid(spacing)
    z, y, x = (axis[5] for axis in grid.coordinates())
    np.testing.assert_allclose(grid.affine @ [5, 5, 5, 1], Grid(1.0).affine @ [x, y, z, 1], atol=1e-9)


@given(spacing=st.floats(1, 8), low=st.floats(0, 60), size=st.floats(20, 80))
def test_box_holds_the_voxels_between_two_corners(spacing, low, size):
    grid = Grid(spacing)
    box = grid.box(np.full(3, low), np.full(3, low + size))
    for axis, inside in zip(grid.coordinates(), grid.coordinates(box), strict=True):
        np.testing.assert_array_equal(inside, axis[(axis >= low) & (axis <= low + size)])


def test_atlas_shape_is_z_first():
    assert ATLAS_SHAPE[0] < ATLAS_SHAPE[1]
