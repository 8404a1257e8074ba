"""Config section of one residual network."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from radiogenomics.networks.medicalnet_settings import Depth, MedicalNetSettings

if TYPE_CHECKING:
    from radiogenomics.networks.resnet import ResNetClassifier


class ResNetSettings(MedicalNetSettings):
    """`resnet`: one of MedicalNet's residual networks with a linear head."""

    depth: Depth = Field(50, description="Depth of the residual network.")
    trainable: Literal["all", "head", "head_and_two_blocks"] = Field(
        "all", description="What is trained; the rest stays frozen, with its batch-norm statistics."
    )

    def build(self, channels: int) -> "ResNetClassifier":
        """The network with random weights."""
        from radiogenomics.networks.resnet import ResNetClassifier

        return ResNetClassifier(self.depth, channels, self.width, self.trainable)

    @property
    def description(self) -> str:
        """One sentence for the report."""
        return f"{self.title}: ResNet-{self.depth}, trained: {self.trainable.replace('_', ' ')}."

    @property
    def freezes(self) -> bool:
        """Whether anything but the head and some blocks is frozen."""
        return self.trainable != "all"

    @property
    def trains_head_alone(self) -> bool:
        """Whether frozen features are all that a training needs of an image."""
        return self.trainable == "head"

    @property
    def depths(self) -> list[int]:
        """Depth of the one backbone."""
        return [self.depth]


SETTINGS = ResNetSettings
