"""An encoder of slices, pre-trained on photographs, and a head with one output: transfer learning in two dimensions.

What timm's and torchvision's networks share. The encoder ends with its own global pooling; of its checkpoint the
classifier alone is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from radiogenomics.errors import InputError
from radiogenomics.networks.freezing import freeze
from radiogenomics.networks.network import Network
from radiogenomics.networks.weights import load_strictly, read_state_dict

DROPOUT, HIDDEN = 0.4, 32
"""Dropout probability and hidden units of the head `transfer`."""
IMAGENET_MEAN, IMAGENET_SD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Mean and sd of ImageNet's photographs in [0, 1]: red, green and blue."""


@dataclass(frozen=True)
class Encoder:
    """An encoder with random weights, and what its checkpoint calls the parts that may differ.

    Attributes:
        network: slices (n, channels, y, x) → pooled features (n, feature_size).
        feature_size: number of features.
        first_convolution: name of the layer that sees the image.
        classifier: name of the layer that only the checkpoint has.
        mean, sd: of the photographs in [0, 1] on which it was trained, red, green and blue.
    """

    network: nn.Module
    feature_size: int
    first_convolution: str
    classifier: str
    mean: Sequence[float] = IMAGENET_MEAN
    sd: Sequence[float] = IMAGENET_SD


class EncoderClassifier(Network):
    """An encoder of slices and a head.

    Attributes:
        base: the encoder.
        head: from its pooled features to one logit.
    """

    def __init__(
        self,
        encoder: Encoder,
        head: Literal["linear", "transfer"] = "linear",
        trainable: Literal["all", "head", "all_but_batch_norm"] = "all",
    ):
        """Network with random weights, frozen as `trainable` says."""
        super().__init__()
        self.base = encoder.network
        self.first_convolution, self.classifier = encoder.first_convolution, encoder.classifier
        # No part of a checkpoint: they belong to the encoder, not to what is learnt.
        self.register_buffer("mean", torch.tensor(encoder.mean)[:, None, None], persistent=False)
        self.register_buffer("sd", torch.tensor(encoder.sd)[:, None, None], persistent=False)
        self.head = _head(head, encoder.feature_size)
        if trainable == "head":
            freeze(self.base)
        if trainable == "all_but_batch_norm":
            for module in self.base.modules():
                if isinstance(module, _BatchNorm):
                    freeze(module)

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """Trainable parameters of the encoder (`base`) and of its classifying layers (`head`)."""
        return {"base": list(self.base.parameters()), "head": list(self.head.parameters())}

    def features(self, images: Tensor) -> Tensor:
        """Images (n, channels, y, x) in [0, 1] → pooled features (n, feature_size).

        The encoder sees what it was trained on, values less the mean of the photographs and divided by their standard
        deviation; where there are not three channels, by the means of both over the colours.

        Raises:
            InputError: the encoder takes images of other sizes alone.
        """
        mean, sd = self.mean, self.sd
        if images.shape[1] != len(mean):
            mean, sd = mean.mean(), sd.mean()
        try:
            return self.base((images - mean) / sd)
        except AssertionError as error:
            size = " × ".join(map(str, images.shape[2:]))
            raise InputError(f"the encoder takes no slices of {size} pixels ({error}); change `slices.shape`") from None

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, channels, y, x) in [0, 1] → logits (n,) of the positive class."""
        return self.head(self.features(images)).squeeze(1)

    def load_pretrained(self, *files: str | Path) -> None:
        """Load a checkpoint `.safetensors` or `.pth` into the encoder; its classifier alone is ignored.

        Where the network sees another number of channels than the checkpoint, the first convolution is adapted.

        Raises:
            InputError: not a checkpoint, or with tensors missing, unexpected, or of another shape.
        """
        (path,) = files
        tensors = read_state_dict(path)
        tensors = {key: tensor for key, tensor in tensors.items() if not key.startswith(f"{self.classifier}.")}
        first = f"{self.first_convolution}.weight"
        if first in tensors:
            tensors[first] = adapt_channels(tensors[first], self.base.get_parameter(first).shape[1])
        load_strictly(self.base, tensors, path, "give the weights of exactly this network")


def adapt_channels(weight: Tensor, channels: int) -> Tensor:
    """First convolution's weight (out, 3, y, x) for images of another number of channels.

    Its mean over the colours is repeated and scaled so that an image of equal channels gives what a grey photograph
    gives: (out, channels, y, x). A weight that has the number of channels is returned as is.
    """
    colours = weight.shape[1]
    if colours == channels:
        return weight
    return weight.mean(dim=1, keepdim=True).repeat(1, channels, 1, 1) * (colours / channels)


def _head(kind: str, features: int) -> nn.Module:
    if kind == "linear":
        return nn.Linear(features, 1)
    return nn.Sequential(
        nn.BatchNorm1d(features),
        nn.Dropout(DROPOUT),
        nn.Linear(features, HIDDEN),
        nn.ReLU(),
        nn.BatchNorm1d(HIDDEN),
        nn.Dropout(DROPOUT),
        nn.Linear(HIDDEN, 1),
    )
