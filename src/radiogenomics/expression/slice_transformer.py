"""Slices' features, a transformer over the slices, and clinical data: after Jalalifar et al. 2022, re-implemented.

Lyu and Costen say: "InceptionResNetV2 network to extract distinct features from each MRI slice and transformer network
[to] incorporate spatial dependencies between MRI slices based on the T1 and FLAIR image and clinical information". The
features come from a frozen network (1,536 of InceptionResNetV2); here they are given. The sizes of the transformer are
not said: it is as small as the number of patients asks for.
"""

import math

import torch
from torch import Tensor, nn

from radiogenomics.networks.network import Network

SLICE_FEATURES = 1536
"""Pooled features of InceptionResNetV2."""


class SliceTransformer(Network):
    """Features of slices (n, slices, features) and clinical data (n, columns) → logits (n,)."""

    def __init__(
        self,
        features: int = SLICE_FEATURES,
        clinical: int = 2,
        width: int = 64,
        heads: int = 4,
        layers: int = 2,
        dropout: float = 0.1,
    ):
        """Network with random weights.

        Args:
            features: of a slice; those of T1 and FLAIR side by side are twice InceptionResNetV2's.
            clinical: columns of clinical data, standardised.
            width: of the transformer.
            heads: of its attention.
            layers: of its encoder.
            dropout: share of its activations that is dropped in training.
        """
        super().__init__()
        self.project = nn.Linear(features, width)
        layer = nn.TransformerEncoderLayer(width, heads, 2 * width, dropout, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.head = nn.Sequential(nn.Linear(width + clinical, width // 2), nn.ReLU(), nn.Linear(width // 2, 1))

    def forward(self, images: Tensor, clinical: Tensor) -> Tensor:
        """Features of slices (n, slices, features), in the order of the body, and clinical data → logits (n,).

        A slice whose features are all NaN is padding, for patients have different numbers of slices.
        """
        padding = images.isnan().all(dim=2)
        slices = self.project(torch.where(padding.unsqueeze(2), 0.0, images)) + positions(
            images.shape[1], self.project.weight
        )
        encoded = self.encoder(slices, src_key_padding_mask=padding)
        there = (~padding).unsqueeze(2).to(encoded)
        pooled = (encoded * there).sum(dim=1) / there.sum(dim=1)
        return self.head(torch.cat([pooled, clinical], dim=1)).squeeze(1)


def positions(slices: int, like: Tensor) -> Tensor:
    """Sines and cosines of a slice's number (slices, width), as of Vaswani et al. 2017; `like` is (width, …)."""
    width = like.shape[0]
    number = torch.arange(slices, device=like.device).unsqueeze(1)
    rate = torch.exp(torch.arange(0, width, 2, device=like.device) * (-math.log(10_000.0) / width))
    return torch.stack([torch.sin(number * rate), torch.cos(number * rate)], dim=2).flatten(1).to(like.dtype)
