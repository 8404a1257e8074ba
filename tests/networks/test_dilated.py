"""Dilated convolutions on a processor, against PyTorch's own in three dimensions."""

import math
from contextlib import contextmanager

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

from radiogenomics.networks import dilated, sublattices
from radiogenomics.networks.dilated import DilatedConvolution
from radiogenomics.networks.folding import folded
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.spottune import SpotTune

pytestmark = pytest.mark.usefixtures("narrow_like_wide")


@pytest.fixture
def in_three_dimensions(monkeypatch):
    """Function that gives a context in which all convolutions are PyTorch's own."""

    @contextmanager
    def context():
        with monkeypatch.context() as patch:
            patch.setattr(dilated, "FEWEST_CHANNELS", math.inf)
            yield

    return context


def outputs_and_gradients(convolve, module, x):
    """Output, gradient of the input and gradient of the weights, all of a loss that weighs each voxel differently."""
    x = x.clone().requires_grad_()
    out = convolve(x)
    weighing = torch.linspace(-1, 1, out.numel(), dtype=out.dtype).view(out.shape)
    return out.detach(), *torch.autograd.grad((out * weighing).sum(), (x, module.weight))


@settings(max_examples=60, deadline=None)
@given(
    dilation=st.integers(2, 4),
    sizes=st.tuples(st.integers(1, 3), *[st.integers(1, 10)] * 3),
    channels=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    last=st.booleans(),
    most_bytes=st.sampled_from([1, sublattices.MOST_BYTES]),
)
@example(dilation=2, sizes=(2, 5, 6, 6), channels=(3, 2), last=True, most_bytes=1)
def test_output_and_gradients_are_those_of_a_3d_convolution(dilation, sizes, channels, last, most_bytes):
    torch.manual_seed(0)
    module = DilatedConvolution(*channels, dilation).double()
    x = torch.randn(sizes[0], channels[0], *sizes[1:], dtype=torch.float64)
    layout = torch.channels_last_3d if last else torch.contiguous_format
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sublattices, "MOST_BYTES", most_bytes)
        found = outputs_and_gradients(module, module, x.contiguous(memory_format=layout))
    expected = outputs_and_gradients(lambda x: nn.Conv3d.forward(module, x), module, x)
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("size", [(9, 11, 11), (9, 11, 13)], ids=["sublattices", "planes"])
def test_bfloat16_by_autocast_differs_by_its_rounding(size):
    torch.manual_seed(0)
    module = DilatedConvolution(16, 8, 4).to(memory_format=torch.channels_last_3d)
    x = torch.randn(6, 16, *size)
    expected = outputs_and_gradients(module, module, x)
    with torch.autocast("cpu", torch.bfloat16):
        found = outputs_and_gradients(module, module, x)
    assert [tensor.dtype for tensor in found] == [torch.bfloat16, torch.float32, torch.float32]
    for ours, theirs in zip(found, expected, strict=True):
        assert (ours - theirs).norm() < 0.01 * theirs.norm()


def test_a_bias_is_added_in_the_type_of_the_products():
    module = DilatedConvolution(4, 4, 2)
    module.bias = nn.Parameter(torch.rand(4))
    x = torch.rand(6, 4, 6, 6, 6)
    torch.testing.assert_close(module(x), nn.Conv3d.forward(module, x))
    with torch.autocast("cpu", torch.bfloat16):
        assert module(x).dtype == torch.bfloat16


@pytest.mark.parametrize("size", [(1, 4, 6, 6, 6), (6, 4, 7, 6, 6)])
def test_few_images_in_bfloat16_and_large_ones_are_convolved_by_planes(size, monkeypatch):
    monkeypatch.setattr(sublattices, "convolve", None)
    with torch.autocast("cpu", torch.bfloat16):
        assert DilatedConvolution(4, 4, 2)(torch.rand(size)).shape == size


@pytest.mark.parametrize("edge", [6, 7], ids=["sublattices", "planes"])
def test_gradients_pass_through_frozen_weights_and_stop_there(edge):
    module = DilatedConvolution(3, 3, 2).requires_grad_(False)
    x = torch.randn(1, 3, edge, edge, edge, requires_grad=True)
    module(x).sum().backward()
    assert x.grad.abs().max() > 0 and module.weight.grad is None


def test_a_whole_network_is_the_same_with_its_batch_norms_folded(set_reference_weights, in_three_dimensions):
    network = medicalnet_resnet(10, width=4).eval()
    set_reference_weights(network)
    kinds = [module.dilation[0] for module in network.modules() if isinstance(module, DilatedConvolution)]
    assert kinds == [2, 2, 4, 4]
    images = torch.rand(2, 1, 33, 40, 40)
    with torch.no_grad():
        found = folded(network)(images)
        with in_three_dimensions():
            torch.testing.assert_close(found, network(images), rtol=1e-5, atol=1e-5)


def test_spottune_trains_by_the_same_gradients(in_three_dimensions):
    def gradients():
        torch.manual_seed(0)
        network = SpotTune(50, 10, width=4).double().train()
        images = torch.rand(3, 1, 33, 40, 40, dtype=torch.float64)
        network(images, torch.Generator().manual_seed(1)).square().sum().backward()
        return {name: weight.grad for name, weight in network.named_parameters() if weight.requires_grad}

    found, again = gradients(), gradients()
    with in_three_dimensions():
        expected = gradients()
    assert found.keys() == expected.keys() and "fine_tuned.15.conv2.weight" in found
    for name, gradient in found.items():
        assert torch.equal(gradient, again[name])
        torch.testing.assert_close(gradient, expected[name], rtol=1e-6, atol=1e-9)


def test_narrow_ones_and_other_devices_have_pytorch_s_own(monkeypatch):
    own = []
    monkeypatch.setattr(nn.Conv3d, "forward", lambda module, x: own.append(x.device.type))
    module = DilatedConvolution(4, 4, 2)
    module(torch.rand(1, 4, 5, 5, 5))
    assert own == []
    module(torch.rand(1, 4, 5, 5, 5, device="meta"))
    monkeypatch.setattr(dilated, "FEWEST_CHANNELS", 5)
    module(torch.rand(1, 4, 5, 5, 5))
    assert own == ["meta", "cpu"]
