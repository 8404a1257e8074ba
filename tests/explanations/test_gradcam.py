import copy

import pytest
import torch
from torch import nn
from torch.nn import functional

from radiogenomics.errors import InputError
from radiogenomics.explanations.gradcam import last_spatial_layer, normalised, randomised, saliencies, saliency
from radiogenomics.networks.network import Network
from radiogenomics.networks.resnet import ResNetClassifier


class Small(Network):
    """Two maps, their means and one logit, in two or three dimensions."""

    def __init__(self, dimensions: int):
        super().__init__()
        kind = nn.Conv3d if dimensions == 3 else nn.Conv2d
        self.convolution = kind(1, 2, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.head = nn.Linear(2, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.head(self.relu(self.convolution(images)).flatten(2).mean(2)).squeeze(1)


@pytest.fixture(params=[2, 3])
def small(request) -> tuple[Small, torch.Tensor]:
    torch.manual_seed(0)
    network = Small(request.param)
    with torch.no_grad():
        network.head.weight.copy_(torch.tensor([[0.5, -1.0]]))
    return network, torch.randn(1, *(6, 7, 8)[: request.param])


@pytest.mark.parametrize("positive", [True, False])
def test_maps_are_those_of_the_papers_equations(small, positive):
    # Equations 10, 12 and 19 of Chattopadhay et al. 2018 for a mean and a linear layer, whose gradients are constant.
    network, image = small
    states = functional.relu(network.convolution(image[None]))[0].detach()
    sign = 1 if positive else -1
    expected = torch.zeros_like(states[0])
    for values, weight in zip(states, sign * network.head.weight[0].detach(), strict=True):
        gradient = weight / values.numel()
        alpha = gradient**2 / (2 * gradient**2 + values.sum() * gradient**3)
        expected += values.numel() * alpha * functional.relu(gradient) * values
    expected = functional.relu(expected)
    assert expected.any()
    torch.testing.assert_close(
        saliency(network, image, positive=positive), expected / expected.sum(), rtol=1e-3, atol=1e-6
    )


def test_images_of_a_batch_are_explained_each_by_itself(small):
    network, image = small
    images = torch.stack([image, image.flip(-1), 3 * image])
    for found, one in zip(saliencies(network, images), images, strict=True):
        torch.testing.assert_close(found, saliency(network, one))


def test_bright_voxels_that_raise_the_logit_are_found():
    network = Small(3)
    with torch.no_grad():
        network.convolution.weight.zero_()
        network.convolution.weight[:, 0, 1, 1, 1] = torch.tensor([1.0, -1.0])
        network.convolution.bias.zero_()
        network.head.weight.copy_(torch.tensor([[1.0, 1.0]]))
    image = torch.zeros(1, 8, 8, 8)
    image[0, 2, 3, 4] = 5
    found = saliency(network, image)
    assert found[2, 3, 4] == 1 and found.sum() == 1


def test_a_confident_network_has_a_map_too(small):
    network, image = small
    expected = saliency(network, image)
    with torch.no_grad():
        network.head.bias.fill_(500.0)
    torch.testing.assert_close(saliency(network, image), expected)


def test_the_network_is_left_as_it_was(small):
    network, image = small
    network.train()
    network(image[None]).sum().backward()
    before = {name: parameter.grad.clone() for name, parameter in network.named_parameters()}
    saliency(network, image)
    assert network.training and network.relu.inplace
    assert all(torch.equal(parameter.grad, before[name]) for name, parameter in network.named_parameters())
    assert not any(module._forward_hooks or module._backward_hooks for module in network.modules())


@pytest.mark.parametrize("trainable", ["all", "head"])
def test_volumes_through_medicalnets_network_frozen_or_not(trainable):
    torch.manual_seed(0)
    network = ResNetClassifier(10, width=4, trainable=trainable)
    image = torch.randn(1, 16, 24, 24)
    assert last_spatial_layer(network, image) == "backbone.layer4.0"
    found = saliency(network, image) + saliency(network, image, positive=False)
    assert found.shape == (16, 24, 24) and float(found.sum()) in (
        pytest.approx(1, abs=1e-4),
        pytest.approx(2, abs=1e-4),
    )
    early = saliency(network, image, "backbone.layer1.0")
    assert not torch.allclose(early, saliency(network, image))


def test_unknown_layers_and_networks_without_maps_are_refused(small):
    network, image = small
    for layer in ("layer9", "unused"):
        network.unused = nn.Identity()
        with pytest.raises(InputError, match=f"no image passes a layer {layer!r} of the network"):
            saliency(network, image, layer)

    class Flat(Network):
        def __init__(self):
            super().__init__()
            self.head = nn.Linear(8, 1)

        def forward(self, images):
            return self.head(images.flatten(1)).squeeze(1)

    with pytest.raises(InputError, match="no layer with a feature map"):
        saliency(Flat(), torch.randn(1, 2, 2, 2))


def test_normalised_sums_to_one_or_stays_empty():
    assert normalised(torch.tensor([1.0, 3.0])).tolist() == [0.25, 0.75]
    assert normalised(torch.zeros(2)).tolist() == [0, 0]


def test_random_weights_depend_on_their_seed_alone():
    network = ResNetClassifier(10, width=4)
    first, second, third = (copy.deepcopy(network) for _ in range(3))
    state = torch.get_rng_state()
    randomised(first, 1)
    randomised(second, 1)
    randomised(third, 2)
    assert torch.equal(torch.get_rng_state(), state)
    weights = [other.backbone.layer4[0].conv1.weight for other in (network, first, second, third)]
    assert torch.equal(weights[1], weights[2])
    assert not torch.equal(weights[0], weights[1]) and not torch.equal(weights[1], weights[3])
