from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from radiogenomics.features.cutout import cut_out, tumour_alone
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.images.volume import Volume

SPACING = (1.0, 2.0, 3.0)


def _volume(array):
    return Volume(array, SPACING, (5.0, -6.0, 7.0), tuple(np.eye(3).ravel()), Path("T1.nii.gz"))


@pytest.fixture
def image():
    return _volume(np.arange(8 * 9 * 10, dtype=np.float32).reshape(8, 9, 10))


@pytest.fixture
def mask():
    array = np.zeros((8, 9, 10), np.uint8)
    array[2:6, 3:7, 4:9] = 2
    array[3, 4, 5:7] = 1
    return _volume(array)


def test_region_is_cut_out_with_its_bounding_box(image, mask):
    part = cut_out(image, mask, "necrotic", RadiomicsSettings())
    np.testing.assert_array_equal(part.intensities, image.array[3:4, 4:5, 5:7])
    assert part.intensities.dtype == np.float64
    assert part.inside.all()
    assert part.voxels == 2
    assert part.spacing == SPACING


def test_pyradiomics_gets_voxels_mask_and_spacing(image, mask):
    part = cut_out(image, mask, "edema", RadiomicsSettings())
    intensities, inside = part.images()
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(intensities), image.array[2:6, 3:7, 4:9])
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(inside), mask.array[2:6, 3:7, 4:9] == 2)
    assert intensities.GetSpacing() == inside.GetSpacing() == SPACING


def test_cut_out_of_the_tumour_alone_is_the_same(image, mask):
    whole = cut_out(image, mask, "edema", RadiomicsSettings())
    small_image, small_mask = tumour_alone(image, mask)
    assert small_image.array.shape == small_mask.array.shape == (4, 4, 5)
    part = cut_out(small_image, small_mask, "edema", RadiomicsSettings())
    np.testing.assert_array_equal(part.intensities, whole.intensities)
    np.testing.assert_array_equal(part.inside, whole.inside)


@pytest.mark.parametrize("resampling", [None, 1.0])
def test_b14_absent_region_is_none(image, mask, resampling):
    assert cut_out(image, mask, "enhancing", RadiomicsSettings(resampling=resampling)) is None


def test_b14_region_lost_between_larger_voxels_is_none(image, mask):
    array = np.zeros_like(mask.array)
    array[2:4, 2:4, 2:4] = 1
    assert cut_out(image, _volume(array), "core", RadiomicsSettings(resampling=40)) is None


@pytest.mark.parametrize("interpolator", ["nearest", "linear", "bspline"])
def test_resampled_voxels_are_cubes_of_the_asked_edge_and_keep_the_volume(image, mask, interpolator):
    settings = RadiomicsSettings(resampling=1.0, interpolator=interpolator)
    part = cut_out(image, mask, "whole", settings)
    assert part.spacing == (1.0, 1.0, 1.0)
    assert part.inside.shape == (12, 8, 5)
    assert part.voxels == 6 * np.count_nonzero(mask.array)
    # Intensities rise by 1 per mm in x, 5 in y and 30 in z, which every interpolation of higher order keeps inside.
    if interpolator != "nearest":
        steps = [np.diff(part.intensities, axis=axis).mean() for axis in range(3)]
        np.testing.assert_allclose(steps, [30, 5, 1], rtol=0.05)
