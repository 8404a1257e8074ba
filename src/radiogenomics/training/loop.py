"""Training of one network on one fold (Schmitz 2024, section 2.4)."""

import math
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from radiogenomics.devices.compute import Compute
from radiogenomics.devices.memory import keep_freed_memory
from radiogenomics.errors import InputError
from radiogenomics.seeds import derive_seed
from radiogenomics.training.batches import epoch_batches
from radiogenomics.training.determinism import deterministic
from radiogenomics.training.epoch import class_weights, evaluate, route_generator, train_epoch
from radiogenomics.training.faults import faults_explained
from radiogenomics.training.optimisation import build_optimiser, build_schedule, step_schedule
from radiogenomics.training.processes import in_processes
from radiogenomics.training.progress import epochs_to_go, log_epoch
from radiogenomics.training.resume import Interval, load_checkpoint, save_checkpoint
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.state import TrainingState
from radiogenomics.training.validation import validation_metrics


@dataclass(frozen=True)
class TrainingResult:
    """What a training leaves.

    Attributes:
        state_dict: all weights and buffers of the network at the selected epoch, on the CPU.
        history: one row per epoch: epoch, training_loss, validation_loss, validation_auc, sensitivity, specificity,
            criterion (empty where the epoch is not eligible), learning_rate (of the classifying network), seconds.
        selection: epoch, rule (`criterion` or `last_epoch`) and the epoch's validation values.
    """

    state_dict: dict[str, torch.Tensor]
    history: pd.DataFrame
    selection: dict[str, object]


@dataclass(frozen=True)
class Data:
    """Training examples and validation patients, as datasets of (image, label, row)."""

    training: Dataset
    validation: Dataset


def train(
    network: nn.Module,
    training: Dataset,
    validation: Dataset,
    settings: TrainingSettings,
    resume_dir: Path,
    identity: dict,
    seed: int,
    accelerator: str = "cpu",
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
        training: items (image of shape (channel, z, y, x), label 0.0 or 1.0, row); attribute `labels` holds all labels.
        validation: the same of the validation patients.
        settings: optimisation.
        resume_dir: folder of this training's checkpoints.
        identity: hashes of config, data and code; a checkpoint with other ones is not resumed.
        seed: seed of this training.
        accelerator: `cpu` or `cuda`. With `settings.devices` above 1, so many GPUs, or processes on a CPU, share each
            batch; batch norms then see their part of it alone.

    Raises:
        InputError: memory or disk ran out, a data-loader worker or a process died, or the loss is no longer a finite
            number.
    """
    arguments = network, Data(training, validation), settings, Path(resume_dir), identity, seed
    state = in_processes(partial(_train_in_process, arguments), accelerator, settings.precision, settings.devices)
    selection = state.select()
    weights = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in network.state_dict().items()}
    return TrainingResult(weights, pd.DataFrame(state.history), selection)


def _train_in_process(
    arguments: tuple[nn.Module, Data, TrainingSettings, Path, dict, int], compute: Compute
) -> TrainingState:
    """What each process of a training does."""
    network, data, settings, *more = arguments
    if compute.device.type == "cpu":
        keep_freed_memory()
    with deterministic(compute.device), faults_explained(settings):
        return _train_epochs(compute, network, data, settings, *more)


def _train_epochs(
    compute: Compute,
    network: nn.Module,
    data: Data,
    settings: TrainingSettings,
    resume_dir: Path,
    identity: dict,
    seed: int,
) -> TrainingState:
    """Train from the newest checkpoint, or from the start, to the last epoch."""
    network = compute.network(network)
    optimiser = build_optimiser(network, settings)
    state = TrainingState(network, optimiser, build_schedule(optimiser, settings))
    saved = compute.by_first(lambda: load_checkpoint(resume_dir, identity))
    if saved is not None:
        state.resume(saved)
    shared = compute.shared(network)
    checkpoint_due = Interval(settings.checkpoint_seconds)
    for epoch in epochs_to_go(state.epoch, settings.epochs):
        started = time.monotonic()
        row = _one_epoch(compute, shared, state, data, settings, epoch, seed)
        step_schedule(state.schedule, row, settings)
        state.record({**row, "seconds": time.monotonic() - started})
        if compute.is_first and checkpoint_due.is_over():
            save_checkpoint(resume_dir, state.to_save(), identity)
        log_epoch(state.history[-1], settings.epochs)
    return state


def _one_epoch(
    compute: Compute,
    shared: nn.Module,
    state: TrainingState,
    data: Data,
    settings: TrainingSettings,
    epoch: int,
    seed: int,
) -> dict[str, float]:
    """Train once, in all processes, and validate in the first; `shared` is the state's network."""
    epoch_seed = derive_seed(seed, "epoch", epoch)
    torch.manual_seed(epoch_seed)
    labels = torch.as_tensor(data.training.labels)
    order_seed = derive_seed(epoch_seed, "order")
    order = epoch_batches(len(labels), settings.batch_size, order_seed, max(2, compute.processes))
    parts = [batch[compute.rank :: compute.processes] for batch in order]
    batches = DataLoader(data.training, batch_sampler=parts, num_workers=settings.loader_workers)
    routes = route_generator(state.network, derive_seed(epoch_seed, "routes", *[compute.rank] * (compute.rank > 0)))
    weights = class_weights(labels) if settings.class_weights else None
    learning_rate = state.optimiser.param_groups[0]["lr"]
    sizes = [len(batch) for batch in order]
    training_loss = train_epoch(compute, shared, state.optimiser, batches, sizes, weights, routes)
    if not math.isfinite(training_loss):
        raise InputError(f"training: the loss of epoch {epoch} is {training_loss}; lower training.learning_rate")
    metrics = compute.by_first(lambda: _validate(compute, state.network, data.validation, settings, seed))
    return {"epoch": epoch, "training_loss": training_loss, **metrics, "learning_rate": learning_rate}


def _validate(
    compute: Compute, network: nn.Module, patients: Dataset, settings: TrainingSettings, seed: int
) -> dict[str, float]:
    """Values of an epoch on the validation patients; SpotTune's draws are the same in every epoch."""
    batches = DataLoader(patients, batch_size=settings.batch_size, num_workers=settings.loader_workers)
    routes = route_generator(network, derive_seed(seed, "validation"))
    return validation_metrics(*evaluate(compute, network, batches, routes))
