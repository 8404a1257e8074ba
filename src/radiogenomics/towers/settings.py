"""Config section of the training of towers."""

from typing import Literal

from pydantic import Field

from radiogenomics.expression.tower_settings import GeneTowerFitSettings, StageSettings
from radiogenomics.settings import Settings


class ImageStageSettings(StageSettings):
    """Training of the image tower (Lyu and Costen, Table 1)."""

    optimiser: Literal["adam", "adamw", "sgd"] = Field("sgd", description="Optimiser; `sgd` has `momentum`.")
    learning_rate: float = Field(2e-5, gt=0, description="Learning rate.")


class FusionStageSettings(ImageStageSettings):
    """Training of the fusion on frozen towers (Lyu and Costen, Table 1)."""

    epochs: int = Field(10, ge=1, description="Epochs.")
    learning_rate: float = Field(1e-4, gt=0, description="Learning rate.")


class TowerTrainingSettings(Settings):
    """Stages of the towers and of their fusion; the published values are the defaults (Lyu and Costen, Table 1)."""

    image_tower: ImageStageSettings = Field(ImageStageSettings(), description="Training of image towers.")
    gene_tower: GeneTowerFitSettings = Field(GeneTowerFitSettings(), description="Both stages of gene towers.")
    fusion: FusionStageSettings = Field(FusionStageSettings(), description="Training of fusions.")
    most_variable_genes: int | None = Field(
        None,
        ge=1,
        description="Genes that the gene tower reads, those of greatest variance among the training patients of its "
        "fold; where empty, all that vary.",
    )
    cpu_threads: int = Field(1, ge=1, description="CPU threads of the training of one model.")
