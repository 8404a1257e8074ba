"""Config section of the networks that are made of MedicalNet's backbone."""

from typing import Literal

from pydantic import Field

from radiogenomics.networks.settings import ModelSettings

MEDICALNET_WIDTH = 64
"""Channels of the first stage of MedicalNet's published networks."""

Depth = Literal[10, 18, 34, 50]


class MedicalNetSettings(ModelSettings):
    """A network made of one or more of MedicalNet's backbones of one width."""

    width: int = Field(
        MEDICALNET_WIDTH, ge=2, description="Channels of the first stage; 64 is MedicalNet, less is for quick runs."
    )

    @property
    def depths(self) -> list[int]:
        """Depths of the backbones in the order in which the network loads their checkpoints."""
        raise NotImplementedError

    @property
    def weight_files(self) -> list[str]:
        """Checkpoints of the backbones, each once; none where the initial weights are random."""
        depths = dict.fromkeys(self.depths if self.transfers else ())
        return [f"width{self.width}/resnet_{depth}.pth" for depth in depths]

    def check_transferred(self, weights: str) -> None:
        """Refuse a width that MedicalNet's published weights do not have; what is pre-trained here may have any."""
        if weights != "pretrain" and self.width != MEDICALNET_WIDTH:
            raise ValueError(
                f"width is {self.width}, but MedicalNet's weights have {MEDICALNET_WIDTH}; set it so, or use "
                "`weights: pretrain`"
            )
