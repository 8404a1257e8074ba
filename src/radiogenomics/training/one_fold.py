"""Training of one model on one input, with one fold for validation, for a study and for trials of its search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from torch.utils.data import Dataset

from radiogenomics.networks.head import trained_part
from radiogenomics.networks.network import Network
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.training.examples import ExampleDataset
from radiogenomics.training.items import Items
from radiogenomics.training.loop import TrainingResult, Watch, train
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.task import Task
from radiogenomics.training.trained import network_to_train


@dataclass(frozen=True)
class Fold:
    """Who trains and who validates.

    Attributes:
        patients: training rows of splits.csv of one group: patient_id and fold.
        labels: patient_id and label of the training patients.
        number: whose patients validate.
    """

    patients: pd.DataFrame
    labels: pd.DataFrame
    number: int


@dataclass(frozen=True)
class TrainedFold:
    """What came of a training.

    Attributes:
        network: with the selected weights.
        part: what of it was trained, and sees what the items hold.
        result: history and selection.
        training, validation: what the training was given.
    """

    network: Network
    part: Network
    result: TrainingResult
    training: Dataset
    validation: ExampleDataset


def train_fold(
    model: ModelSettings,
    task: type[Task],
    settings: TrainingSettings,
    items: Items,
    fold: Fold,
    weights: Sequence[str | Path],
    resume_dir: Path,
    identity: dict,
    seed: int,
    accelerator: str,
    continued: tuple[Mapping[str, Any] | None, Sequence[str | Path]] = (None, ()),
    watch: Watch | None = None,
) -> TrainedFold:
    """Build a network and train it.

    Args:
        model, settings: sections of the configuration.
        task: what is learned.
        items: what the model sees of all patients.
        fold: who trains.
        weights: checkpoints that the model starts from.
        resume_dir, identity, seed, accelerator, watch: as of `loop.train`.
        continued: another model and the file of its training, from which this one goes on (`trained.network_to_train`).

    Raises:
        InputError: as `network_to_train` and `loop.train`, or a patient has no item.
    """
    training, validation = items.datasets(fold.patients, fold.labels, fold.number, settings.balance, seed)
    network = network_to_train(model, items.channels, weights, seed, *continued)
    part = trained_part(network, model)
    done = train(
        part, task.configured(settings), training, validation, settings, resume_dir, identity, seed, accelerator, watch
    )
    return TrainedFold(network, part, done, training, validation)
