import pytest
import torch

from radiogenomics.training.state import TrainingState, restore_weights, trained_weights
from radiogenomics.training.tasks.binary import BinaryTask


def scramble(network):
    for tensor in network.state_dict().values():
        if tensor.is_floating_point():
            tensor.normal_()


@pytest.mark.parametrize(("kind", "trainable"), [("spottune", "all"), ("resnet", "all"), ("resnet", "head")])
def test_weights_come_back_and_frozen_ones_stay(kind, trainable, tiny_network, same_weights):
    network = tiny_network(kind, trainable)
    whole = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    kept = trained_weights(network)
    for parameter in network.parameters():
        if parameter.requires_grad:
            parameter.data.normal_()
    for buffer in network.buffers():
        buffer.zero_()
    restore_weights(network, kept)
    assert same_weights(network.state_dict(), whole)


def test_trained_weights_are_trainable_parameters_and_all_buffers(tiny_network):
    network = tiny_network("spottune")
    kept = trained_weights(network).keys()
    assert {name for name, _ in network.named_buffers()} <= kept
    assert {name for name, parameter in network.named_parameters() if parameter.requires_grad} <= kept
    assert "frozen.conv1.weight" not in kept


def test_copies_do_not_follow_the_network(tiny_network):
    network = tiny_network()
    kept = trained_weights(network)
    before = kept["head.weight"].clone()
    scramble(network)
    assert torch.equal(kept["head.weight"], before)


def test_weights_of_another_network_are_not_taken(tiny_network):
    with pytest.raises(ValueError, match="another network"):
        restore_weights(tiny_network(), trained_weights(tiny_network("spottune")))


def test_best_weights_are_kept_and_selected(tiny_network, history, same_weights):
    network = tiny_network()
    state = TrainingState(network, BinaryTask())
    snapshots = []
    for row in history([0.6, 0.9, 0.7], [0.6, 0.6, 0.9], [0.5, 0.5, 0.5]).to_dict("records"):
        scramble(network)
        snapshots.append(trained_weights(network))
        state.record(row)
    assert state.epoch == 3
    assert state.select()["epoch"] == 2
    assert same_weights(trained_weights(network), snapshots[1])
