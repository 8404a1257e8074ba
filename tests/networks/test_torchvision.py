import pytest
import torch

from radiogenomics.networks.build import build_network
from radiogenomics.networks.registry import model_settings


def alexnet(**changes):
    section = {"network": "torchvision:alexnet", "initial_weights": "transferred"}
    return model_settings(section | changes, title="A")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A checkpoint of the published format, and its tensors."""
    from torchvision.models import get_model

    path = tmp_path_factory.mktemp("torchvision") / "alexnet.pth"
    tensors = get_model("alexnet", weights=None).state_dict()
    torch.save(tensors, path)
    return path, tensors


@pytest.mark.parametrize("channels", [1, 3])
def test_alexnet_loads_its_published_format_and_stays_frozen(channels, published):
    path, tensors = published
    settings = alexnet(trainable="head")
    assert settings.weight_files == ["torchvision/alexnet.pth"]
    network = build_network(settings, channels, [path], seed=1)
    assert set(tensors) - set(network.base.state_dict()) == {"classifier.6.weight", "classifier.6.bias"}
    images = torch.rand(2, channels, 96, 96)
    assert network.features(images).shape == (2, 4096)
    network.train()(images=images).sum().backward()
    assert network.head.weight.grad.any()
    assert torch.equal(network.base.classifier[4].weight, tensors["classifier.4.weight"])
    assert not any(module.training for module in network.base.modules()), "its dropout rests"


def test_other_names_are_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"torchvision has no network 'alexnt' \(nearest: 'alexnet'\)"):
        alexnet(network="torchvision:alexnt")
