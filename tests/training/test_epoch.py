import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.training.epoch import class_weights, evaluate, route_generator


def test_class_weights_have_mean_one():
    labels = torch.tensor([1.0, 1, 1, 0])
    weights = class_weights(labels)
    assert weights.tolist() == pytest.approx([2, 2 / 3])
    assert weights[labels.long()].mean() == pytest.approx(1)


def test_only_spottune_draws(tiny_network):
    assert route_generator(tiny_network(), 1) is None
    first, again, other = (route_generator(tiny_network("spottune"), seed) for seed in (1, 1, 2))
    assert torch.equal(torch.rand(3, generator=first), torch.rand(3, generator=again))
    assert not torch.equal(torch.rand(3, generator=first), torch.rand(3, generator=other))


def test_evaluation_leaves_the_network_as_it_is(tiny_network, planted, same_weights):
    network, dataset = tiny_network().train(), planted(6, 0)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    batches = torch.utils.data.DataLoader(dataset, batch_size=4)
    logits, labels = evaluate(compute_on("cpu"), network, batches, None)
    assert same_weights(network.state_dict(), before)
    assert labels.tolist() == dataset.labels.tolist()
    assert logits.shape == (6,)
