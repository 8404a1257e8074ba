"""Learning to give back what was put in, as an autoencoder does: the mean squared error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd
from torch import Tensor
from torch.nn.functional import mse_loss

from radiogenomics.training.optimisation import Direction
from radiogenomics.training.selection import LAST_EPOCH, select_epoch
from radiogenomics.training.tasks.task import Curve, Task


@dataclass(frozen=True)
class ReconstructionTask(Task):
    """Outputs (n, …) are compared with targets of the same shape; the epoch of the lowest validation loss is kept."""

    columns: ClassVar[tuple[str, ...]] = ("training_loss", "validation_loss", "learning_rate")
    monitored: ClassVar[Mapping[str, tuple[str, Direction]]] = {"loss": ("validation_loss", "min")}
    curves: ClassVar[tuple[Curve, ...]] = (Curve("Mean squared error", "validation_loss", training="training_loss"),)
    no_eligible_epoch: ClassVar[str] = "Validation loss never defined"

    @property
    def rules(self) -> Mapping[str, str]:
        """The lowest validation loss; the last epoch where it is never a number."""
        return {"loss": "Selected by the validation loss", LAST_EPOCH: "Loss undefined: last"}

    def loss(self, outputs: Tensor, target: Tensor, weights: Tensor | None, size: int) -> Tensor:
        """Mean squared error over all values."""
        return mse_loss(outputs, target) * (len(target) / size)

    def observe(self, outputs: Tensor, target: Tensor) -> Tensor:
        """Mean squared error of each item, shape (n,)."""
        return mse_loss(outputs, target, reduction="none").flatten(1).mean(1)

    def metrics(self, observed: Tensor, patients: Sequence[str]) -> dict[str, float]:
        """Mean over the patients of the mean error of their items."""
        errors = pd.Series(observed.double().numpy()).groupby(list(patients)).mean()
        return {"validation_loss": float(errors.mean())}

    def select(self, history: pd.DataFrame) -> dict[str, object]:
        """The epoch with the lowest validation loss."""
        return select_epoch(history, "loss", ("validation_loss",))

    def in_words(self, metrics: Mapping[str, float]) -> str:
        """The validation loss with four digits, for the log."""
        return f"validation loss {metrics['validation_loss']:.4g}"


TASK = ReconstructionTask
