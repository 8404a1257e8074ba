"""Learning what a slice shows: is there tumour, and which sequence is it; for encoders that are trained anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from radiogenomics.training.optimisation import Direction
from radiogenomics.training.selection import LAST_EPOCH, select_epoch
from radiogenomics.training.tasks.task import Curve, Task

OBSERVED = ("validation_loss", "tumour_accuracy", "sequence_accuracy")


@dataclass(frozen=True)
class SliceContentTask(Task):
    """Logits (n, 1 + sequences), of tumour and of each sequence, are compared with tumour (0, 1) and sequence, (n, 2).

    The loss is the sum of both cross-entropies; the epoch of the lowest validation loss is kept.
    """

    columns: ClassVar[tuple[str, ...]] = ("training_loss", *OBSERVED, "learning_rate")
    monitored: ClassVar[Mapping[str, tuple[str, Direction]]] = {"loss": ("validation_loss", "min")}
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("Sum of the cross-entropies", "validation_loss", training="training_loss"),
        Curve("Accuracy: is there tumour", "tumour_accuracy", is_share=True),
        Curve("Accuracy: which sequence", "sequence_accuracy", is_share=True),
    )
    no_eligible_epoch: ClassVar[str] = "Validation loss never defined"

    @property
    def rules(self) -> Mapping[str, str]:
        """The lowest validation loss; the last epoch where it is never a number."""
        return {"loss": "Selected by the validation loss", LAST_EPOCH: "Loss undefined: last"}

    def loss(self, outputs: Tensor, target: Tensor, weights: Tensor | None, size: int) -> Tensor:
        """Mean over the items of the batch of the sum of both cross-entropies."""
        return _losses(outputs, target).sum() / size

    def observe(self, outputs: Tensor, target: Tensor) -> Tensor:
        """Loss, and whether tumour and sequence are right, of each item, shape (n, 3)."""
        tumour = (outputs[:, 0] > 0) == target[:, 0].bool()
        sequence = outputs[:, 1:].argmax(dim=1) == target[:, 1]
        return torch.stack([_losses(outputs, target), tumour.float(), sequence.float()], dim=1)

    def metrics(self, observed: Tensor, patients: Sequence[str]) -> dict[str, float]:
        """Means over the items; every slice counts by itself."""
        return dict(zip(OBSERVED, observed.double().mean(dim=0).tolist(), strict=True))

    def select(self, history: pd.DataFrame) -> dict[str, object]:
        """The epoch with the lowest validation loss."""
        return select_epoch(history, "loss", OBSERVED)

    def in_words(self, metrics: Mapping[str, float]) -> str:
        """Loss and both accuracies."""
        return (
            f"validation loss {metrics['validation_loss']:.4g}, tumour {metrics['tumour_accuracy']:.1%}, "
            f"sequence {metrics['sequence_accuracy']:.1%} right"
        )


def _losses(outputs: Tensor, target: Tensor) -> Tensor:
    tumour = binary_cross_entropy_with_logits(outputs[:, 0], target[:, 0].float(), reduction="none")
    return tumour + cross_entropy(outputs[:, 1:], target[:, 1].long(), reduction="none")


TASK = SliceContentTask
