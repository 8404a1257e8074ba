import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from radiogenomics.images.slice_pixels import fitted, padded, resized, scaled

SLICES = np.random.default_rng(0).normal(100, 20, (3, 8, 9)).astype(np.float32) * np.array([1, 2, 3])[:, None, None]


def test_each_slice_or_the_series_is_scaled():
    slices = SLICES.astype(np.float32)
    each = scaled(slices)
    assert (each.min(axis=(1, 2)) == 0).all() and (each.max(axis=(1, 2)) == 1).all()
    series = scaled(slices, -50.0, 400.0)
    np.testing.assert_allclose(series, np.clip((slices + 50) / 450, 0, 1), rtol=1e-6)
    assert each.dtype == series.dtype == np.float32


def test_a_slice_without_contrast_becomes_0():
    slices = SLICES.astype(np.float32)
    slices[1] = 7
    assert not scaled(slices)[1].any() and scaled(slices)[2].any()


@pytest.mark.parametrize("shape", [(300, 300), (31, 17), (224, 100)])
def test_resizing_agrees_with_torch(shape):
    image = np.random.default_rng(1).uniform(size=(120, 90)).astype(np.float32)
    expected = functional.interpolate(
        torch.from_numpy(image)[None, None], shape, mode="bilinear", antialias=True, align_corners=False
    )[0, 0]
    np.testing.assert_allclose(resized(image, shape), expected, atol=2e-5, rtol=0)


def test_fine_patterns_do_not_alias():
    stripes = np.tile(np.array([0, 1], np.float32), (240, 120))
    small = resized(stripes, (60, 60))
    assert abs(small - 0.5).max() < 0.1


@given(st.integers(2, 40), st.integers(2, 40), st.floats(0.3, 4), st.floats(0.3, 4))
def test_padding_keeps_the_image_and_the_proportions(rows, columns, down, right):
    image = np.ones((rows, columns), np.float32)
    result = padded(image, (down, right), (100, 100))
    assert result.sum() == rows * columns
    height, width = result.shape[0] * down, result.shape[1] * right
    assert abs(height - width) <= max(down, right)


def test_a_head_of_other_proportions_is_distorted_only_by_stretching():
    disc = np.hypot(*np.indices((60, 30)) * np.array([1, 2])[:, None, None] - 30) < 25
    round_ = fitted(disc.astype(np.float32), (1.0, 2.0), (120, 120), "stretch")
    tall = fitted(disc.astype(np.float32), (1.0, 1.0), (120, 120), "pad")
    assert round_.any(axis=0).sum() == pytest.approx(round_.any(axis=1).sum(), abs=4)
    assert tall.any(axis=1).sum() == pytest.approx(2 * tall.any(axis=0).sum(), abs=8)
    assert fitted(disc.astype(np.float32), (1.0, 2.0), (120, 120), "pad").shape == (120, 120)
