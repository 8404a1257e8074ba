"""A task for the test of the seams: squared errors of the probabilities instead of the cross-entropy."""

from torch import Tensor

from radiogenomics.training.tasks.binary import BinaryTask


class ToyTask(BinaryTask):
    """Brier's score is what is minimised; all else is as for any binary label."""

    def loss(self, outputs: Tensor, target: Tensor, weights: Tensor | None, size: int) -> Tensor:
        """Contribution of some items to the mean squared error of their batch."""
        return (outputs.sigmoid() - target).square().sum() / size


TASK = ToyTask
