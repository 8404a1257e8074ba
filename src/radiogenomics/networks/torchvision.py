"""Networks that torchvision has and timm has not: `torchvision:alexnet` (Krizhevsky 2014, arXiv:1404.5997)."""

from torch import nn

from radiogenomics.networks.encoder import Encoder


def encoder(name: str, channels: int, first: str, classifier: str) -> Encoder:
    """One of torchvision's networks without its classifier, with random weights.

    Args:
        name: of the network.
        channels: of a slice.
        first: name of its first convolution.
        classifier: name of its classifier.
    """
    from radiogenomics.networks.torchvision_operators import register_missing

    register_missing()
    from torchvision.models import get_model

    network = get_model(name, weights=None)
    feature_size = network.get_submodule(classifier).in_features
    network.set_submodule(classifier, nn.Identity())
    old = network.get_submodule(first)
    if old.in_channels != channels:
        new = nn.Conv2d(channels, old.out_channels, old.kernel_size, old.stride, old.padding)
        network.set_submodule(first, new)
    return Encoder(network, feature_size, first, classifier)
