"""What the config sections of encoders of slices share."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from radiogenomics.files import nearest
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.settings import Settings


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
        """2: encoders see slices (y, x)."""
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


def require_known(library: str, name: str, known: Sequence[str]) -> None:
    """Refuse a name that a library does not have.

    Raises:
        ValueError: names the nearest.
    """
    if name not in known:
        raise ValueError(f"{library} has no network {name!r}{nearest(name, known)}; give `{library}:<name>`")
