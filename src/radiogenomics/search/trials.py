"""What a trial of a study's search does: it trains a model exactly as the study itself does, by other parameters."""

import hashlib
import json
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace
from typing import Any

import pandas as pd
from torch.utils.data import DataLoader

from radiogenomics.devices.compute import compute_on
from radiogenomics.leakage.records import FittedStep
from radiogenomics.networks.registry import model_settings
from radiogenomics.search.keys import Values, with_values
from radiogenomics.search.metrics import value_of
from radiogenomics.search.run import GivenUpError, Objective, Report
from radiogenomics.search.settings import SearchSettings
from radiogenomics.search.space import Value, by_key
from radiogenomics.seeds import derive_seed
from radiogenomics.training.determinism import deterministic
from radiogenomics.training.epoch import evaluate
from radiogenomics.training.examples import ExampleDataset
from radiogenomics.training.faults import DivergedError
from radiogenomics.training.items import Items, open_items
from radiogenomics.training.one_fold import Fold, TrainedFold, train_fold
from radiogenomics.training.resume import clear_checkpoints
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.task import Task

logger = logging.getLogger(__name__)

SEARCH = "hyper-parameters"
"""What the record of a search calls itself."""


@dataclass(frozen=True)
class Trainings:
    """Trainings of one model on one input by any parameters, on the folds of a study.

    Attributes:
        names: study, model and input: they seed a trial as they seed the study's own training.
        model, training: sections of the configuration, in plain values, where a trial changes nothing.
        task: what is learned.
        candidates: what the model sees, for each combination of the keys by which it is prepared.
        folds: who trains and validates.
        weights: checkpoints that the model may start from.
        metric: of the validation patients, a key of `metrics.METRICS`.
        machine: further keys of `training`, which change no result.
        resume: folder for checkpoints.
        identity: what a checkpoint must have in common with a training, besides its parameters.
        seed: of the run.
        accelerator: `cpu` or `cuda`; a trial computes on one device.
    """

    names: tuple[str, str, str]
    model: Mapping[str, Any]
    training: Mapping[str, Any]
    task: type[Task]
    candidates: Sequence[tuple[Values, Items]]
    folds: Sequence[Fold]
    weights: Sequence[str | Path]
    metric: str
    machine: Mapping[str, Any]
    resume: Path
    identity: Mapping[str, object]
    seed: int
    accelerator: str

    def objective(self, settings: SearchSettings) -> Objective:
        """What `run_search` optimises: mean value over the folds; reports the value of every epoch of the first."""

        def value(parameters: dict[str, Value], report: Report) -> float:
            values = by_key(parameters, settings.space)
            reports = [report, *[None] * (len(self.folds) - 1)]
            try:
                done = [self.trained(values, fold, tell) for fold, tell in zip(self.folds, reports, strict=True)]
            except DivergedError as error:
                logger.warning("a trial is given up: %s", error)
                raise GivenUpError from error
            return fmean(self.validation_value(trained) for trained in done)

        return value

    def trained(self, values: Values, fold: Fold, report: Report | None = None) -> TrainedFold:
        """Train on one fold; a training of the same values that was interrupted goes on, one that is given up does not.

        Args:
            values: by key of the study's section.
            fold: who trains.
            report: is told the value of every epoch.
        """
        resume = self.resume / hashlib.sha256(json.dumps([values, fold.number]).encode()).hexdigest()[:16]
        model = model_settings(with_values(self.model, "model", values), title=self.names[1])
        settings = TrainingSettings(**with_values(self.training, "training", values), **self.machine)
        identity = {**self.identity, "values": dict(values)}
        seed = derive_seed(self.seed, *self.names, fold.number)
        told = 0

        def watch(history: Sequence[Mapping[str, object]]) -> None:
            nonlocal told
            for epoch in history[told:]:
                report(int(epoch["epoch"]), self._value(epoch, fold))
            told = len(history)

        place = resume, identity, seed, self.accelerator
        watching = None if report is None else watch
        items = self._items(values)
        done = train_fold(model, self.task, settings, items, fold, self.weights, *place, watch=watching)
        if report is not None:
            # A training that was interrupted after its last epoch has none left to be told of.
            watch(done.result.history.to_dict("records"))
        clear_checkpoints(resume)
        return done

    def scanned(self, values: Values) -> pd.DataFrame:
        """Training and validation value of every fold; empty where the loss was no longer a finite number.

        Returns:
            Columns fold, training, validation.
        """
        rows = []
        for fold in self.folds:
            try:
                trained = self.trained(values, fold)
                pair = self.training_value(trained, fold, values), self.validation_value(trained)
            except DivergedError as error:
                logger.warning("fold %s has no value: %s", fold.number, error)
                pair = math.nan, math.nan
            rows.append((fold.number, *pair))
        return pd.DataFrame(rows, columns=["fold", "training", "validation"])

    def validation_value(self, trained: TrainedFold) -> float:
        """Value of the validation patients at the selected epoch."""
        history = trained.result.history.set_index("epoch")
        return value_of(history.loc[trained.result.selection["epoch"]], self.metric, _labels(trained.validation))

    def training_value(self, trained: TrainedFold, fold: Fold, values: Values) -> float:
        """Value of the training patients, seen as they are, by the weights of the selected epoch."""
        settings = TrainingSettings(**with_values(self.training, "training", values), **self.machine)
        seen = self._items(values).unchanged(fold.patients[fold.patients["fold"] != fold.number], fold.labels)
        compute = compute_on(self.accelerator, settings.precision)
        network = compute.network(trained.part)
        draws = network.generator(derive_seed(self.seed, *self.names, fold.number, "training value"))
        batches = DataLoader(seen, batch_size=settings.all_phases[-1].batch_size)
        task = self.task.configured(settings)
        with deterministic(compute.device):
            observed, rows = evaluate(compute, network, task, batches, draws)
        epoch = task.metrics(observed, [seen.patient_ids[row] for row in rows])
        return value_of(epoch, self.metric, _labels(seen))

    def record(self) -> FittedStep:
        """Whose images and labels decided on the parameters; weights of trials are thrown away: nothing is fitted."""
        chosen_on = dict.fromkeys(patient for fold in self.folds for patient in fold.patients["patient_id"])
        return FittedStep(SEARCH, *self.names[1:], None, patients=(), chosen_on=tuple(chosen_on))

    def _value(self, epoch: Mapping[str, object], fold: Fold) -> float:
        validating = fold.patients.loc[fold.patients["fold"] == fold.number, "patient_id"]
        labels = fold.labels.set_index("patient_id")["label"]
        return value_of(epoch, self.metric, labels.loc[validating].tolist())

    def _items(self, values: Values) -> Items:
        """What was prepared by the keys among some values; by the study's own, where it has them."""
        return next(items for keys, items in self.candidates if all(values.get(key) == keys[key] for key in keys))


def open_candidates(
    reading: Mapping[str, Any], files: Any, model: Mapping[str, Any], keys: Sequence[Values]
) -> list[tuple[Values, Items]]:
    """Open what a model sees, for each combination of the keys by which it is prepared.

    Args:
        reading: `item_parameters` of the study.
        files: of a job, by name, as `items.open_items` has them, those of the first combination first.
        model: section of the model.
        keys: the combinations.
    """
    names = ("arrays", "indices", "augmented_arrays", "augmented_indices")
    section = model_settings(model, title="searched")
    opened = []
    for number, values in enumerate(keys):
        parts = {name: _part(list(getattr(files, name)), number, len(keys)) for name in names}
        opened.append((values, open_items(reading, SimpleNamespace(**parts), section)))
    return opened


def _part(files: list[str], number: int, parts: int) -> list[str]:
    size = len(files) // parts
    return files[number * size : (number + 1) * size]


def _labels(examples: ExampleDataset) -> list[int]:
    """Label of each patient, once."""
    return [int(label) for label in dict(zip(examples.patient_ids, examples.labels, strict=True)).values()]
