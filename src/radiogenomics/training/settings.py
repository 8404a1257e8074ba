"""Config sections of training and of pre-training."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from radiogenomics.settings import Precision, Settings, UniqueList, repeated

LOSS = "loss"
"""The quantity that every task can monitor."""
Rate = Annotated[float, Field(gt=0)]


class OptimisationSettings(Settings):
    """How weights are fitted: what every phase of a training may set for itself."""

    epochs: int = Field(90, ge=1, description="Epochs of a training.")
    batch_size: int = Field(12, ge=1, description="Images per batch.")
    optimiser: Literal["adam", "adamw", "sgd"] = Field("adam", description="Optimiser; `sgd` has `momentum`.")
    learning_rate: float = Field(1e-5, gt=0, description="Learning rate; of SpotTune, of the classifying network.")
    learning_rates: dict[str, Rate] = Field(
        {}, description="Learning rates of a network's groups of parameters that have one of their own, by group."
    )
    momentum: float = Field(0.9, ge=0, lt=1, description="Momentum of `sgd`.")
    weight_decay: float = Field(
        0.0, ge=0, description="Penalty on squared weights (`adam`, `sgd`), or their decay apart from it (`adamw`)."
    )
    schedule: Literal["plateau", "one_cycle", "cosine", "constant"] = Field(
        "plateau",
        description="Learning rate over a phase: lowered by `factor` after `patience`; `one_cycle`, up to the rate and "
        "down again; `cosine`, down to 0; `constant`.",
    )
    patience: int = Field(20, ge=1, description="Epochs without improvement before `plateau` lowers the learning rate.")
    factor: float = Field(0.1, gt=0, lt=1, description="Factor by which `plateau` lowers the learning rate.")
    peak_fraction: float = Field(
        0.3, gt=0, lt=1, description="Share of the phase after which `one_cycle` reaches the learning rate."
    )
    update: Literal["step", "epoch"] = Field(
        "step", description="Whether `one_cycle` and `cosine` change the learning rate after each step or each epoch."
    )
    early_stopping: int | None = Field(
        None, ge=1, description="Epochs without improvement of `monitor` after which a phase ends; empty: never early."
    )
    minimal_delta: float = Field(0.0, ge=0, description="Least change of `monitor` that early stopping counts.")


class PhaseSettings(OptimisationSettings):
    """One phase of a training; what it leaves out is as in the training's own section."""

    name: str = Field(min_length=1, description="Name of the phase in the history and in messages.")
    trained: Literal["all"] | Annotated[UniqueList[str], Field(min_length=1)] = Field(
        "all",
        description="Groups of the network's parameters that are trained; all others stay as they are.",
    )
    start: Literal["selected", "last"] = Field(
        "selected", description="Weights of the phase before from which it starts: of its selected or its last epoch."
    )


class LoopSettings(OptimisationSettings):
    """What the training loop needs to know, whatever it trains."""

    section: ClassVar[str]
    """Name of the config section, for messages."""
    fewest: ClassVar[int] = 2
    """Items of the smallest batch: batch norm cannot estimate a variance from one image."""
    fused: ClassVar[bool | None] = True
    """Whether a step changes all parameters in one go, with other last bits than one by one; None: as torch has it."""

    monitor: str = Field(
        LOSS,
        description="Quantity that `plateau` and early stopping follow: `loss` down, of the task's others that which "
        "it says: `auc` of labels and `dice` of segmentations up.",
    )
    phases: list[PhaseSettings] = Field([], description="Phases of a training, in order; empty: a single one.")
    reestimate_batch_norm: bool = Field(
        False,
        description="Estimate the running statistics of trained batch norms anew after every epoch, by one more pass "
        "over the training items: for trainings of few steps, whose statistics lag behind their weights.",
    )
    checkpoint_seconds: int = Field(
        60,
        ge=0,
        description="Least time between two checkpoints in seconds: a kill costs no more than that, and an epoch; "
        "0 writes one after every epoch.",
    )
    precision: Precision = "32-true"
    devices: int = Field(
        1, ge=1, description="GPUs of one training, or processes of one on a CPU; each takes its part of every batch."
    )
    loader_workers: int = Field(
        0, ge=0, description="Processes that read images ahead; 0 reads in the training process."
    )
    mem_mb: int = Field(20000, ge=500, description="Memory of one training in MB, for the scheduler.")

    @model_validator(mode="before")
    @classmethod
    def _phases_inherit(cls, values: Any) -> Any:
        """Give each phase the keys of the training that it leaves out."""
        if not isinstance(values, dict) or not isinstance(values.get("phases"), list):
            return values
        own = {name: values.get(name, cls.model_fields[name].default) for name in OptimisationSettings.model_fields}
        phases = [{**own, **phase} if isinstance(phase, dict) else phase for phase in values["phases"]]
        return {**values, "phases": phases}

    @model_validator(mode="after")
    def _phases_are_possible(self) -> Self:
        names = [phase.name for phase in self.phases]
        for name in repeated(names):
            raise ValueError(f"two phases are called {name!r}; rename one")
        for phase in self.all_phases:
            if phase.batch_size < self.fewest:
                raise ValueError(f"batch_size of {phase.batch_size} is too small; set {self.fewest} or more")
            if self.devices > phase.batch_size:
                raise ValueError(f"{self.devices} devices share batches of {phase.batch_size}; lower devices")
        return self

    @property
    def all_phases(self) -> list[PhaseSettings]:
        """Phases in order; without `phases`, the training's own keys make one that trains all parameters."""
        own = {name: getattr(self, name) for name in OptimisationSettings.model_fields}
        return self.phases or [PhaseSettings(name="training", **own)]

    @property
    def rates_of_groups(self) -> dict[str, float]:
        """Learning rates of groups of parameters for which a phase gives none; a network need not have these groups."""
        return {}


class TrainingSettings(LoopSettings):
    """Optimisation of every model of a study (Schmitz 2024, section 2.4)."""

    section: ClassVar[str] = "training"

    batch_size: int = Field(12, ge=2, description="Images per batch.")
    agent_learning_rate: float = Field(1e-4, gt=0, description="Learning rate of SpotTune's agent.")
    select: Literal["criterion", "loss", "auc"] = Field(
        "criterion",
        description="Validation quantity that chooses the epoch whose weights are kept: `criterion`, 0.6 sensitivity + "
        "0.4 specificity where both reach 0.5; the lowest `loss`; or the highest `auc`.",
    )
    class_weights: bool = Field(
        False, description="Weight the loss by inverse class frequency (after pruning: nearly equal)."
    )
    balance: bool = Field(True, description="Prune training images at random until both classes are equally frequent.")
    threads: int = Field(2, ge=1, description="CPU threads of one training.")
    runtime: int = Field(720, ge=1, description="Time limit of one training in minutes, for the scheduler.")

    @property
    def rates_of_groups(self) -> dict[str, float]:
        """The agent's; a network without one has no use for it."""
        return {"agent": self.agent_learning_rate}


class PretrainingSettings(LoopSettings):
    """Pre-training of the backbones on tumour segmentation, for `weights: pretrain`."""

    section: ClassVar[str] = "pretraining"
    fused: ClassVar[bool | None] = None

    epochs: int = Field(20, ge=1, description="Epochs over the separate simulated patients.")
    batch_size: int = Field(8, ge=2, description="Images per batch.")
    learning_rate: float = Field(1e-3, gt=0, description="Learning rate.")
    schedule: Literal["plateau", "one_cycle", "cosine", "constant"] = Field(
        "constant", description="Learning rate over the epochs, as in a study's `training`."
    )
    mem_mb: int = Field(8000, ge=500, description="Memory of one pre-training in MB, for the scheduler.")
