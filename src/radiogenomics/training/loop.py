"""Training of one network for one task (Schmitz 2024, section 2.4)."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader

from radiogenomics.devices.compute import Compute
from radiogenomics.devices.memory import keep_freed_memory
from radiogenomics.networks.network import Network
from radiogenomics.seeds import derive_seed
from radiogenomics.training.batch_norms import reestimate
from radiogenomics.training.batches import epoch_batches
from radiogenomics.training.determinism import deterministic
from radiogenomics.training.epoch import evaluate, forward, train_epoch
from radiogenomics.training.faults import DivergedError, faults_explained
from radiogenomics.training.optimisation import Schedule, build_optimiser, has_stalled
from radiogenomics.training.phases import only_trained
from radiogenomics.training.processes import in_processes
from radiogenomics.training.progress import epochs_to_go, log_epoch
from radiogenomics.training.resume import Interval, load_checkpoint, save_checkpoint
from radiogenomics.training.settings import LoopSettings, PhaseSettings
from radiogenomics.training.state import TrainingState
from radiogenomics.training.tasks.task import Task


class Items(Protocol):
    """A dataset to train on, or to validate with.

    Attributes:
        patient_ids: whose each item is; a patient may have several.
    """

    patient_ids: list[str]

    def __len__(self) -> int:
        """Items of all patients."""

    def __getitem__(self, row: int) -> tuple[dict[str, torch.Tensor], object, int]:
        """Inputs by the names of the network's arguments, target (a tensor or a number), and the row itself."""


@runtime_checkable
class VariedItems(Protocol):
    """A dataset whose items are changed at random, otherwise in every epoch."""

    def begin_epoch(self, seed: int) -> None:
        """Take the seed of an epoch, before the first of its items is asked for."""


Watch = Callable[[Sequence[Mapping[str, object]]], None]
"""Is given the history after every epoch of a training on one device; an exception from it ends the training."""


@dataclass(frozen=True)
class TrainingResult:
    """What a training leaves.

    Attributes:
        state_dict: all weights and buffers of the network at the selected epoch, on the CPU.
        history: one row per epoch: epoch, phase (where there are several), the task's columns, and seconds. The
            learning rate is that of the first group of parameters that is trained, at the beginning of the epoch.
        selection: epoch (of the last phase), rule and the epoch's values (see `Task.select`).
    """

    state_dict: dict[str, torch.Tensor]
    history: pd.DataFrame
    selection: dict[str, object]


@dataclass(frozen=True)
class Job:
    """What a training is about, the same in all its processes.

    Attributes:
        task: loss, metrics and selection.
        training, validation: the items.
        settings: optimisation.
        resume_dir: folder of the training's checkpoints.
        identity: what a checkpoint must have in common with the training.
        seed: of the training.
        watch: who looks on, if anybody.
    """

    task: Task
    training: Items
    validation: Items
    settings: LoopSettings
    resume_dir: Path
    identity: dict
    seed: int
    watch: Watch | None = None


def train(
    network: Network,
    task: Task,
    training: Items,
    validation: Items,
    settings: LoopSettings,
    resume_dir: Path,
    identity: dict,
    seed: int,
    accelerator: str = "cpu",
    watch: Watch | None = None,
) -> TrainingResult:
    """Train a network and keep the weights of the epoch that does best on the validation patients.

    Every `checkpoint_seconds`, after an epoch, a checkpoint is written to `resume_dir`; called again with the same
    `identity`, the training goes on from there and ends, on a CPU, with the very same bits. The caller removes
    `resume_dir` with `clear_checkpoints` once the result is written. Everything random is seeded per epoch; the draws
    by which SpotTune is validated are the same in every epoch, so that epochs differ by their weights alone. On a CPU,
    this process keeps the memory that it frees until it ends.

    Args:
        network: network whose parameters require a gradient where they are to be trained; it ends with the selected
            weights.
        task: what is learned.
        training: items of the training patients.
        validation: items of the validation patients.
        settings: optimisation, in one phase or several.
        resume_dir: folder of this training's checkpoints.
        identity: hashes of config, data and code; a checkpoint with other ones is not resumed.
        seed: seed of this training.
        accelerator: `cpu` or `cuda`. With `settings.devices` above 1, so many GPUs, or processes on a CPU, share each
            batch; batch norms then see their part of it alone.
        watch: told of every epoch, for trainings on one device.

    Raises:
        InputError: memory or disk ran out, a data-loader worker or a process died, the loss is no longer a finite
            number, or the settings name parameters or a quantity that there are not.
    """
    job = Job(task, training, validation, settings, Path(resume_dir), identity, seed, watch)
    work = partial(_train_in_process, network, job)
    state = in_processes(work, accelerator, settings.precision, settings.devices, settings.section)
    selection = state.select()
    weights = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in network.state_dict().items()}
    return TrainingResult(weights, pd.DataFrame(state.history), selection)


def _train_in_process(network: Network, job: Job, compute: Compute) -> TrainingState:
    """What each process of a training does."""
    if compute.device.type == "cpu":
        keep_freed_memory()
    with deterministic(compute.device), faults_explained(job.settings):
        return _train_phases(compute, network, job)


def _train_phases(compute: Compute, network: Network, job: Job) -> TrainingState:
    """Train from the newest checkpoint, or from the start, to the end of the last phase."""
    state = TrainingState(compute.network(network), job.task)
    saved = compute.by_first(lambda: load_checkpoint(job.resume_dir, job.identity))
    if saved is not None:
        state.resume(saved)
    phases = job.settings.all_phases
    checkpoint_due = Interval(job.settings.checkpoint_seconds)
    _train_phase(compute, state, job, phases[state.phase], checkpoint_due, saved)
    for phase in phases[state.phase + 1 :]:
        if phase.start == "selected":
            state.select()
        state.begin_next_phase()
        _train_phase(compute, state, job, phase, checkpoint_due)
    return state


def _train_phase(
    compute: Compute,
    state: TrainingState,
    job: Job,
    phase: PhaseSettings,
    checkpoint_due: Interval,
    saved: dict | None = None,
) -> None:
    """Train to the last epoch of a phase, or until it is stopped early; `saved` is a checkpoint of this phase."""
    settings = job.settings
    monitored, direction = job.task.monitor(settings.monitor, settings.section)
    with only_trained(state.network, phase, settings.section) as state.held:
        state.optimiser = build_optimiser(state.network, settings, phase)
        steps = len(_batches_of_epoch(compute, job, phase, 0))
        state.schedule = Schedule(state.optimiser, phase, steps, direction)
        if saved is not None:
            state.resume_phase(saved)
        shared = compute.shared(state.network)
        last_epoch = state.finished_before + phase.epochs
        for epoch in epochs_to_go(state.epoch, last_epoch):
            if has_stalled([row[monitored] for row in state.rows_of_phase], phase, direction):
                break
            started = time.monotonic()
            values = _one_epoch(compute, shared, state, job, phase, epoch)
            state.schedule.after_epoch(values[monitored])
            values |= {"epoch": epoch, "phase": phase.name, "seconds": time.monotonic() - started}
            state.record({name: values[name] for name in _columns(job)})
            if compute.is_first and checkpoint_due.is_over():
                save_checkpoint(job.resume_dir, state.to_save(), job.identity)
            if job.watch is not None:
                job.watch(state.history)
            log_epoch(values, last_epoch, job.task.in_words(values), named=len(settings.all_phases) > 1)


def _columns(job: Job) -> list[str]:
    """Columns of the history."""
    return ["epoch", *["phase"] * (len(job.settings.all_phases) > 1), *job.task.columns, "seconds"]


def _batches_of_epoch(compute: Compute, job: Job, phase: PhaseSettings, order_seed: int) -> list[list[int]]:
    """Rows of the training items, batch by batch, none of which is smaller than the number of processes."""
    return epoch_batches(len(job.training), phase.batch_size, order_seed, max(job.settings.fewest, compute.processes))


def _one_epoch(
    compute: Compute, shared: nn.Module, state: TrainingState, job: Job, phase: PhaseSettings, epoch: int
) -> dict[str, float]:
    """Train once, in all processes, and validate in the first; `shared` is the state's network."""
    epoch_seed = derive_seed(job.seed, "epoch", epoch)
    torch.manual_seed(epoch_seed)
    if isinstance(job.training, VariedItems):
        job.training.begin_epoch(epoch_seed)
    order = _batches_of_epoch(compute, job, phase, job.task.order_seed(epoch_seed))
    parts = [batch[compute.rank :: compute.processes] for batch in order]
    batches = DataLoader(job.training, batch_sampler=parts, num_workers=job.settings.loader_workers)
    draws = state.network.generator(derive_seed(epoch_seed, "routes", *[compute.rank] * (compute.rank > 0)))
    learning_rate = state.optimiser.param_groups[0]["lr"]
    sizes = [len(batch) for batch in order]
    weights, augmentation = job.task.weights(job.training), np.random.default_rng(epoch_seed)
    means = train_epoch(compute, shared, state, job.task, batches, sizes, weights, draws, augmentation)
    if not math.isfinite(means["training_loss"]):
        section, loss = job.settings.section, means["training_loss"]
        raise DivergedError(f"{section}: the loss of epoch {epoch} is {loss}; lower {section}.learning_rate")
    if job.settings.reestimate_batch_norm:
        compute.by_first(lambda: _reestimate_batch_norms(compute, state, job, order, epoch_seed))
    metrics = compute.by_first(lambda: _validate(compute, state.network, job, phase))
    return {**means, **metrics, "learning_rate": learning_rate}


def _reestimate_batch_norms(
    compute: Compute, state: TrainingState, job: Job, order: list[list[int]], epoch_seed: int
) -> None:
    """One pass over the epoch's batches, whole ones on one device, that changes running statistics alone."""
    network, draws = state.network, state.network.generator(derive_seed(epoch_seed, "batch norm"))
    batches = DataLoader(job.training, batch_sampler=order, num_workers=job.settings.loader_workers)
    augmentation = np.random.default_rng(epoch_seed)

    def pass_all() -> None:
        for inputs, target, _ in batches:
            forward(compute, network, job.task.augmented(inputs, target, augmentation)[0], draws)

    state.training_mode(network)
    reestimate(network, pass_all)


def _validate(compute: Compute, network: Network, job: Job, phase: PhaseSettings) -> dict[str, float]:
    """Values of an epoch on the validation patients; a network's draws are the same in every epoch."""
    batches = DataLoader(job.validation, batch_size=phase.batch_size, num_workers=job.settings.loader_workers)
    draws = network.generator(derive_seed(job.seed, "validation"))
    observed, rows = evaluate(compute, network, job.task, batches, draws)
    return job.task.metrics(observed, [job.validation.patient_ids[row] for row in rows])
