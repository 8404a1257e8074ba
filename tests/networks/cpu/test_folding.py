"""Batch norms folded into convolutions."""

import pytest
import torch
from torch import nn

from radiogenomics.networks.cpu.folding import folded
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune


@pytest.mark.parametrize("depth", [10, 18, 50])
def test_a_classifier_gives_the_same_logits(depth, norms_that_matter):
    network = norms_that_matter(ResNetClassifier(depth, width=4))
    images = torch.rand(2, 1, 20, 24, 24)
    with torch.no_grad():
        torch.testing.assert_close(folded(network)(images), network(images), rtol=1e-5, atol=1e-5)
    assert not any(isinstance(module, nn.BatchNorm3d) for module in folded(network).modules())


def test_spottune_gives_the_same_logits_and_stays_as_it_is(norms_that_matter):
    network = norms_that_matter(SpotTune(50, 10, width=4))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    images = torch.rand(3, 1, 20, 24, 24)
    with torch.no_grad():
        expected = network(images, torch.Generator().manual_seed(1))
        found = folded(network)(images, torch.Generator().manual_seed(1))
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-5)
    assert before.keys() == network.state_dict().keys()
    assert all(torch.equal(tensor, network.state_dict()[name]) for name, tensor in before.items())
