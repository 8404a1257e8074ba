import pytest
import torch

from radiogenomics.errors import InputError
from radiogenomics.networks.build import build_network
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.networks.weights import save_medicalnet


def model(**changes) -> ModelSettings:
    defaults = {"network": "resnet", "depth": 10, "width": 4, "initial_weights": "transferred"}
    return model_settings(defaults | changes, title="Model")


def spottune(**changes) -> ModelSettings:
    return model(network="spottune", agent_depth=18, **changes)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    for depth in (10, 18):
        torch.manual_seed(depth)
        save_medicalnet(medicalnet_resnet(depth, width=4), folder / f"resnet_{depth}.pth")
    return sorted(folder.iterdir())


def test_spottune_gets_backbone_and_agent_from_their_files(weights):
    network = build_network(spottune(temperature=7.0), 1, weights, seed=1)
    assert isinstance(network, SpotTune) and network.temperature == 7.0
    torch.manual_seed(10)
    assert torch.equal(network.frozen.conv1.weight, medicalnet_resnet(10, width=4).conv1.weight)
    torch.manual_seed(18)
    assert torch.equal(network.agent.backbone.conv1.weight, medicalnet_resnet(18, width=4).conv1.weight)


def test_a_transferred_classifier_is_frozen_as_asked(weights):
    network = build_network(model(trainable="head"), 3, weights, seed=1)
    assert isinstance(network, ResNetClassifier)
    assert [name for name, p in network.named_parameters() if p.requires_grad] == ["head.weight", "head.bias"]
    assert network.backbone.conv1.in_channels == 3


def test_the_seed_decides_every_random_weight():
    first, same, other = (
        build_network(model(initial_weights="random"), 1, [], seed).state_dict() for seed in (1, 1, 2)
    )
    assert all(torch.equal(tensor, same[key]) for key, tensor in first.items())
    assert not torch.equal(first["head.weight"], other["head.weight"])
    assert not torch.equal(first["backbone.conv1.weight"], other["backbone.conv1.weight"])


@pytest.mark.parametrize(
    "changes", [{"network": "spottune"}, {"trainable": "head"}, {"trainable": "head_and_two_blocks"}]
)
def test_weights_that_stay_frozen_must_not_be_random(changes):
    assert model(**changes).freezes
    with pytest.raises(InputError, match=r"'Model'.*stay random.*initial_weights: transferred"):
        build_network(model(initial_weights="random", **changes), 1, [], seed=1)


def test_settings_name_their_files_in_the_order_in_which_they_are_loaded():
    assert spottune().weight_files == ["width4/resnet_10.pth", "width4/resnet_18.pth"]
    assert model(network="spottune").weight_files == ["width4/resnet_10.pth"], "one file for both"
    assert model().weight_files == ["width4/resnet_10.pth"] and model().own_weights == []
    assert model(initial_weights="random").weight_files == []


def test_published_weights_ask_for_their_width():
    model().check_transferred("pretrain")
    model(width=64).check_transferred("download")
    with pytest.raises(ValueError, match="width is 4, but MedicalNet's weights have 64; set it so, or use"):
        model().check_transferred("download")


def test_settings_say_how_a_network_predicts_and_what_it_is():
    assert spottune().draws_routes and spottune().passes(100) == 100
    assert not model().draws_routes and model().passes(100) == 1
    assert spottune().description == "Model: SpotTune on ResNet-10, routed by a ResNet-18."
    assert model(trainable="head_and_two_blocks").description == "Model: ResNet-10, trained: head and two blocks."
    assert model().seen_dimensions == 4 and model(trainable="head").seen_dimensions == 2


def test_transferred_weights_need_their_files(weights, tmp_path):
    with pytest.raises(InputError, match=r"transferred weights resnet_10\.pth are not given; set `weights`"):
        build_network(model(), 1, [], seed=1)
    with pytest.raises(InputError, match=r"resnet_18\.pth are not given"):
        build_network(spottune(), 1, weights[:1], seed=1)
    with pytest.raises(InputError, match=r"resnet_10\.pth: no such file"):
        build_network(model(), 1, [tmp_path / "resnet_10.pth"], seed=1)
