"""From a map of labels to a network's channels and back.

A network either has one channel for each label of the tumour, and the background is what is left (Ferreira et al., TU
Berlin, SegResNet), or a channel for the background too, the first one (their U-Nets). What is left is then a channel
whose logit is 0: a label is given where its logit is the highest and positive, which is a probability above 0.5.

Maps hold the labels 0, 1, 2 and 4 whatever the files hold; `images.volume.read_mask` translates those of 0 to 3.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from radiogenomics.errors import InputError
from radiogenomics.images.labels import BACKGROUND, LABELS


@dataclass(frozen=True)
class LabelChannels:
    """Order of a segmentation network's channels.

    Attributes:
        background: whether the first channel is the background; the others are the labels 1, 2 and 4.
    """

    background: bool

    @property
    def labels(self) -> tuple[int, ...]:
        """Label of each channel."""
        return (BACKGROUND, *LABELS) if self.background else LABELS

    def encode(self, mask: np.ndarray) -> np.ndarray:
        """Labels (z, y, x) → channels (channels, z, y, x), uint8, each 1 where the mask holds its label."""
        return np.stack([mask == label for label in self.labels]).astype(np.uint8)

    def decode(self, logits: Tensor) -> np.ndarray:
        """Logits (channels, z, y, x) → labels (z, y, x), uint8: the highest logit, the background's being 0 if absent.

        Of equal ones the first, so that a voxel of which nothing is known is background.
        """
        chosen = self.with_background(logits[None])[0].argmax(dim=0)
        return np.array((BACKGROUND, *LABELS), np.uint8)[chosen.cpu().numpy()]

    def probabilities(self, logits: Tensor) -> Tensor:
        """Logits (channels, z, y, x) → probabilities of background, 1, 2 and 4 (4, z, y, x), which add up to 1."""
        return self.with_background(logits[None].float())[0].softmax(dim=0)

    def with_background(self, logits: Tensor) -> Tensor:
        """Logits (n, channels, …) → logits (n, 4, …) that begin with the background's."""
        if self.background:
            return logits
        return torch.cat([torch.zeros_like(logits[:, :1]), logits], dim=1)

    def target_with_background(self, target: Tensor) -> Tensor:
        """Encoded labels (n, channels, …) → (n, 4, …) that begin with the background's."""
        if self.background:
            return target
        return torch.cat([1 - target.sum(dim=1, keepdim=True), target], dim=1)


def channels_of(outputs: int) -> LabelChannels:
    """Channels of a network with so many outputs: 3 without, 4 with the background.

    Raises:
        InputError: neither 3 nor 4.
    """
    if outputs not in (len(LABELS), len(LABELS) + 1):
        raise InputError(
            f"segmentation network: {outputs} outputs; set `outputs` to 3 (labels 1, 2 and 4) or 4 (background too)"
        )
    return LabelChannels(background=outputs > len(LABELS))
