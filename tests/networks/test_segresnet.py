import pytest
import torch
from monai.networks.nets import SegResNet
from pydantic import ValidationError

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.networks.segresnet_settings import SegResNetSettings

DEMO = SegResNetSettings(title="SegResNet", network="segresnet", filters=8, blocks_down=(1, 1, 1))


def test_published_network_is_monais_with_16_filters_and_blocks_1_2_2_4():
    network = SegResNetSettings(title="SegResNet", network="segresnet").build(4)
    expected = SegResNet(3, 16, 4, 3, blocks_down=(1, 2, 2, 4), blocks_up=(1, 1, 1))
    shapes = {name: tensor.shape for name, tensor in expected.state_dict().items()}
    assert {name: tensor.shape for name, tensor in network.network.state_dict().items()} == shapes
    network.network.load_state_dict(expected.state_dict())
    images = torch.randn(1, 4, 16, 24, 16)
    with torch.inference_mode():
        torch.testing.assert_close(network.eval()(images), expected.eval()(images))


def test_logits_have_the_images_shape_and_a_gradient_reaches_every_weight():
    torch.manual_seed(0)
    network = DEMO.build(2)
    logits = network(images=torch.randn(2, 2, 8, 12, 16))
    assert logits.shape == (2, 3, 8, 12, 16)
    logits.square().mean().backward()
    assert isinstance(network, Network)
    assert all(parameter.grad is not None and parameter.grad.any() for parameter in network.parameters())


def test_dropout_acts_in_training_alone():
    torch.manual_seed(0)
    network = DEMO.model_copy(update={"dropout": 0.5}).build(1)
    images = torch.randn(1, 1, 8, 8, 8)
    assert not torch.equal(network(images), network(images))
    network.eval()
    assert torch.equal(network(images), network(images))


def test_an_edge_that_cannot_be_halved_is_refused():
    with pytest.raises(InputError, match=r"8×8×9 voxels .* halved 2 times; crop or pad each edge to a multiple of 4"):
        DEMO.build(1)(torch.zeros(1, 1, 8, 8, 9))


def test_filters_that_the_groups_do_not_divide_are_refused():
    with pytest.raises(ValidationError, match="multiple of 8"):
        SegResNetSettings(title="SegResNet", network="segresnet", filters=12)
