"""Fused blocks against the blocks that they are made of."""

import math
import platform

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

from radiogenomics.devices.compute import Compute, compute_on
from radiogenomics.networks.cpu import fused
from radiogenomics.networks.cpu.folding import folded
from radiogenomics.networks.cpu.fused import (
    FusedBlock,
    FusedConvolution,
    FusedDilated,
    FusedPointwise,
    PointwiseSum,
    can_fuse,
)
from radiogenomics.networks.predictor import predictor
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.predictions.draws import draw_probabilities

pytestmark = [
    pytest.mark.usefixtures("narrow_like_wide"),
    pytest.mark.skipif(
        not can_fuse(compute_on("cpu")), reason="no fused operators on this processor; networks predict by plain blocks"
    ),
]
CLOSE = {"rtol": 1e-5, "atol": 1e-5}


def convolution_of_kind(kind, channels):
    return {
        FusedDilated: lambda: nn.Conv3d(*channels, 3, padding=2, dilation=2),
        FusedPointwise: lambda: nn.Conv3d(*channels, 1),
        PointwiseSum: lambda: nn.Conv3d(*channels, 1),
        FusedConvolution: lambda: nn.Conv3d(*channels, 3, stride=2, padding=1),
    }[kind]()


@settings(max_examples=80, deadline=None)
@given(
    kind=st.sampled_from([FusedConvolution, FusedDilated, FusedPointwise, PointwiseSum]),
    sizes=st.tuples(st.integers(1, 5), *[st.integers(1, 7)] * 3),
    channels=st.tuples(st.integers(1, 5), st.integers(1, 5)),
)
@example(kind=FusedDilated, sizes=(3, 5, 6, 6), channels=(2, 3))
@example(kind=FusedDilated, sizes=(3, 5, 6, 7), channels=(2, 3))
@torch.no_grad()
def test_a_convolution_is_the_same_alone_rectified_and_added(kind, sizes, channels):
    torch.manual_seed(0)
    plain = convolution_of_kind(kind, channels)
    plain.bias = nn.Parameter(torch.randn(channels[1]))
    x = torch.randn(sizes[0], channels[0], *sizes[1:]).contiguous(memory_format=torch.channels_last_3d)
    expected = nn.Conv3d.forward(plain, x)
    convolution = kind(plain)
    out = torch.randn_like(expected).contiguous(memory_format=torch.channels_last_3d)
    added = (out + expected).relu()
    assert convolution.add_to(out, x) is out
    torch.testing.assert_close(out, added, **CLOSE)
    if kind is not PointwiseSum:
        torch.testing.assert_close(convolution(x), expected, **CLOSE)
        torch.testing.assert_close(convolution(x, rectified=True), expected.relu(), **CLOSE)


@pytest.mark.parametrize("depth", [10, 18, 50])
@torch.no_grad()
def test_each_block_is_the_same_and_overwrites_its_input_where_shapes_agree(depth, norms_that_matter):
    torch.manual_seed(0)
    x = torch.rand(3, 1, 33, 40, 36)
    backbone = folded(norms_that_matter(ResNetClassifier(depth, width=4))).backbone
    states = backbone.stem(x).contiguous(memory_format=torch.channels_last_3d)
    overwritten = []
    for block in backbone.blocks:
        expected = block(states)
        given_states = states.clone()
        found = FusedBlock(block)(given_states)
        torch.testing.assert_close(found, expected, **CLOSE)
        overwritten.append(found is given_states)
        assert overwritten[-1] == (block.downsample is None)
        states = expected.contiguous(memory_format=torch.channels_last_3d)
    assert any(overwritten) and not all(overwritten)


@pytest.mark.parametrize(("precision", "most"), [("32-true", 1e-5), ("bf16-mixed", 0.01)])
def test_draws_of_a_fused_network_are_those_of_the_network(precision, most, with_bfloat16, norms_that_matter):
    torch.manual_seed(0)
    network = norms_that_matter(SpotTune(50, 10, width=8))
    for parameter in network.fine_tuned.parameters():
        parameter.data.mul_(1.05)
    compute, images = compute_on("cpu", precision), torch.rand(2, 1, 33, 40, 36)
    expected, routes = draw_probabilities(network, images, [1, 2], draws=20)
    ready = predictor(network, compute)
    blocks = [*ready.frozen.blocks, *ready.fine_tuned]
    assert all(isinstance(block, FusedBlock) == can_fuse(compute) for block in blocks)
    with compute.autocast():
        found, same = draw_probabilities(ready, compute.images(images), [1, 2], draws=20, max_states=5)
    assert torch.equal(routes, same)
    assert expected.std() > 0 and (found - expected).abs().max() <= most


@torch.no_grad()
def test_one_pass_of_a_fused_network_leaves_images_alone(norms_that_matter):
    torch.manual_seed(0)
    network = norms_that_matter(SpotTune(50, 10, width=4))
    images = torch.rand(3, 1, 20, 24, 24)
    before = images.clone()
    found = predictor(network, compute_on("cpu"))(images, torch.Generator().manual_seed(1))
    torch.testing.assert_close(found, network(images, torch.Generator().manual_seed(1)), rtol=1e-5, atol=1e-5)
    assert torch.equal(images, before)


def test_gradients_are_refused():
    ready = predictor(ResNetClassifier(10, width=4), compute_on("cpu"))
    with pytest.raises(RuntimeError, match=r"predict under torch\.no_grad"):
        ready(torch.rand(1, 1, 20, 24, 24))


def test_without_the_operators_blocks_stay_as_they_are(monkeypatch):
    assert not can_fuse(Compute(torch.device("cuda")))
    with monkeypatch.context() as patch:
        patch.setattr(platform, "machine", lambda: "aarch64")
        assert not can_fuse(compute_on("cpu"))
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    assert not can_fuse(compute_on("cpu"))
    ready = predictor(ResNetClassifier(10, width=4), compute_on("cpu"))
    assert not any(isinstance(module, FusedBlock) for module in ready.modules())


def test_bfloat16_is_left_to_plain_blocks_where_a_processor_has_none(with_bfloat16, monkeypatch):
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: False)
    assert can_fuse(compute_on("cpu")) and not can_fuse(compute_on("cpu", "bf16-mixed"))


def test_a_rectified_bfloat16_is_zero_or_itself():
    values = torch.tensor([-math.inf, -3.0, -1e-38, -0.0, 0.0, 1e-38, 2.5, math.inf]).bfloat16()
    assert fused._rectify(values.clone()).tolist() == [0, 0, 0, 0, 0, *values.tolist()[5:]]
