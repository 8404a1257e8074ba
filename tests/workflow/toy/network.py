"""A network for the test of the seams: the mean and the spread of an image, weighted."""

import torch
from pydantic import Field
from torch import Tensor, nn

from radiogenomics.networks.network import Network
from radiogenomics.networks.settings import ModelSettings


class ToyNetwork(Network):
    """Logistic regression on two numbers of an image (n, channels, z, y, x)."""

    def __init__(self, channels: int, scale: float) -> None:
        """Random weights; the numbers are multiplied by `scale`."""
        super().__init__()
        self.scale = scale
        self.layer = nn.Linear(2 * channels, 1)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (n,)."""
        voxels = images.flatten(2)
        return self.layer(self.scale * torch.cat([voxels.mean(2), voxels.std(2)], dim=1)).squeeze(1)


class ToySettings(ModelSettings):
    """`toy`: two numbers of an image."""

    scale: float = Field(10.0, gt=0, description="Factor of the numbers.")

    def build(self, channels: int) -> ToyNetwork:
        """The network with random weights."""
        return ToyNetwork(channels, self.scale)

    @property
    def description(self) -> str:
        """One sentence for the report."""
        return f"{self.title}: mean and spread of the image."


SETTINGS = ToySettings
