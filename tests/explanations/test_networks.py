import copy

import numpy as np
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.explanations.names import PERMUTED_LABELS, RANDOM_WEIGHTS, WHOLE_NETWORK
from radiogenomics.explanations.networks import maps_of_networks
from radiogenomics.networks.registry import model_settings
from radiogenomics.training.trained import save_trained


class Source:
    def items(self, patient_id, copy):
        return ["whole"]

    def read(self, patient_id, copy, item):
        return np.random.default_rng(0).uniform(0, 1, (8, 16, 16)).astype(np.float32)


@pytest.fixture
def model():
    section = {"network": "resnet", "initial_weights": "random", "depth": 10, "width": 4}
    return model_settings(section, title="ResNet")


def test_networks_of_all_folds_and_as_many_random_ones_are_explained(model, tmp_path):
    torch.manual_seed(0)
    network, files = model.build(1), []
    for number in range(4):
        files.append(tmp_path / f"{number}.pt")
        other = copy.deepcopy(network)
        with torch.no_grad():
            for parameter in other.parameters():
                parameter.add_(0.2 * torch.randn_like(parameter))
        save_trained(other, files[-1])
    weights = {"trained": files[:2], PERMUTED_LABELS: files[2:]}
    compute = compute_on("cpu", "32-true")
    found = maps_of_networks(model, [Source()], [], weights, ["P1"], compute, "backbone.layer1.0", seed=3)
    kinds = ["trained", PERMUTED_LABELS, RANDOM_WEIGHTS]
    assert list(found["P1"]) == [(kind, WHOLE_NETWORK, fold) for kind in kinds for fold in (0, 1)]
    maps = [own[0] for own in found["P1"].values()]
    assert len({own.tobytes() for own in maps}) == len(maps)
    again = maps_of_networks(model, [Source()], [], weights, ["P1"], compute, "backbone.layer1.0", seed=3)
    for key, own in found["P1"].items():
        np.testing.assert_array_equal(own[0], again["P1"][key][0])
