import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.expression.slice_transformer import SliceTransformer, positions


@pytest.fixture
def network():
    torch.manual_seed(0)
    return SliceTransformer(features=10, width=16).eval()


def test_padding_changes_nothing(network):
    images, clinical = torch.randn(2, 5, 10), torch.randn(2, 2)
    padded = torch.cat([images, torch.full((2, 3, 10), torch.nan)], dim=1)
    torch.testing.assert_close(network(images=padded, clinical=clinical), network(images=images, clinical=clinical))


def test_the_order_of_the_slices_and_the_clinical_data_matter(network):
    images, clinical = torch.randn(1, 5, 10), torch.randn(1, 2)
    logit = network(images, clinical)
    assert not torch.allclose(network(images.flip(1), clinical), logit)
    assert not torch.allclose(network(images, clinical + 1), logit)


def test_positions_differ_and_are_bounded():
    places = positions(50, torch.zeros(16, 1))
    assert places.shape == (50, 16) and places.abs().max() <= 1
    assert torch.cdist(places, places).fill_diagonal_(1).min() > 0.1


def test_every_parameter_learns(network):
    network.train()
    loss = binary_cross_entropy_with_logits(network(torch.randn(4, 5, 10), torch.randn(4, 2)), torch.ones(4))
    loss.backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
