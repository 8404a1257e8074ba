import torch

from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.torchvision_operators import register_missing
from radiogenomics.networks.vgg import VGGClassifier


def test_of_full_width_it_is_vgg16():
    register_missing()
    from torchvision.models import vgg16

    with torch.device("meta"):
        ours, theirs = VGGClassifier(3), vgg16(num_classes=1)
    shapes = [[tuple(parameter.shape) for parameter in network.parameters()] for network in (ours, theirs)]
    assert shapes[0] == shapes[1]


def test_slices_of_any_size_and_number_of_channels_give_one_logit_each():
    network = model_settings({"network": "vgg", "initial_weights": "random", "width": 2}, title="VGG16").build(1)
    assert network(images=torch.rand(3, 1, 40, 50)).shape == (3,)
    groups = network.parameter_groups()
    assert sum(len(group) for group in groups.values()) == len(list(network.parameters()))


def test_the_description_says_how_wide_it_is():
    section = {"network": "vgg", "initial_weights": "random"}
    assert "instead" not in model_settings(section, title="VGG16").description
    assert "with 8 instead of 64 channels" in model_settings({**section, "width": 8}, title="VGG16").description
