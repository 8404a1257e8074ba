import torch
from torch import nn

from radiogenomics.networks.freezing import BatchNorm, freeze, is_frozen
from radiogenomics.networks.medicalnet import medicalnet_resnet


def test_freeze_stops_every_parameter_and_returns_the_module():
    module = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    assert not is_frozen(module)
    assert freeze(module) is module
    assert is_frozen(module)
    module[1].requires_grad_(True)
    assert is_frozen(module[0]) and not is_frozen(module)


def test_frozen_batch_norm_stays_in_eval_mode_whoever_calls_train():
    norm = BatchNorm(2)
    inner = nn.Sequential(norm)
    outer = nn.Sequential(inner)
    freeze(norm)
    for caller in (norm, inner, outer):
        assert caller.train() is caller
        assert not norm.training
    before = {key: value.clone() for key, value in norm.state_dict().items()}
    outer(torch.rand(4, 2, 3, 3, 3) + 5)
    assert all(torch.equal(value, before[key]) for key, value in norm.state_dict().items())


def test_unfrozen_batch_norm_follows_train_and_eval():
    norm = freeze(BatchNorm(2)).requires_grad_(True)
    assert norm.train().training
    assert not norm.eval().training


def test_a_frozen_part_of_a_backbone_stays_in_eval_mode_and_the_rest_trains():
    network = medicalnet_resnet(10, width=2)
    freeze(network)
    assert not network.train().training
    network.layer4.requires_grad_(True)
    network.train()
    assert not network.bn1.training and not network.layer3[0].bn2.training
    assert network.layer4[0].bn2.training
