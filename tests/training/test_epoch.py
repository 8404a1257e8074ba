import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.training.epoch import evaluate
from radiogenomics.training.tasks.binary import BinaryTask


def test_evaluation_leaves_the_network_as_it_is(tiny_network, planted, same_weights):
    network, dataset = tiny_network().train(), planted(6, 0)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    batches = torch.utils.data.DataLoader(dataset, batch_size=4)
    observed, rows = evaluate(compute_on("cpu"), network, BinaryTask(), batches, None)
    assert same_weights(network.state_dict(), before)
    assert observed[:, 1].tolist() == dataset.labels.tolist()
    assert rows == list(range(6))
