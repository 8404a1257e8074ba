"""Config section of the gene tower."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from radiogenomics.networks.settings import ModelSettings

if TYPE_CHECKING:
    from radiogenomics.networks.gene_tower import GeneTower

INNER = 32


class GeneTowerSettings(ModelSettings):
    """`gene_tower`: autoencoder of expression and a classifier on its bottleneck (Lyu and Costen)."""

    initial_weights: Literal["random"] = Field("random", description="Nothing is transferred.")
    bottleneck: int | None = Field(
        None,
        ge=1,
        description="Width of a bottleneck between the encoder's and the decoder's layers of 32 nodes; where empty, "
        "the encoder's 32 nodes are the bottleneck.",
    )

    def build(self, channels: int) -> "GeneTower":
        """The network with random weights, for as many genes as `channels` says."""
        from radiogenomics.networks.gene_tower import GeneTower

        return GeneTower(channels, self.bottleneck)

    @property
    def description(self) -> str:
        """One sentence for the report."""
        return f"{self.title}: autoencoder of expression with a bottleneck of {self.bottleneck or INNER}, classified."

    @property
    def reads(self) -> str:
        """Expression, of which there are no images."""
        return "expression"

    @property
    def seen_dimensions(self) -> int:
        """Arrays of expression are (n, genes)."""
        return 2


SETTINGS = GeneTowerSettings
