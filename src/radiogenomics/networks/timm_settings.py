"""Config section of the networks of timm."""

from typing import TYPE_CHECKING

from pydantic import field_validator

from radiogenomics.downloads.weights import is_published
from radiogenomics.networks.encoder_settings import EncoderSettings, require_known

if TYPE_CHECKING:
    from radiogenomics.networks.encoder import EncoderClassifier


class TimmSettings(EncoderSettings):
    """`timm:<tag>`: any encoder of the library timm, by the full tag of its published weights."""

    @field_validator("network")
    @classmethod
    def _is_known(cls, network: str) -> str:
        tag = network.partition(":")[2]
        # What is in the table is known without an import that takes seconds.
        if not is_published("timm", f"{tag}.safetensors"):
            from radiogenomics.networks.timm import library

            known = library().list_pretrained()
            # Where a tag lacks what is behind the dot, all of the same architecture are nearer than any other.
            require_known("timm", tag, [name for name in known if name.startswith(f"{tag}.")] or known)
        return network

    def build(self, channels: int) -> "EncoderClassifier":
        """The network with random weights."""
        from radiogenomics.networks.encoder import EncoderClassifier
        from radiogenomics.networks.timm import encoder

        return EncoderClassifier(encoder(self.name, channels), self.head, self.trainable)

    @property
    def weight_files(self) -> list[str]:
        """The tag's published file."""
        return [f"timm/{self.name}.safetensors"] if self.initial_weights == "transferred" else []


SETTINGS = TimmSettings
