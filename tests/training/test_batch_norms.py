import pytest
import torch
from torch import nn

from radiogenomics.networks.freezing import freeze
from radiogenomics.training.batch_norms import reestimate


@pytest.fixture
def batches():
    return torch.randn((3, 8, 2, 4, 4), generator=torch.Generator().manual_seed(1)) * 3 + 5


@pytest.fixture
def network():
    return nn.Sequential(nn.BatchNorm2d(2), nn.BatchNorm2d(2)).train()


def test_statistics_are_the_averages_over_the_batches(network, batches):
    reestimate(network, lambda: [network(batch) for batch in batches])
    assert torch.allclose(network[0].running_mean, batches.mean((0, 1, 3, 4)), atol=1e-5)
    variances = torch.stack([batch.transpose(0, 1).flatten(1).var(1) for batch in batches])
    assert torch.allclose(network[0].running_var, variances.mean(0), rtol=1e-5)


def test_earlier_statistics_are_forgotten_and_the_momentum_stays(network, batches):
    network[0].running_mean.fill_(1e6)
    reestimate(network, lambda: network(batches[0]))
    assert network[0].running_mean.abs().max() < 10
    assert network[0].momentum == 0.1


def test_frozen_batch_norms_keep_their_statistics(network, batches):
    freeze(network[0])
    reestimate(network, lambda: network(batches[0]))
    assert torch.equal(network[0].running_mean, torch.zeros(2))
    assert network[1].running_mean.abs().max() > 1


def test_nothing_is_passed_where_no_batch_norm_is_trained(network):
    reestimate(freeze(network), lambda: pytest.fail("a pass for nothing"))
