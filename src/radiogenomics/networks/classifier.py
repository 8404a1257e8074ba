"""One residual network with one output: the models without routing (Schmitz et al. 2024, section 2.3)."""

from typing import Literal

from torch import Tensor, nn

from radiogenomics.networks.freezing import freeze
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.network import Network


class ResNetClassifier(Network):
    """MedicalNet's backbone and a linear head, of which all or only the end is trained.

    Attributes:
        backbone: MedicalNet's residual network.
        head: linear layer from pooled features to one logit.
    """

    def __init__(
        self,
        depth: int = 50,
        in_channels: int = 1,
        width: int = 64,
        trainable: Literal["all", "head", "head_and_two_blocks"] = "all",
    ):
        """Network with random weights.

        Args:
            depth: 10, 18, 34 or 50.
            in_channels: channels of an image.
            width: channels of the first stage, 64 in MedicalNet.
            trainable: `all`; `head` alone, as the paper's transferred model; or `head_and_two_blocks`, which adds
                the last two residual blocks. The rest is frozen, with its batch-norm statistics.
        """
        super().__init__()
        self.backbone = medicalnet_resnet(depth, in_channels, width)
        self.head = nn.Linear(self.backbone.feature_size, 1)
        if trainable != "all":
            freeze(self.backbone)
        if trainable == "head_and_two_blocks":
            for block in self.backbone.blocks[-2:]:
                block.requires_grad_(True).train()

    def features(self, images: Tensor) -> Tensor:
        """Images (n, in_channels, z, y, x) → pooled features (n, feature_size)."""
        return self.backbone(images)

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, in_channels, z, y, x) → logits (n,) of the positive class."""
        return self.head(self.features(images)).squeeze(1)
