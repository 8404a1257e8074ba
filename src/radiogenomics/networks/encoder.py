"""An encoder of slices, pre-trained on photographs, and a head with one output: transfer learning in two dimensions.

What timm's and torchvision's networks share. The encoder ends with its own global pooling; of its checkpoint the
classifier alone is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from radiogenomics.files import nearest
from radiogenomics.networks.freezing import freeze
from radiogenomics.networks.network import Network
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.networks.weights import load_strictly, read_state_dict
from radiogenomics.settings import Settings

DROPOUT, HIDDEN = 0.4, 32
"""Of the head `transfer`."""


class OwnWeights(Settings):
    """A checkpoint of the user's own, instead of a published one."""

    file: str = Field(description="A file `.safetensors`, or `.pth` with a `state_dict`, of the network that is named.")


class EncoderSettings(ModelSettings):
    """An encoder of slices that was trained on photographs, with a head of its own."""

    initial_weights: Literal["random", "transferred"] | OwnWeights = Field(
        description="`transferred`: the published weights, for which `weights` is `download` or a folder that holds "
        "them; or `{file: path}`."
    )
    trainable: Literal["all", "head", "all_but_batch_norm"] = Field(
        "all", description="What is trained; the rest stays frozen, and frozen batch norms keep their statistics."
    )
    head: Literal["linear", "transfer"] = Field(
        "linear",
        description="`linear`, or `transfer`: batch norm, dropout 0.4, 32 rectified units, batch norm, dropout 0.4 and "
        "one output.",
    )

    @property
    def name(self) -> str:
        """Name of the encoder in its library, which stands behind the colon."""
        return self.network.partition(":")[2]

    @property
    def description(self) -> str:
        """One sentence for the report."""
        trained = f"trained: {self.trainable.replace('_', ' ')}"
        own = f", from {self.initial_weights.file}" if isinstance(self.initial_weights, OwnWeights) else ""
        return f"{self.title}: {self.network} with a head `{self.head}`{own}, {trained}."

    @property
    def image_dimensions(self) -> int:
        """Encoders see slices."""
        return 2

    @property
    def freezes(self) -> bool:
        """Whether the encoder, or its batch norms, are frozen."""
        return self.trainable != "all"

    @property
    def trains_head_alone(self) -> bool:
        """Whether frozen features are all that a training needs of an image."""
        return self.trainable == "head"

    @property
    def own_weights(self) -> list[str]:
        """The user's own file, if any."""
        return [self.initial_weights.file] if isinstance(self.initial_weights, OwnWeights) else []

    def check_transferred(self, weights: str) -> None:
        """Refuse to pre-train an encoder: the simulated patients are for MedicalNet's networks alone."""
        if weights == "pretrain" and not self.own_weights:
            raise ValueError(
                "its weights are not pre-trained on simulated patients; use `weights: download` or a folder, or give "
                "`initial_weights: {file: …}`"
            )


@dataclass(frozen=True)
class Encoder:
    """An encoder with random weights, and what its checkpoint calls the parts that may differ.

    Attributes:
        network: slices (n, channels, y, x) → pooled features (n, feature_size).
        feature_size: number of features.
        first_convolution: name of the layer that sees the image.
        classifier: name of the layer that only the checkpoint has.
    """

    network: nn.Module
    feature_size: int
    first_convolution: str
    classifier: str


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
        self.head = _head(head, encoder.feature_size)
        if trainable == "head":
            freeze(self.base)
        if trainable == "all_but_batch_norm":
            for module in self.base.modules():
                if isinstance(module, _BatchNorm):
                    freeze(module)

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """`base` and `head`."""
        return {"base": list(self.base.parameters()), "head": list(self.head.parameters())}

    def features(self, images: Tensor) -> Tensor:
        """Images (n, channels, y, x) → pooled features (n, feature_size)."""
        return self.base(images)

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, channels, y, x) → logits (n,) of the positive class."""
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


def require_known(library: str, name: str, known: Sequence[str]) -> None:
    """Refuse a name that a library does not have.

    Raises:
        ValueError: names the nearest.
    """
    if name not in known:
        raise ValueError(f"{library} has no network {name!r}{nearest(name, known)}; give `{library}:<name>`")
