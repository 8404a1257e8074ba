import pytest
import torch
from torch import nn

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.networks.unet3d_settings import UNet3DSettings

DEMO = UNet3DSettings(title="3-D U-Net", network="unet3d", filters=(4, 4, 8, 8, 8, 4))


def test_published_network_pools_by_the_maximum_and_takes_four_sequences_to_four_classes():
    network = UNet3DSettings(title="3-D U-Net", network="unet3d").build(4)
    pools = [module for module in network.modules() if isinstance(module, nn.MaxPool3d)]
    transposed = [module for module in network.modules() if isinstance(module, nn.ConvTranspose3d)]
    convolutions = [module for module in network.modules() if isinstance(module, nn.Conv3d)]
    assert (len(pools), len(transposed)) == (4, 4)
    assert (convolutions[0].in_channels, convolutions[-1].out_channels) == (4, 4)


def test_logits_have_the_images_shape_and_a_gradient_reaches_every_weight():
    torch.manual_seed(0)
    network = DEMO.build(2)
    logits = network(images=torch.randn(1, 2, 32, 33, 40))
    assert logits.shape == (1, 4, 32, 33, 40)
    logits.square().mean().backward()
    assert isinstance(network, Network)
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_too_small_an_image_is_refused():
    with pytest.raises(InputError, match=r"32×16×32 voxels .* too small; crop or pad each edge to 32"):
        DEMO.build(1)(torch.zeros(1, 1, 32, 16, 32))


def test_building_a_network_prints_nothing(capsys):
    DEMO.build(1)
    assert capsys.readouterr().out == ""
