"""Config section of one model: a network, its initial weights and what of it is trained."""

from typing import Literal

from pydantic import Field

from radiogenomics.settings import Settings

MEDICALNET_WIDTH = 64
"""Channels of the first stage of MedicalNet's published networks."""


class ModelSettings(Settings):
    """One of the networks that a study compares (Schmitz 2024, section 2.3)."""

    title: str = Field(description="Name in tables and figures.")
    network: Literal["spottune", "resnet"] = Field(
        description="`spottune`: frozen and fine-tuned branch with a routing agent."
    )
    depth: Literal[10, 18, 34, 50] = Field(50, description="Depth of the (base) residual network.")
    agent_depth: Literal[10, 18, 34, 50] = Field(10, description="Depth of SpotTune's agent.")
    width: int = Field(
        MEDICALNET_WIDTH, ge=2, description="Channels of the first stage; 64 is MedicalNet, less is for quick runs."
    )
    initial_weights: Literal["random", "transferred"] = Field(
        description="`transferred`: the weights of the key `weights`."
    )
    trainable: Literal["all", "head", "head_and_two_blocks"] = Field(
        "all",
        description="What is fine-tuned of a `resnet`; a `spottune` always trains one branch, the head and the agent.",
    )
    temperature: float = Field(100.0, gt=0, description="Temperature of the Gumbel-softmax relaxation.")

    @property
    def freezes(self) -> bool:
        """Whether some of the initial weights are never trained, and so must not be random."""
        return self.network == "spottune" or self.trainable != "all"

    @property
    def trains_head_alone(self) -> bool:
        """Whether frozen features are all that a training, or a prediction, needs of an image."""
        return self.network == "resnet" and self.trainable == "head"

    @property
    def seen_dimensions(self) -> int:
        """Dimensions of the arrays that a training reads: (n, z, y, x), or (n, features) where the head is alone."""
        return 2 if self.trains_head_alone else 4

    @property
    def transferred_depths(self) -> list[int]:
        """Depths of the checkpoints that the model starts from; none where its initial weights are random."""
        if self.initial_weights == "random":
            return []
        return list(dict.fromkeys([self.depth, *([self.agent_depth] if self.network == "spottune" else [])]))
