"""Networks that torchvision has and timm has not: `torchvision:alexnet` (Krizhevsky 2014, arXiv:1404.5997)."""

from pydantic import field_validator
from torch import nn

from radiogenomics.networks.encoder import Encoder, EncoderClassifier, EncoderSettings, require_known

NETWORKS = {"alexnet": ("features.0", "classifier.6")}
"""First convolution and classifier of each network."""


class TorchvisionSettings(EncoderSettings):
    """`torchvision:alexnet`."""

    @field_validator("network")
    @classmethod
    def _is_known(cls, network: str) -> str:
        require_known("torchvision", network.partition(":")[2], list(NETWORKS))
        return network

    def build(self, channels: int) -> EncoderClassifier:
        """The network with random weights."""
        return EncoderClassifier(encoder(self.name, channels), self.head, self.trainable)

    @property
    def weight_files(self) -> list[str]:
        """The published file."""
        return [f"torchvision/{self.name}.pth"] if self.initial_weights == "transferred" else []


SETTINGS = TorchvisionSettings


def encoder(name: str, channels: int) -> Encoder:
    """One of torchvision's networks without its classifier, with random weights, for slices of some channels."""
    from radiogenomics.networks.torchvision_operators import register_missing

    register_missing()
    from torchvision.models import get_model

    network = get_model(name, weights=None)
    first, classifier = NETWORKS[name]
    feature_size = network.get_submodule(classifier).in_features
    network.set_submodule(classifier, nn.Identity())
    old = network.get_submodule(first)
    if old.in_channels != channels:
        new = nn.Conv2d(channels, old.out_channels, old.kernel_size, old.stride, old.padding)
        network.set_submodule(first, new)
    return Encoder(network, feature_size, first, classifier)
