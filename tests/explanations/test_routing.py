import pytest
import torch

from radiogenomics.errors import InputError
from radiogenomics.explanations.gradcam import last_spatial_layer, saliency
from radiogenomics.explanations.routing import LAST_STATES, RoutedPath, branch, drawn_routes, likeliest_route
from radiogenomics.networks.spottune import SpotTune

IMAGE = torch.randn(1, 16, 24, 24, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def spottune() -> SpotTune:
    """Small SpotTune whose branches differ."""
    torch.manual_seed(0)
    network = SpotTune(10, 10, width=4)
    with torch.no_grad():
        for parameter in network.fine_tuned.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return network.eval()


def test_a_path_gives_what_spottune_gives_on_that_route(spottune):
    generator = torch.Generator()
    for seed in range(5):
        (route,) = drawn_routes(spottune, IMAGE, 1, generator.manual_seed(seed))
        with torch.inference_mode():
            expected = spottune(IMAGE[None], generator=generator.manual_seed(seed))
            torch.testing.assert_close(RoutedPath(spottune, route)(IMAGE[None]), expected)


def test_routes_are_drawn_by_their_probabilities(spottune):
    shares = drawn_routes(spottune, IMAGE, 4000, torch.Generator().manual_seed(0)).float().mean(0)
    with torch.inference_mode():
        expected = spottune.routing_logits(IMAGE[None])[0].softmax(-1)[:, 1]
    torch.testing.assert_close(shares, expected, rtol=0, atol=0.03)
    assert torch.equal(likeliest_route(spottune, IMAGE), expected > 0.5)


def test_a_branch_is_the_whole_of_one_network(spottune):
    with torch.inference_mode():
        frozen = spottune.head(spottune.frozen(IMAGE[None])).squeeze(1)
        torch.testing.assert_close(branch(spottune, fine_tuned=False)(IMAGE[None]), frozen)
        assert not torch.allclose(branch(spottune, fine_tuned=True)(IMAGE[None]), frozen)


def test_paths_and_branches_have_maps_of_their_own(spottune):
    path = RoutedPath(spottune, torch.tensor([True, False, True, True]))
    assert last_spatial_layer(path, IMAGE) == LAST_STATES
    networks = (path, branch(spottune, fine_tuned=False), branch(spottune, fine_tuned=True))
    # Either class has a map; the other may be empty.
    maps = [saliency(network, IMAGE) + saliency(network, IMAGE, positive=False) for network in networks]
    assert all(found.shape == (16, 24, 24) and found.any() for found in maps)
    assert not torch.allclose(maps[0], maps[1]) and not torch.allclose(maps[1], maps[2])


def test_the_mode_of_the_network_is_left_as_it_was(spottune):
    spottune.train()
    likeliest_route(spottune, IMAGE)
    assert spottune.training and not spottune.frozen.training


def test_a_route_of_another_length_is_refused(spottune):
    with pytest.raises(InputError, match="a route of 3 blocks, but the network has 4"):
        RoutedPath(spottune, torch.ones(3))
