"""A task for the test of the seams: squared errors of the probabilities instead of the cross-entropy."""

from collections.abc import Mapping
from typing import ClassVar

from torch import Tensor

from radiogenomics.training.optimisation import Direction
from radiogenomics.training.tasks.binary import BinaryTask


class ToyTask(BinaryTask):
    """Brier's score is what is minimised; all else is as for any binary label, but a quantity to monitor."""

    monitored: ClassVar[Mapping[str, tuple[str, Direction]]] = {
        **BinaryTask.monitored,
        "sensitivity": ("sensitivity", "max"),
    }

    def loss(self, outputs: Tensor, target: Tensor, weights: Tensor | None, size: int) -> Tensor:
        """Contribution of some items to the mean squared error of their batch."""
        return (outputs.sigmoid() - target).square().sum() / size


TASK = ToyTask
