"""Config section of the training of a segmentation network."""

from typing import ClassVar, Literal

from pydantic import Field

from radiogenomics.segmentation.settings import LossSettings, SegmentationAugmentationSettings
from radiogenomics.training.settings import LoopSettings


class SegmentationTrainingSettings(LoopSettings):
    """Optimisation of one segmentation network; the defaults are those of Ferreira et al., table 1."""

    section: ClassVar[str] = "training"
    fewest: ClassVar[int] = 1

    loss: LossSettings = Field(LossSettings(), description="What is minimised.")
    augmentation: SegmentationAugmentationSettings = Field(
        SegmentationAugmentationSettings(), description="How a training patient is altered in each epoch."
    )
    epochs: int = Field(300, ge=1, description="Epochs of a training.")
    batch_size: int = Field(1, ge=1, description="Patients per batch.")
    learning_rate: float = Field(1e-4, gt=0, description="Learning rate.")
    schedule: Literal["plateau", "one_cycle", "cosine", "constant"] = Field(
        "cosine", description="Learning rate over a phase, as in a study's `training`."
    )
    select: Literal["dice", "loss"] = Field(
        "dice",
        description="Validation quantity that chooses the epoch whose weights are kept: the highest mean Dice of NCR, "
        "ED and ET, or the lowest `loss`.",
    )
    threads: int = Field(2, ge=1, description="CPU threads of one training, and of its predictions.")
    runtime: int = Field(2880, ge=1, description="Time limit of one training in minutes, for the scheduler.")
