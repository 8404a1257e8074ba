"""Config section of the networks of torchvision."""

from typing import TYPE_CHECKING

from pydantic import field_validator

from radiogenomics.networks.encoder_settings import EncoderSettings, require_known

if TYPE_CHECKING:
    from radiogenomics.networks.encoder import EncoderClassifier

NETWORKS = {"alexnet": ("features.0", "classifier.6")}
"""First convolution and classifier of each network."""


class TorchvisionSettings(EncoderSettings):
    """`torchvision:<name>`: a network of torchvision, such as `torchvision:alexnet`, on slices."""

    @field_validator("network")
    @classmethod
    def _is_known(cls, network: str) -> str:
        require_known("torchvision", network.partition(":")[2], list(NETWORKS))
        return network

    def build(self, channels: int) -> "EncoderClassifier":
        """The network with random weights."""
        from radiogenomics.networks.encoder import EncoderClassifier
        from radiogenomics.networks.torchvision import encoder

        return EncoderClassifier(encoder(self.name, channels, *NETWORKS[self.name]), self.head, self.trainable)

    @property
    def weight_files(self) -> list[str]:
        """File of the published weights, where the network starts from them; otherwise none."""
        return [f"torchvision/{self.name}.pth"] if self.initial_weights == "transferred" else []


SETTINGS = TorchvisionSettings
