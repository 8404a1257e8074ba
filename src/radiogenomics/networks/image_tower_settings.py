"""Config section of the image tower."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from radiogenomics.networks.settings import ModelSettings

if TYPE_CHECKING:
    from radiogenomics.networks.image_tower import ImageTower

POOLED = 2
BLOCKS = 3


class ImageTowerSettings(ModelSettings):
    """`image_tower`: three blocks of convolutions on a slice (Lyu and Costen, section Architecture)."""

    initial_weights: Literal["random"] = Field("random", description="Nothing is transferred.")
    convolutions: tuple[int, int, int] = Field((8, 16, 32), description="Channels of the three convolutions.")
    image_size: int = Field(240, ge=POOLED**BLOCKS, description="Pixels along each edge of a slice.")

    def build(self, channels: int) -> "ImageTower":
        """The network with random weights."""
        from radiogenomics.networks.image_tower import ImageTower

        return ImageTower(channels, self.image_size, self.convolutions)

    @property
    def description(self) -> str:
        """One sentence for the report."""
        return f"{self.title}: three convolutions on one slice of {self.image_size} × {self.image_size} pixels."

    @property
    def image_dimensions(self) -> int:
        """2: the image tower sees slices (y, x)."""
        return 2


SETTINGS = ImageTowerSettings
