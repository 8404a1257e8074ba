"""What the training loop asks of a task, whatever is learned."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import pandas as pd
from torch import Tensor
from torch.utils.data import Dataset

from radiogenomics.errors import InputError
from radiogenomics.seeds import derive_seed
from radiogenomics.training.optimisation import Direction
from radiogenomics.training.settings import LoopSettings


@dataclass(frozen=True)
class Curve:
    """One quantity of the learning curves.

    Attributes:
        title: above its axes.
        column: column of the history, on validation.
        training: column of the history that is drawn dashed in the same axes; empty for none.
        is_share: whether its axis ends at 1.
    """

    title: str
    column: str
    training: str = ""
    is_share: bool = False


class Task(ABC):
    """A kind of learning: its loss, how good an epoch is, and which epoch is kept.

    A task is sent to every process of a training, so that it has to be something that can be pickled.
    """

    columns: ClassVar[tuple[str, ...]]
    """Columns of the history between the epoch and the seconds: of `training_loss`, `counted`, `learning_rate` and
    `metrics`."""

    monitored: ClassVar[Mapping[str, tuple[str, Direction]]]
    """Column that each value of the key `monitor` means, and whether lower (`min`) or higher values are better; `loss`
    is among them."""

    curves: ClassVar[tuple[Curve, ...]]
    """What the learning curves show."""

    no_eligible_epoch: ClassVar[str] = ""
    """What the learning curves say where the last epoch was taken for want of a better one; empty where it never is."""

    @classmethod
    def configured(cls, settings: LoopSettings) -> Self:
        """The task as a training's config section asks for it."""
        return cls()

    @property
    @abstractmethod
    def rules(self) -> Mapping[str, str]:
        """Rules by which `select` may choose an epoch, each with its words in the legend of the learning curves."""

    @abstractmethod
    def loss(self, outputs: Tensor, target: Tensor, weights: Tensor | None, size: int) -> Tensor:
        """Contribution of some items to the mean loss of their batch.

        Args:
            outputs: float32, what the network gives for the items that this process has of the batch.
            target: the same items' targets.
            weights: what `weights` gave, on the device of the outputs.
            size: items of the whole batch, of all processes.
        """

    def counted(self, outputs: Tensor, target: Tensor) -> dict[str, Tensor]:
        """Sums over the items of a training batch, by the column of the history that holds their mean over the epoch.

        Args:
            outputs: what the network gave before the batch's step, without gradient.
            target: the same items' targets, on the device of the outputs.
        """
        return {}

    @abstractmethod
    def observe(self, outputs: Tensor, target: Tensor) -> Tensor:
        """What `metrics` needs of each validation item: shape (n, …), as small as may be."""

    @abstractmethod
    def metrics(self, observed: Tensor, patients: Sequence[str]) -> dict[str, float]:
        """Values of one pass over the validation patients, from these patients alone.

        Args:
            observed: what `observe` gave, of all items, on the CPU.
            patients: whose each item is.
        """

    @abstractmethod
    def select(self, history: pd.DataFrame) -> dict[str, object]:
        """Choose the epoch whose weights are kept.

        Returns:
            epoch; rule, one of `rules`; and the epoch's values, None where undefined.
        """

    @abstractmethod
    def in_words(self, metrics: Mapping[str, float]) -> str:
        """Values of an epoch on the validation patients, for the log."""

    def weights(self, training: Dataset) -> Tensor | None:
        """Weights of the loss, from the training examples; None where it has none."""
        return None

    def order_seed(self, epoch_seed: int) -> int:
        """Seed of the order of the examples in an epoch."""
        return derive_seed(epoch_seed, "order")

    def augmented(
        self, inputs: dict[str, Tensor], target: Tensor, generator: np.random.Generator
    ) -> tuple[dict[str, Tensor], Tensor]:
        """Inputs and targets of a training batch, changed at random; as they are where a task changes nothing.

        `generator` is the same in all processes of a training, so that each changes its part of a batch alike.
        """
        return inputs, target

    @classmethod
    def monitor(cls, name: str, section: str = "training") -> tuple[str, Direction]:
        """Column of a monitored quantity and its better direction.

        Raises:
            InputError: the task has no such quantity.
        """
        if name not in cls.monitored:
            raise InputError(f"{section}.monitor: {name!r} is not known here; set one of {', '.join(cls.monitored)}")
        return cls.monitored[name]
