import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from radiogenomics.errors import InputError
from radiogenomics.images.crop import CropWindow, published_window
from radiogenomics.images.preprocess import downscaled, min_max_scaled, over_background, padded, padding, preprocess
from radiogenomics.images.volume import read_mask, read_volume

SHAPES = array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=12)
VOLUMES = arrays(np.float32, SHAPES, elements=st.floats(-1e4, 1e4, width=32))
FACTORS = st.integers(1, 4)


def test_published_shapes():
    """155×240×240 → 140×172×164 → 70×86×82 → 70×86×86 (Schmitz 2024, section 2.2)."""
    image = np.random.default_rng(0).random((155, 240, 240), dtype=np.float32)
    window = published_window((1.0, 1.0, 1.0), image.shape)
    cropped = image[window.slices]
    assert cropped.shape == (140, 172, 164)
    assert downscaled(cropped, 2).shape == (70, 86, 82)
    result = preprocess(image, None, window, 2, (70, 86, 86))
    assert result.shape == (70, 86, 86)
    assert not result[:, :, :2].any()
    assert not result[:, :, -2:].any()
    assert result[:, :, 2].all()
    assert result[:, :, -3].all()


@given(VOLUMES, FACTORS, st.tuples(*[st.integers(0, 5)] * 3), st.data())
@settings(max_examples=60, deadline=None)
def test_shape_range_and_type_for_any_volume(image, factor, extra, data):
    start = [data.draw(st.integers(0, length - 1)) for length in image.shape]
    stop = [data.draw(st.integers(a + 1, length)) for a, length in zip(start, image.shape, strict=True)]
    window = CropWindow(tuple(start), tuple(stop))
    mask = data.draw(arrays(np.uint8, image.shape, elements=st.sampled_from([0, 1, 2, 4])))
    before = image.copy()
    shape = tuple(-(-length // factor) + more for length, more in zip(window.shape, extra, strict=True))
    result = preprocess(image, mask, window, factor, shape)
    assert result.shape == shape
    assert result.dtype == np.float32
    assert result.min() == 0
    assert result.max() == 1 or not result.any()
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float64])
def test_result_is_float32_for_any_source_type(dtype, head, tumour):
    window = published_window((4.0, 4.0, 4.0), head.shape)
    result = preprocess((head * 100).astype(dtype), tumour, window, 1, (35, 43, 43))
    assert result.dtype == np.float32
    assert np.unique(result).size > 20


def test_voxels_outside_the_mask_are_zero(head, tumour):
    window = CropWindow((0, 0, 0), head.shape)
    result = preprocess(head + 1, tumour, window, 1, head.shape)
    assert not result[tumour == 0].any()
    assert result[tumour > 0].all()


def test_empty_result_stays_zero(head, tumour):
    result = preprocess(head, np.zeros_like(tumour), CropWindow((0, 0, 0), head.shape), 2, (20, 30, 30))
    assert result.shape == (20, 30, 30)
    assert not result.any()


def test_shape_too_small_names_the_key_and_what_to_do(head):
    with pytest.raises(InputError, match=r"images\.shape: 20×29×30 .*20×30×30.*images\.downscale") as caught:
        preprocess(head, None, CropWindow((0, 0, 0), head.shape), 2, (20, 29, 30))
    assert "\n" not in str(caught.value)


@given(st.floats(-1e4, 1e4, width=32), SHAPES, FACTORS)
def test_downscaling_a_constant_keeps_it(value, shape, factor):
    np.testing.assert_allclose(downscaled(np.full(shape, value, np.float32), factor), np.float32(value), rtol=1e-6)


@pytest.mark.parametrize("factor", [2, 4])
def test_downscaling_a_checkerboard_does_not_alias(factor):
    checkerboard = (np.indices((16, 16, 16)).sum(axis=0) % 2).astype(np.float32)
    np.testing.assert_array_equal(downscaled(checkerboard, factor), 0.5)
    stripes = (np.indices((16, 16, 16))[2] % 2).astype(np.float32)
    np.testing.assert_array_equal(downscaled(stripes, factor), 0.5)


@given(VOLUMES, FACTORS)
def test_downscaling_stays_between_the_extremes_and_never_shifts(volume, factor):
    reduced = downscaled(volume, factor)
    assert reduced.min() >= volume.min() - 1e-2
    assert reduced.max() <= volume.max() + 1e-2
    np.testing.assert_allclose(downscaled(volume, 1), volume)
    if not any(length % factor for length in volume.shape):
        mirrored = downscaled(volume[::-1, ::-1, ::-1], factor)
        np.testing.assert_allclose(mirrored, reduced[::-1, ::-1, ::-1], atol=1e-2)


def test_downscaling_is_the_mean_of_the_voxels_covered():
    volume = np.random.default_rng(0).random((6, 9, 12), dtype=np.float32)
    expected = volume.reshape(2, 3, 3, 3, 4, 3).mean(axis=(1, 3, 5))
    np.testing.assert_allclose(downscaled(volume, 3), expected, rtol=1e-5)


@given(VOLUMES, st.tuples(*[st.integers(0, 9)] * 3))
def test_padding_is_symmetric(volume, extra):
    shape = tuple(np.add(volume.shape, extra))
    before, after = np.transpose(padding(volume.shape, shape))
    assert np.all((after - before == 0) | (after - before == 1))
    result = padded(volume, shape)
    assert result.shape == shape
    inside = tuple(slice(b, b + length) for b, length in zip(before, volume.shape, strict=True))
    np.testing.assert_array_equal(result[inside], volume)
    result[inside] = 0
    assert not result.any()


@given(VOLUMES)
def test_min_max_scaling_keeps_the_order(volume):
    scaled = min_max_scaled(volume)
    assert scaled.dtype == np.float32
    order = np.argsort(volume, axis=None, kind="stable")
    assert np.all(np.diff(scaled.ravel()[order]) >= 0)
    if volume.min() < volume.max():
        assert (scaled.min(), scaled.max()) == (0, 1)
    else:
        assert not scaled.any()


def test_real_case(real_case):
    mask = read_mask(real_case["mask"])
    for name in ("t1n", "t1c", "t2w", "t2f"):
        image = read_volume(real_case[name])
        window = published_window(image.spacing, image.array.shape)
        result = preprocess(image.array, mask.array, window, 2, (70, 86, 86))
        assert (result.min(), result.max()) == (0, 1)
        # The tumour lies inside the published window and covers an eighth of the voxels after down-scaling by 2.
        inside = np.count_nonzero(mask.array)
        assert np.count_nonzero(mask.array[window.slices]) == inside
        assert inside / 8 < np.count_nonzero(result) < 1.5 * inside / 8


def test_negative_voxels_are_raised_and_others_stay():
    scan = np.array([0, -2, 1, 3], np.float32)
    assert over_background(scan, scan != 0).tolist() == [0, 0, 3, 5]
    assert over_background(scan, scan > 0).tolist() == [0, 0, 1, 3]
    assert over_background(scan, scan > 0, -2).tolist() == [0, 0, 3, 5]
    assert over_background(scan, scan > 9).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("masked", [True, False])
def test_a_scaled_image_is_0_outside_whatever_the_scans_unit(masked):
    random = np.random.default_rng(0)
    head = np.zeros((8, 8, 8), bool)
    head[2:6, 2:6, 2:6] = True
    scan = np.where(head, random.normal(size=head.shape), 0).astype(np.float32)
    mask = head.astype(np.uint8) if masked else None
    image = preprocess(scan, mask, CropWindow((0, 0, 0), (8, 8, 8)), 1, (10, 8, 8))
    inside = np.pad(head, [(1, 1), (0, 0), (0, 0)])
    assert image[~inside].max() == 0
    assert image[inside].max() == 1
