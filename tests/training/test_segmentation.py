import pytest
import torch

from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.training.segmentation import SegmentationNetwork


@pytest.mark.parametrize("shape", [(16, 16, 16), (13, 18, 21)])
def test_logits_have_the_size_of_the_image(shape):
    network = SegmentationNetwork(medicalnet_resnet(10, 1, 2)).eval()
    assert network(torch.zeros(2, 1, *shape)).shape == (2, 4, *shape)


def test_every_weight_of_the_backbone_is_trained():
    backbone = medicalnet_resnet(10, 1, 2)
    SegmentationNetwork(backbone)(torch.rand(2, 1, 16, 16, 16)).square().sum().backward()
    assert all(parameter.grad is not None for parameter in backbone.parameters())
