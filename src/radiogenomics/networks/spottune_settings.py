"""Config section of SpotTune."""

from typing import TYPE_CHECKING

from pydantic import Field

from radiogenomics.networks.medicalnet_settings import Depth, MedicalNetSettings

if TYPE_CHECKING:
    from radiogenomics.networks.spottune import SpotTune


class SpotTuneSettings(MedicalNetSettings):
    """`spottune`: a frozen and a fine-tuned branch with a routing agent (Schmitz 2024, section 2.3)."""

    depth: Depth = Field(50, description="Depth of the two branches; one of them, the head and the agent are trained.")
    agent_depth: Depth = Field(10, description="Depth of the agent.")
    temperature: float = Field(100.0, gt=0, description="Temperature of the Gumbel-softmax relaxation.")

    def build(self, channels: int) -> "SpotTune":
        """The network with random weights."""
        from radiogenomics.networks.spottune import SpotTune

        return SpotTune(self.depth, self.agent_depth, channels, self.width, self.temperature)

    @property
    def description(self) -> str:
        """One sentence for the report."""
        return f"{self.title}: SpotTune on ResNet-{self.depth}, routed by a ResNet-{self.agent_depth}."

    @property
    def freezes(self) -> bool:
        """One branch always is frozen."""
        return True

    @property
    def draws_routes(self) -> bool:
        """A prediction is the mean over draws of routes."""
        return True

    @property
    def depths(self) -> list[int]:
        """Depths of the branches and of the agent."""
        return [self.depth, self.agent_depth]


SETTINGS = SpotTuneSettings
