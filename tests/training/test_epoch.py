import pytest
import torch
from lightning.fabric import Fabric

from radiogenomics.training.epoch import class_weights, evaluate, on_device, route_generator


@pytest.fixture
def fabric():
    return Fabric(accelerator="cpu", devices=1)


def test_class_weights_have_mean_one():
    labels = torch.tensor([1.0, 1, 1, 0])
    weights = class_weights(labels)
    assert weights.tolist() == pytest.approx([2, 2 / 3])
    assert weights[labels.long()].mean() == pytest.approx(1)


def test_volumes_become_channels_last_and_keep_their_values(fabric):
    images = torch.rand(2, 3, 4, 5, 6)
    moved = on_device(fabric, images)
    assert moved.is_contiguous(memory_format=torch.channels_last_3d)
    assert torch.equal(moved, images)
    assert on_device(fabric, torch.rand(2, 3)).is_contiguous()


def test_only_spottune_draws(tiny_network):
    assert route_generator(tiny_network(), 1) is None
    first, again, other = (route_generator(tiny_network("spottune"), seed) for seed in (1, 1, 2))
    assert torch.equal(torch.rand(3, generator=first), torch.rand(3, generator=again))
    assert not torch.equal(torch.rand(3, generator=first), torch.rand(3, generator=other))


def test_evaluation_leaves_the_network_as_it_is(fabric, tiny_network, planted, same_weights):
    network, dataset = tiny_network().train(), planted(6, 0)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    batches = torch.utils.data.DataLoader(dataset, batch_size=4)
    logits, labels = evaluate(fabric, network, batches, None)
    assert same_weights(network.state_dict(), before)
    assert labels.tolist() == dataset.labels.tolist()
    assert logits.shape == (6,)
