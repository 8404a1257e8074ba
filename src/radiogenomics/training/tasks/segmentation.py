"""Learning to segment: a class for every voxel, by the Dice coefficient and the cross-entropy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
import torch
from monai.losses import DiceCELoss
from monai.metrics import DiceMetric
from monai.metrics.utils import do_metric_reduction
from torch import Tensor
from torch.utils.data import Dataset

from radiogenomics.training.optimisation import Direction
from radiogenomics.training.segmentation import CLASSES
from radiogenomics.training.selection import LAST_EPOCH, last_epoch
from radiogenomics.training.tasks.task import Curve, Task

CLASS_WEIGHTS = (0.1, 1.0, 1.0, 1.0)
"""Weights of the classes in the cross-entropy; nearly all voxels are background, and easy."""
DICE = tuple(f"dice_{name}" for name in list(CLASSES.values())[1:])


@dataclass(frozen=True)
class SegmentationTask(Task):
    """Logits (n, classes, z, y, x) are compared with classes (n, 1, z, y, x), numbered as in `CLASSES`.

    Each training batch is flipped along random axes. The last epoch is kept.
    """

    columns: ClassVar[tuple[str, ...]] = ("training_loss", *DICE, "dice_mean")
    monitored: ClassVar[Mapping[str, tuple[str, Direction]]] = {
        "loss": ("training_loss", "min"),
        "dice": ("dice_mean", "max"),
    }
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("Dice loss + cross-entropy, training", "training_loss"),
        *(Curve(f"Dice, {name.removeprefix('dice_').replace('_', ' ')}", name, is_share=True) for name in DICE),
    )

    @property
    def rules(self) -> Mapping[str, str]:
        """The last epoch, always."""
        return {LAST_EPOCH: "Last epoch"}

    def weights(self, training: Dataset) -> Tensor:
        """Weights of the classes."""
        return torch.tensor(CLASS_WEIGHTS)

    def order_seed(self, epoch_seed: int) -> int:
        """The epoch's own seed."""
        return epoch_seed

    def augmented(
        self, inputs: dict[str, Tensor], target: Tensor, generator: np.random.Generator
    ) -> tuple[dict[str, Tensor], Tensor]:
        """Flip the whole batch along each axis with probability one half."""
        axes = [axis for axis in range(2, target.dim()) if generator.random() < 0.5]
        return {name: tensor.flip(axes) for name, tensor in inputs.items()}, target.flip(axes)

    def loss(self, outputs: Tensor, target: Tensor, weights: Tensor | None, size: int) -> Tensor:
        """Dice loss of the classes but the background, and cross-entropy.

        The cross-entropy is a mean over the voxels weighted by their classes: where processes share a batch, over those
        of each part.
        """
        criterion = DiceCELoss(include_background=False, to_onehot_y=True, softmax=True, weight=weights)
        return criterion(outputs, target) * (len(target) / size)

    def observe(self, outputs: Tensor, target: Tensor) -> Tensor:
        """Dice coefficients of each item, (n, classes - 1), without the background; NaN for a class that it lacks."""
        metric = DiceMetric(include_background=False, reduction="none", num_classes=len(CLASSES))
        return metric(outputs.argmax(dim=1, keepdim=True), target)

    def metrics(self, observed: Tensor, patients: Sequence[str]) -> dict[str, float]:
        """Dice coefficient per class, mean over the images in which the class occurs, and the mean of the three."""
        per_class = do_metric_reduction(observed, "mean_batch")[0].tolist()
        return {**dict(zip(DICE, per_class, strict=True)), "dice_mean": float(np.mean(per_class))}

    def select(self, history: pd.DataFrame) -> dict[str, object]:
        """The last epoch of the history, with its loss and Dice coefficients."""
        return last_epoch(history, ("training_loss", *DICE, "dice_mean"))

    def in_words(self, metrics: Mapping[str, float]) -> str:
        """The mean Dice coefficient."""
        return f"Dice {metrics['dice_mean']:.3f}"


TASK = SegmentationTask
