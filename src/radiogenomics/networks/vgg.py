"""VGG16 (Simonyan and Zisserman 2015, arXiv:1409.1556, configuration D) for slices, with one logit."""

from torch import Tensor, nn

from radiogenomics.networks.network import Network
from radiogenomics.networks.torchvision_operators import register_missing

CONVOLUTIONS = (1, 1, "M", 2, 2, "M", 4, 4, 4, "M", 8, 8, 8, "M", 8, 8, 8, "M")
"""Configuration D: channels as multiples of the width, and maximum pooling."""
POOLED = 7
HIDDEN = 64
"""Units of either hidden layer, as multiple of the width: 4096 of VGG16 itself."""


class VGGClassifier(Network):
    """Thirteen convolutions and three fully connected layers, the last of which gives one logit."""

    def __init__(self, channels: int, width: int = 64) -> None:
        """Random weights, as torchvision initialises VGG16's.

        Args:
            channels: of a slice.
            width: channels of the first convolutions; 64 is VGG16 itself.
        """
        super().__init__()
        register_missing()
        from torchvision.models.vgg import make_layers

        layers = [layer if layer == "M" else width * layer for layer in CONVOLUTIONS]
        self.base = make_layers(layers)
        if channels != self.base[0].in_channels:
            self.base[0] = nn.Conv2d(channels, width, kernel_size=3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(POOLED)
        hidden = HIDDEN * width
        self.head = nn.Sequential(
            *(nn.Linear(8 * width * POOLED**2, hidden), nn.ReLU(), nn.Dropout()),
            *(nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout()),
            nn.Linear(hidden, 1),
        )
        for module in self.base:
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
                nn.init.zeros_(module.bias)

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """The convolutions, and the fully connected layers."""
        return {"base": list(self.base.parameters()), "head": list(self.head.parameters())}

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, channels, y, x) → logits (n,)."""
        return self.head(self.pool(self.base(images)).flatten(1)).squeeze(1)
