"""Encoders of the library timm, by the tag of their weights: `timm:efficientnet_b0.ra_in1k` (Wightman 2019)."""

from pydantic import field_validator

from radiogenomics.downloads.weights import is_published
from radiogenomics.networks.encoder import Encoder, EncoderClassifier, EncoderSettings, require_known


class TimmSettings(EncoderSettings):
    """`timm:<tag>`: any encoder of the library timm, by the full tag of its published weights."""

    @field_validator("network")
    @classmethod
    def _is_known(cls, network: str) -> str:
        tag = network.partition(":")[2]
        # What is in the table is known without an import that takes seconds.
        if not is_published("timm", f"{tag}.safetensors"):
            known = _library().list_pretrained()
            # Where a tag lacks what is behind the dot, all of the same architecture are nearer than any other.
            require_known("timm", tag, [name for name in known if name.startswith(f"{tag}.")] or known)
        return network

    def build(self, channels: int) -> EncoderClassifier:
        """The network with random weights."""
        return EncoderClassifier(encoder(self.name, channels), self.head, self.trainable)

    @property
    def weight_files(self) -> list[str]:
        """The tag's published file."""
        return [f"timm/{self.name}.safetensors"] if self.initial_weights == "transferred" else []


SETTINGS = TimmSettings


def encoder(tag: str, channels: int) -> Encoder:
    """One of timm's networks without its classifier, with random weights, for slices of some channels."""
    network = _library().create_model(tag, pretrained=False, in_chans=channels, num_classes=0)
    known = network.pretrained_cfg
    return Encoder(network, network.head_hidden_size, known["first_conv"], known["classifier"])


def _library():
    from radiogenomics.networks.torchvision_operators import register_missing

    register_missing()
    import timm

    return timm
