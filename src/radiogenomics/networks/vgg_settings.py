"""Config section of VGG16 (Simonyan and Zisserman 2015, arXiv:1409.1556)."""

from typing import TYPE_CHECKING

from pydantic import Field

from radiogenomics.networks.settings import ModelSettings

if TYPE_CHECKING:
    from radiogenomics.networks.vgg import VGGClassifier


class VGGSettings(ModelSettings):
    """`vgg`: VGG16 on slices, from random weights."""

    width: int = Field(64, ge=1, description="Channels of the first convolutions; 64 is VGG16 itself.")

    def build(self, channels: int) -> "VGGClassifier":
        """The network with random weights."""
        from radiogenomics.networks.vgg import VGGClassifier

        return VGGClassifier(channels, self.width)

    @property
    def description(self) -> str:
        """One sentence for the report."""
        narrow = "" if self.width == 64 else f" with {self.width} instead of 64 channels"
        return f"{self.title}: VGG16{narrow}, from random weights."

    @property
    def image_dimensions(self) -> int:
        """2: VGG16 sees slices (y, x)."""
        return 2

    @property
    def transfers(self) -> bool:
        """It starts from random weights."""
        return False


SETTINGS = VGGSettings
