"""Learning one of two classes: one logit per item, weighted cross-entropy (Schmitz 2024, section 2.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

import pandas as pd
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import Dataset

from radiogenomics.training.optimisation import Direction
from radiogenomics.training.selection import LAST_EPOCH, select_epoch
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.binary_metrics import correct_items, logits_of_patients, validation_metrics
from radiogenomics.training.tasks.task import Curve, Task

SELECTED = {
    "criterion": "Selected by the criterion",
    "loss": "Selected by the validation loss",
    "auc": "Selected by the validation AUC",
}


@dataclass(frozen=True)
class BinaryTask(Task):
    """Logits, shape (n,), are compared with labels, 0.0 or 1.0.

    A patient with several items has the mean of their probabilities in all metrics.

    Attributes:
        chosen_by: what selects the epoch: the highest criterion 0.6 SEN + 0.4 SPE, the lowest loss, or the highest AUC.
        class_weights: whether the training's loss is weighted by inverse class frequency.
    """

    chosen_by: Literal["criterion", "loss", "auc"] = "criterion"
    class_weights: bool = False

    columns: ClassVar[tuple[str, ...]] = (
        *("training_loss", "validation_loss", "validation_auc", "sensitivity", "specificity", "criterion"),
        *("training_accuracy", "validation_accuracy", "learning_rate"),
    )
    monitored: ClassVar[Mapping[str, tuple[str, Direction]]] = {
        "loss": ("validation_loss", "min"),
        "auc": ("validation_auc", "max"),
    }
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("Binary cross-entropy", "validation_loss", training="training_loss"),
        Curve("Validation AUC", "validation_auc", is_share=True),
        Curve("Accuracy", "validation_accuracy", training="training_accuracy", is_share=True),
        Curve("0.6 SEN + 0.4 SPE", "criterion", is_share=True),
    )
    no_eligible_epoch: ClassVar[str] = "No eligible epoch"

    @classmethod
    def configured(cls, settings: TrainingSettings) -> Self:
        """The task as a training's config section asks for it."""
        return cls(settings.select, settings.class_weights)

    @property
    def rules(self) -> Mapping[str, str]:
        """The selection, and the last epoch where none is eligible."""
        return {self.chosen_by: SELECTED[self.chosen_by], LAST_EPOCH: "No eligible epoch: last"}

    def weights(self, training: Dataset) -> Tensor | None:
        """Weights of the classes 0 and 1, or None for equal weights."""
        return class_weights(torch.as_tensor(training.labels)) if self.class_weights else None

    def loss(self, outputs: Tensor, target: Tensor, weights: Tensor | None, size: int) -> Tensor:
        """Binary cross-entropy, weighted by class where the task says so."""
        labels = target.float()
        weight = None if weights is None else weights[labels.long()]
        return binary_cross_entropy_with_logits(outputs, labels, weight=weight, reduction="sum") / size

    def counted(self, outputs: Tensor, target: Tensor) -> dict[str, Tensor]:
        """Items on the right side of the threshold, for the accuracy on the training items as the network saw them."""
        return {"training_accuracy": correct_items(outputs, target)}

    def observe(self, outputs: Tensor, target: Tensor) -> Tensor:
        """Logit and label of each item, shape (n, 2)."""
        return torch.stack([outputs, target.float()], dim=1)

    def metrics(self, observed: Tensor, patients: Sequence[str]) -> dict[str, float]:
        """Loss, AUC, sensitivity, specificity, criterion and accuracy of the patients."""
        logits, labels = (column.contiguous() for column in observed.unbind(1))
        return validation_metrics(*logits_of_patients(logits, labels, patients))

    def select(self, history: pd.DataFrame) -> dict[str, object]:
        """The epoch that is best by `chosen_by`; the last one where none is eligible."""
        return select_epoch(history, self.chosen_by)

    def in_words(self, metrics: Mapping[str, float]) -> str:
        """Loss, AUC, sensitivity and specificity."""
        return (
            f"validation loss {metrics['validation_loss']:.4f}, AUC {metrics['validation_auc']:.3f}, "
            f"sensitivity {metrics['sensitivity']:.3f}, specificity {metrics['specificity']:.3f}"
        )


def class_weights(labels: Tensor) -> Tensor:
    """Weights of the classes 0 and 1 by inverse frequency, with mean 1 over the labels."""
    counts = torch.bincount(labels.long(), minlength=2)
    return len(labels) / (2 * counts)


TASK = BinaryTask
