import torch

from radiogenomics.explanations.names import FINE_TUNED, FROZEN, PATHS, ROUTED, WHOLE_NETWORK
from radiogenomics.explanations.paths import paths_of
from radiogenomics.explanations.routing import likeliest_route
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune


def test_a_network_is_explained_as_it_is():
    network = ResNetClassifier(10, width=4)
    assert paths_of(network, torch.rand(1, 16, 16, 16)) == {WHOLE_NETWORK: network}


def test_spottune_is_explained_along_its_route_and_by_branch():
    torch.manual_seed(0)
    network, image = SpotTune(10, 10, width=4).eval(), torch.rand(1, 16, 16, 16)
    paths = paths_of(network, image)
    assert list(paths) == [ROUTED, FINE_TUNED, FROZEN] and set(paths) <= set(PATHS)
    assert paths[ROUTED].fine_tuned == likeliest_route(network, image).tolist()
    assert all(paths[FINE_TUNED].fine_tuned) and not any(paths[FROZEN].fine_tuned)
