"""Config sections of the fits of the gene tower, and of the stages that all towers have."""

from typing import Literal

from pydantic import Field

from radiogenomics.settings import Settings
from radiogenomics.training.settings import OptimisationSettings, PhaseSettings, TrainingSettings

DECAY = 2e-7
"""Decay rate of all stages (Lyu and Costen, Table 1)."""


class StageSettings(OptimisationSettings):
    """One stage of the training of towers (Lyu and Costen, Table 1)."""

    epochs: int = Field(20, ge=1, description="Epochs.")
    batch_size: int = Field(16, ge=2, description="Patients per batch.")
    learning_rate: float = Field(1e-4, gt=0, description="Learning rate.")
    weight_decay: float = Field(DECAY, ge=0, description="Penalty on squared weights.")
    schedule: Literal["plateau", "one_cycle", "cosine", "constant"] = Field(
        "constant", description="Learning rate over the epochs, as in the `training` of a study of networks."
    )

    def training(self, trained: list[str] | Literal["all"] = "all") -> TrainingSettings:
        """The stage as the training loop reads it: the epoch of the lowest validation loss is kept."""
        own = {name: getattr(self, name) for name in OptimisationSettings.model_fields}
        phase = PhaseSettings(name="stage", trained=trained, **own)
        return TrainingSettings(**own, phases=[phase], select="loss", balance=False)


class GeneTowerFitSettings(Settings):
    """Fit of the gene tower: first its autoencoder, then the classifier on its bottleneck (Lyu and Costen)."""

    bottleneck: int | None = Field(
        None, ge=1, description="Width of a bottleneck of its own; where empty, the encoder's 32 nodes are it."
    )
    validation_fraction: float = Field(
        0.2,
        gt=0,
        lt=1,
        description="Where no fold validates: share of the training patients by which the epochs are chosen.",
    )
    encoder: Literal["trained", "frozen"] = Field(
        "trained",
        description="Whether the encoder goes on learning with the classifier; the paper does not say.",
    )
    reconstruction: StageSettings = Field(StageSettings(), description="Training of the autoencoder.")
    classification: StageSettings = Field(StageSettings(), description="Training of the classifier on the bottleneck.")
