import pytest
import torch
from torch import nn

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.networks.unet25d import with_neighbours
from radiogenomics.networks.unet25d_settings import UNet25DSettings

DEMO = UNet25DSettings(title="2.5-D U-Net", network="unet25d", filters=(4, 4, 8, 8, 8, 4))


def test_published_network_is_two_dimensional_and_sees_three_slices_of_two_sequences():
    network = UNet25DSettings(title="2.5-D U-Net", network="unet25d").build(2)
    convolutions = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    assert not any(isinstance(module, nn.Conv3d) for module in network.modules())
    assert (convolutions[0].in_channels, convolutions[-1].out_channels) == (6, 4)


def test_every_slice_stands_between_its_neighbours_and_the_ends_are_repeated():
    # A voxel's value tells its image, channel and slice: 100 · image + 10 · channel + slice.
    values = torch.arange(2)[:, None, None] * 100 + torch.arange(2)[:, None] * 10 + torch.arange(3)
    images = values[..., None, None].expand(2, 2, 3, 4, 5).float()
    seen = with_neighbours(images, 1)[:, :, 0, 0].int().tolist()
    assert seen[0] == [0, 10, 0, 10, 1, 11]
    assert seen[1] == [0, 10, 1, 11, 2, 12]
    assert seen[2] == [1, 11, 2, 12, 2, 12]
    assert seen[4] == [100, 110, 101, 111, 102, 112]
    assert with_neighbours(images, 0).shape == (6, 2, 4, 5)


def test_logits_have_the_images_shape_and_slices_their_order():
    torch.manual_seed(0)
    network = DEMO.build(2).eval()
    images = torch.randn(2, 2, 5, 32, 48)
    with torch.inference_mode():
        logits = network(images=images)
        alone = network(images[1:, :, 1:4])
    assert isinstance(network, Network)
    assert logits.shape == (2, 4, 5, 32, 48)
    # The middle one of three slices sees the same neighbours in both.
    torch.testing.assert_close(alone[0, :, 1], logits[1, :, 2], rtol=1e-4, atol=1e-5)
    assert not torch.allclose(alone[0, :, 0], logits[1, :, 1], atol=1e-3)


def test_too_small_slices_are_refused():
    with pytest.raises(InputError, match=r"16×32 voxels \(y, x\) are too small"):
        DEMO.build(1)(torch.zeros(1, 1, 3, 16, 32))
