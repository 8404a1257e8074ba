"""Config section of the fusion of the two towers."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from radiogenomics.networks.settings import ModelSettings

if TYPE_CHECKING:
    from radiogenomics.networks.fusion import Fusion
    from radiogenomics.networks.gene_tower import GeneTower
    from radiogenomics.networks.image_tower import ImageTower


class FusionSettings(ModelSettings):
    """`fusion`: a classifier on the features of two frozen towers (Lyu and Costen, section Architecture)."""

    initial_weights: Literal["transferred"] = Field("transferred", description="The towers of the study.")
    joined_by: Literal["concatenation", "mixture_of_experts"] = Field(
        "concatenation", description="How the features of the towers meet (Lyu and Costen, Table 3)."
    )
    experts: int = Field(8, ge=2, description="Mixture of experts: number of experts.")
    experts_used: int = Field(2, ge=1, description="Mixture of experts: experts used for each patient.")

    def build(self, image_tower: "ImageTower", gene_tower: "GeneTower") -> "Fusion":
        """Fusion of two trained towers, which are frozen; its own weights are random."""
        from radiogenomics.networks.fusion import Fusion

        return Fusion(image_tower, gene_tower, self.joined_by, self.experts, self.experts_used)

    @property
    def description(self) -> str:
        """One sentence for the report."""
        return f"{self.title}: features of two frozen towers, joined by {self.joined_by.replace('_', ' ')}."

    @property
    def freezes(self) -> bool:
        """The towers are frozen."""
        return True

    @property
    def reads(self) -> str:
        """Both, by two trained towers."""
        return "images and expression"


SETTINGS = FusionSettings
