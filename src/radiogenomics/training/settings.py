"""Config sections of training and of pre-training."""

from typing import Annotated, Literal

from pydantic import Field

from radiogenomics.settings import Settings

CheckpointSeconds = Annotated[
    int,
    Field(
        ge=0,
        description="Least time between two checkpoints in seconds: a kill costs no more than that, and an epoch; "
        "0 writes one after every epoch.",
    ),
]


class TrainingSettings(Settings):
    """Optimisation of every model of a study (Schmitz 2024, section 2.4)."""

    epochs: int = Field(90, ge=1, description="Epochs of a training.")
    batch_size: int = Field(12, ge=2, description="Images per batch.")
    learning_rate: float = Field(1e-5, gt=0, description="Adam's learning rate of the classifying network.")
    agent_learning_rate: float = Field(1e-4, gt=0, description="Adam's learning rate of SpotTune's agent.")
    monitor: Literal["loss", "auc"] = Field(
        "loss", description="Validation quantity that the plateau schedule follows, down for `loss` and up for `auc`."
    )
    patience: int = Field(20, ge=1, description="Epochs without improvement before the learning rate is lowered.")
    factor: float = Field(0.1, gt=0, lt=1, description="Factor by which the learning rate is lowered.")
    class_weights: bool = Field(
        False, description="Weight the loss by inverse class frequency (after pruning: nearly equal)."
    )
    balance: bool = Field(True, description="Prune training images at random until both classes are equally frequent.")
    checkpoint_seconds: CheckpointSeconds = 60
    precision: Literal["32-true", "bf16-mixed"] = Field(
        "32-true", description="Lightning's name of the arithmetic; `bf16-mixed` is faster on recent GPUs."
    )
    loader_workers: int = Field(
        0, ge=0, description="Processes that read images ahead; 0 reads in the training process."
    )
    threads: int = Field(2, ge=1, description="CPU threads of one training.")
    mem_mb: int = Field(16000, ge=500, description="Memory of one training in MB, for the scheduler.")
    runtime: int = Field(720, ge=1, description="Time limit of one training in minutes, for the scheduler.")


class PretrainingSettings(Settings):
    """Pre-training of the backbones on tumour segmentation, for `weights: pretrain`."""

    epochs: int = Field(20, ge=1, description="Epochs over the separate simulated patients.")
    batch_size: int = Field(8, ge=2, description="Images per batch.")
    learning_rate: float = Field(1e-3, gt=0, description="Adam's learning rate.")
    checkpoint_seconds: CheckpointSeconds = 60
