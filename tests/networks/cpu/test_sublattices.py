"""Convolutions by sublattices against PyTorch's own."""

from itertools import product

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from radiogenomics.networks.cpu import sublattices
from radiogenomics.networks.cpu.sublattices import FORMS, WEIGHTS, are_short, convolve, forms_of_kernel


@settings(max_examples=60, deadline=None)
@given(
    dilation_and_size=st.integers(1, 4).flatmap(lambda d: st.tuples(st.just(d), *[st.integers(1, 3 * d)] * 3)),
    images=st.integers(1, 3),
    channels=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    at_once=st.integers(0, 3),
)
@example(dilation_and_size=(4, 9, 11, 11), images=2, channels=(3, 2), at_once=1)
def test_the_convolution_is_that_of_pytorch(dilation_and_size, images, channels, at_once):
    dilation, *size = dilation_and_size
    torch.manual_seed(0)
    volumes = torch.randn(images, channels[0], *size, dtype=torch.float64)
    weight = torch.randn(channels[1], channels[0], 3, 3, 3, dtype=torch.float64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sublattices, "MOST_BYTES", at_once * 64 * dilation**3 * max(channels) * 8)
        found = convolve(volumes, forms_of_kernel(weight, weight.dtype), dilation)
    expected = functional.conv3d(volumes, weight, padding=dilation, dilation=dilation)
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-10)
    assert found.is_contiguous(memory_format=torch.channels_last_3d)


def test_four_cubes_are_the_cubic_form_of_a_line():
    expected = torch.zeros(3, 3, 3, dtype=torch.float64)
    for position in product((-1, 0, 1), repeat=3):
        if sum(position) == 0:
            expected[tuple(i + 1 for i in position)] = 1
    found = torch.einsum("r,ri,rj,rk->ijk", WEIGHTS, FORMS, FORMS, FORMS)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)


def test_rounding_errors_grow_by_nine_percent_along_an_axis():
    """Expected square of an output's error, where each product of forms has one in proportion to its factors."""
    squares = FORMS.square().sum(1)
    error = (WEIGHTS.square() * squares**3).sum()
    assert (error / 7).sqrt().item() == pytest.approx(1.09, abs=0.001)


@pytest.mark.parametrize(("dtype", "most"), [(torch.float32, 1.5), (torch.bfloat16, 2.5)])
def test_the_error_is_about_that_of_a_convolution(dtype, most):
    torch.manual_seed(0)
    volumes, weight = torch.rand(2, 64, 9, 11, 11).to(dtype), torch.randn(64, 64, 3, 3, 3).to(dtype)
    exact = functional.conv3d(volumes.double(), weight.double(), padding=4, dilation=4)
    usual = (functional.conv3d(volumes, weight, padding=4, dilation=4) - exact).std()
    assert 0 < (convolve(volumes, forms_of_kernel(weight, dtype), 4) - exact).std() <= most * usual


@pytest.mark.parametrize(
    ("size", "short"), [((9, 11, 11), True), ((12, 12, 12), True), ((8, 11, 11), False), ((9, 11, 13), False)]
)
def test_lines_are_short_if_each_axis_needs_three_voxels(size, short):
    assert are_short(size, 4) == short


def test_longer_lines_are_refused():
    with pytest.raises(ValueError, match=r"\(4, 7, 6\) voxels for dilation 2"):
        convolve(torch.rand(1, 1, 4, 7, 6), forms_of_kernel(torch.rand(1, 1, 3, 3, 3), torch.float32), 2)
