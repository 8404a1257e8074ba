"""Config section of one model, as far as all networks share it."""

from typing import Any, Literal

from pydantic import Field

from radiogenomics.settings import Settings

IMAGES = "images"
"""What most networks are given: volumes or slices."""


class ModelSettings(Settings):
    """One of the networks that a study compares; each network adds keys of its own."""

    title: str = Field(description="Name in tables and figures.")
    network: str = Field(
        description="Name of a file of `src/radiogenomics/networks/`, `<name>_settings.py` or `<name>.py`; `timm` and "
        "`torchvision` take a tag after a colon."
    )
    initial_weights: Literal["random", "transferred"] = Field(
        description="`transferred`: the weights of the key `weights`."
    )

    def build(self, channels: int) -> Any:
        """The network (a `networks.network.Network`) for images of some channels.

        Its weights are from torch's global generator, frozen where the model freezes them.
        """
        raise NotImplementedError

    @property
    def description(self) -> str:
        """One sentence for the report."""
        raise NotImplementedError

    @property
    def image_dimensions(self) -> int:
        """3 where the network sees volumes (z, y, x), 2 where it sees slices (y, x)."""
        return 3

    @property
    def reads(self) -> str:
        """What the network is given, in words: images, unless it says otherwise."""
        return IMAGES

    @property
    def freezes(self) -> bool:
        """Whether some of the initial weights are never trained, and so must not be random."""
        return False

    @property
    def trains_head_alone(self) -> bool:
        """Whether frozen features are all that a training, or a prediction, needs of an image."""
        return False

    @property
    def draws_routes(self) -> bool:
        """Whether a prediction is the mean over draws of routes through the network, rather than one pass."""
        return False

    @property
    def seen_dimensions(self) -> int:
        """Dimensions of the arrays that a training reads: (n, z, y, x), or (n, features) where the head is alone."""
        return 2 if self.trains_head_alone else 1 + self.image_dimensions

    @property
    def transfers(self) -> bool:
        """Whether the model starts from weights of another training."""
        return self.initial_weights != "random"

    @property
    def weight_files(self) -> list[str]:
        """Published or pre-trained checkpoints that the model starts from, below a study's folder of weights."""
        return []

    @property
    def own_weights(self) -> list[str]:
        """Checkpoints that the user names in the model's config section."""
        return []

    @property
    def lacks_weights(self) -> bool:
        """Whether the model is to start from weights of another training, and names none."""
        return self.initial_weights != "random" and not (self.weight_files or self.own_weights)

    def check_transferred(self, weights: str) -> None:
        """Refuse a value of the config's key `weights` from which the model cannot start.

        Raises:
            ValueError: what does not fit, and what to do.
        """

    def passes(self, draws: int) -> int:
        """How often the network is passed at most to predict one image."""
        return draws if self.draws_routes else 1
