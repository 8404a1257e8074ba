"""What of a network is explained for an image: the network itself or, of one that routes, each path by itself."""

from torch import Tensor, nn

from radiogenomics.explanations.names import FINE_TUNED, FROZEN, ROUTED, WHOLE_NETWORK
from radiogenomics.explanations.routing import RoutedPath, branch, likeliest_route
from radiogenomics.networks.network import Network


def paths_of(network: Network, image: Tensor) -> dict[str, nn.Module]:
    """Modules that take `images` and return logits (n,), by what they are; the first one is what predicts.

    Args:
        network: of one logit.
        image: (channels, …), on which the route depends where there is one.
    """
    if not network.draws_routes:
        return {WHOLE_NETWORK: network}
    return {
        ROUTED: RoutedPath(network, likeliest_route(network, image)),
        FINE_TUNED: branch(network, fine_tuned=True),
        FROZEN: branch(network, fine_tuned=False),
    }
