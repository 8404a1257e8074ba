import pytest
import torch
from torch import nn

from radiogenomics.networks.freezing import Freezable, freeze, is_frozen
from radiogenomics.networks.medicalnet import medicalnet_resnet


class Layers(Freezable, nn.Sequential):
    """Layers one after the other."""


def test_freeze_stops_every_parameter_and_returns_the_module():
    module = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    assert not is_frozen(module)
    assert freeze(module) is module
    assert is_frozen(module)
    module[1].requires_grad_(True)
    assert is_frozen(module[0]) and not is_frozen(module)


@pytest.mark.parametrize(("norm", "dimensions"), [(nn.BatchNorm1d, 1), (nn.BatchNorm2d, 2), (nn.BatchNorm3d, 3)])
def test_frozen_batch_norms_of_any_kind_stay_in_eval_mode_whoever_calls_train(norm, dimensions):
    network = Layers(nn.Sequential(freeze(norm(2))), norm(2))
    outer = nn.Sequential(network)
    for caller in (network, outer):
        assert caller.train() is caller
        assert not network[0].training and network[1].training and network.training
    before = {key: value.clone() for key, value in network[0].state_dict().items()}
    outer(torch.rand(4, 2, *[3] * dimensions) + 5)
    assert all(torch.equal(value, before[key]) for key, value in network[0].state_dict().items())
    assert network[1].num_batches_tracked == 1


def test_what_has_no_parameters_trains_unless_it_is_part_of_what_is_frozen():
    network = Layers(nn.Dropout(), freeze(nn.Sequential(nn.Linear(2, 2), nn.Dropout())), nn.Linear(2, 1)).train()
    assert network[0].training and not network[1][1].training and network[2].training
    assert not any(module.training for module in network.eval().modules())


def test_a_frozen_part_of_a_backbone_stays_in_eval_mode_and_the_rest_trains():
    network = medicalnet_resnet(10, width=2)
    freeze(network)
    assert not network.train().training
    network.layer4.requires_grad_(True)
    network.train()
    assert not network.bn1.training and not network.layer3[0].bn2.training
    assert network.layer4[0].bn2.training
