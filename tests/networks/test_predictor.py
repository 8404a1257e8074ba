"""Networks made ready to predict."""

import math

import pytest
import torch
from torch import nn

from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.networks.cpu.folding import folded
from radiogenomics.networks.predictor import predictor
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune

IMAGES = torch.rand(2, 1, 20, 24, 24, generator=torch.Generator().manual_seed(0))


def logits(network, compute):
    with torch.no_grad(), compute.autocast():
        return network(compute.images(IMAGES))


def test_it_computes_what_the_network_computes_and_leaves_it_alone():
    torch.manual_seed(0)
    network, compute = ResNetClassifier(10, width=4).eval(), compute_on("cpu")
    ready = predictor(network, compute)
    torch.testing.assert_close(logits(ready, compute), logits(network, compute), rtol=1e-5, atol=1e-5)
    assert any(isinstance(module, nn.BatchNorm3d) for module in network.modules())
    assert not any(isinstance(module, nn.BatchNorm3d) for module in ready.modules())


def test_weights_in_bfloat16_are_those_that_autocast_would_make(with_bfloat16, monkeypatch):
    """To the bit with plain blocks; fused ones add up in another order."""
    monkeypatch.setattr("radiogenomics.networks.predictor.can_fuse", lambda compute: False)
    torch.manual_seed(0)
    network, compute = ResNetClassifier(10, width=4).eval(), compute_on("cpu", "bf16-mixed")
    ready = predictor(network, compute)
    assert ready.backbone.conv1.weight.dtype == torch.bfloat16
    assert network.backbone.conv1.weight.dtype == torch.float32
    assert torch.equal(logits(ready, compute), logits(compute.network(folded(network)), compute))


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_weights_that_are_not_numbers_are_named(value):
    network = ResNetClassifier(10, width=4)
    network.head.weight.data[0, 3] = value
    with pytest.raises(InputError, match="weights that are not numbers; lower training"):
        predictor(network, compute_on("cpu"))


def test_an_agent_stays_in_full_precision(with_bfloat16):
    """Its routes do too: `test_bfloat16_changes_no_route_and_few_digits` of the predictions."""
    ready = predictor(SpotTune(10, 10, width=4), compute_on("cpu", "bf16-mixed"))
    weights = {name: module.weight.dtype for name, module in ready.named_modules() if isinstance(module, nn.Conv3d)}
    assert all((dtype == torch.float32) == name.startswith("agent.") for name, dtype in weights.items())
    assert set(weights.values()) == {torch.float32, torch.bfloat16}
