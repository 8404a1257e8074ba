"""Config sections of training and of pre-training."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from radiogenomics.settings import Precision, Settings

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
    precision: Precision = "32-true"
    devices: int = Field(
        1, ge=1, description="GPUs of one training, or processes of one on a CPU; each takes its part of every batch."
    )
    loader_workers: int = Field(
        0, ge=0, description="Processes that read images ahead; 0 reads in the training process."
    )
    threads: int = Field(2, ge=1, description="CPU threads of one training.")
    mem_mb: int = Field(20000, ge=500, description="Memory of one training in MB, for the scheduler.")
    runtime: int = Field(720, ge=1, description="Time limit of one training in minutes, for the scheduler.")

    @model_validator(mode="after")
    def _each_device_has_an_image(self) -> Self:
        if self.devices > self.batch_size:
            raise ValueError(f"{self.devices} devices share batches of {self.batch_size}; lower devices")
        return self


class PretrainingSettings(Settings):
    """Pre-training of the backbones on tumour segmentation, for `weights: pretrain`."""

    epochs: int = Field(20, ge=1, description="Epochs over the separate simulated patients.")
    batch_size: int = Field(8, ge=2, description="Images per batch.")
    learning_rate: float = Field(1e-3, gt=0, description="Adam's learning rate.")
    checkpoint_seconds: CheckpointSeconds = 60
