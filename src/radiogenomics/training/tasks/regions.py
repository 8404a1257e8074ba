"""Learning the regions of a tumour: any loss of `segmentation.losses`, the epoch chosen by the Dice coefficient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from radiogenomics.images.labels import LABELS
from radiogenomics.segmentation.augmentation import augment
from radiogenomics.segmentation.channels import LabelChannels, channels_of
from radiogenomics.segmentation.losses import SegmentationLoss
from radiogenomics.segmentation.settings import LossSettings, SegmentationAugmentationSettings
from radiogenomics.segmentation.training_settings import SegmentationTrainingSettings
from radiogenomics.training.optimisation import Direction
from radiogenomics.training.selection import LAST_EPOCH, select_epoch
from radiogenomics.training.tasks.task import Curve, Task

DICE = ("dice_NCR", "dice_ED", "dice_ET")
"""Columns of the labels 1, 2 and 4, in this order."""


@dataclass(frozen=True)
class RegionsTask(Task):
    """Logits (n, outputs, z, y, x) are compared with labels 0, 1, 2 and 4 (n, z, y, x).

    Each training patient is cropped and altered anew in every epoch; validation patients are seen as they are.

    Attributes:
        loss_settings: which loss is minimised.
        augmentation: how training patients are altered.
        by: quantity that chooses the epoch, `dice` or `loss`.
    """

    loss_settings: LossSettings = field(default_factory=LossSettings)
    augmentation: SegmentationAugmentationSettings = field(default_factory=SegmentationAugmentationSettings)
    by: str = "dice"

    columns: ClassVar[tuple[str, ...]] = ("training_loss", "validation_loss", *DICE, "dice_mean", "learning_rate")
    monitored: ClassVar[Mapping[str, tuple[str, Direction]]] = {
        "loss": ("validation_loss", "min"),
        "dice": ("dice_mean", "max"),
    }
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("Loss", "validation_loss", training="training_loss"),
        Curve("Mean Dice", "dice_mean", is_share=True),
        *(Curve(f"Dice, {name.removeprefix('dice_')}", name, is_share=True) for name in DICE),
    )

    @classmethod
    def configured(cls, settings: SegmentationTrainingSettings) -> Self:
        """The loss, the alterations and the choice that a training's config section asks for."""
        return cls(settings.loss, settings.augmentation, settings.select)

    @property
    def rules(self) -> Mapping[str, str]:
        """The quantity of `by`; the last epoch where it is never a number."""
        words = {"dice": "Selected by the mean Dice", "loss": "Selected by the validation loss"}
        return {self.by: words[self.by], LAST_EPOCH: "Undefined: last"}

    def augmented(
        self, inputs: dict[str, Tensor], target: Tensor, generator: np.random.Generator
    ) -> tuple[dict[str, Tensor], Tensor]:
        """Crop, flip, shift and scale each patient of a batch by itself."""
        seeds = generator.integers(2**63, size=len(target))
        pairs = [
            augment(images.numpy(), mask.numpy(), self.augmentation, seed)
            for images, mask, seed in zip(inputs["images"], target, seeds, strict=True)
        ]
        images, masks = (torch.from_numpy(np.stack(part)) for part in zip(*pairs, strict=True))
        return {"images": images}, masks

    def loss(self, outputs: Tensor, target: Tensor, weights: Tensor | None, size: int) -> Tensor:
        """The configured loss, a mean over the items and channels."""
        channels = channels_of(outputs.shape[1])
        return SegmentationLoss(self.loss_settings, channels)(outputs, encoded(target, channels)) * (len(target) / size)

    def observe(self, outputs: Tensor, target: Tensor) -> Tensor:
        """Loss and Dice of the labels 1, 2 and 4 of each item, (n, 4); 1 where neither has a label."""
        channels = channels_of(outputs.shape[1])
        chosen = channels.with_background(outputs).argmax(dim=1)
        found = []
        for logits, labels, true in zip(outputs, chosen, target, strict=True):
            loss = self.loss(logits[None], true[None], None, 1)
            found.append(
                torch.stack([loss.double(), *(_dice(labels == i, true == v) for i, v in enumerate(LABELS, 1))])
            )
        return torch.stack(found)

    def metrics(self, observed: Tensor, patients: Sequence[str]) -> dict[str, float]:
        """Means over the patients, and the mean Dice of the three labels."""
        values = observed.mean(dim=0).tolist()
        dice = dict(zip(DICE, values[1:], strict=True))
        return {"validation_loss": values[0], **dice, "dice_mean": float(np.mean(values[1:]))}

    def select(self, history: pd.DataFrame) -> dict[str, object]:
        """The epoch with the highest mean Dice, or the lowest validation loss."""
        return select_epoch(history, self.by, ("validation_loss", *DICE, "dice_mean"))

    def in_words(self, metrics: Mapping[str, float]) -> str:
        """The mean Dice coefficient."""
        return f"Dice {metrics['dice_mean']:.3f}"


def encoded(target: Tensor, channels: LabelChannels) -> Tensor:
    """Labels (n, z, y, x) → channels (n, channels, z, y, x), float32, each 1 where its label is."""
    return torch.stack([target == label for label in channels.labels], dim=1).float()


def _dice(predicted: Tensor, true: Tensor) -> Tensor:
    total = predicted.sum() + true.sum()
    return torch.where(total > 0, 2 * (predicted & true).sum() / total.clamp(min=1), 1.0).double()


TASK = RegionsTask
