import pytest
import torch
from torch import nn

from radiogenomics.errors import InputError
from radiogenomics.training.trained import load_trained, save_trained


def network():
    network = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.Linear(3, 1))
    network[0].requires_grad_(False)
    return network


def test_trained_weights_come_back_and_frozen_ones_are_not_stored(tmp_path):
    source, target = network(), network()
    save_trained(source, tmp_path / "weights.pt")
    frozen = target[0].weight.clone()
    load_trained(target, tmp_path / "weights.pt")
    assert torch.equal(target[2].weight, source[2].weight)
    assert torch.equal(target[0].weight, frozen)
    assert "0.weight" not in torch.load(tmp_path / "weights.pt", weights_only=True)


def test_weights_of_another_network_are_refused(tmp_path):
    save_trained(nn.Linear(2, 2), tmp_path / "weights.pt")
    with pytest.raises(InputError, match=r"weights\.pt: not the weights of this model"):
        load_trained(network(), tmp_path / "weights.pt")


def test_truncated_weights_are_refused_in_one_line(tmp_path):
    save_trained(network(), tmp_path / "weights.pt")
    (tmp_path / "weights.pt").write_bytes((tmp_path / "weights.pt").read_bytes()[:200])
    with pytest.raises(InputError, match="delete the file to train again") as error:
        load_trained(network(), tmp_path / "weights.pt")
    assert "\n" not in str(error.value)
