"""Training of one network on one fold (Schmitz 2024, section 2.4)."""

import math
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import torch
from lightning.fabric import Fabric
from torch import nn
from torch.utils.data import DataLoader, Dataset

from radiogenomics.errors import InputError
from radiogenomics.seeds import derive_seed
from radiogenomics.training.batches import epoch_batches
from radiogenomics.training.determinism import deterministic
from radiogenomics.training.device import one_device
from radiogenomics.training.epoch import class_weights, evaluate, route_generator, train_epoch
from radiogenomics.training.faults import faults_explained
from radiogenomics.training.head import HeadAlone, frozen_features, trains_head_only
from radiogenomics.training.optimisation import build_optimiser, build_schedule, step_schedule
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
    accelerator: str = "auto",
) -> TrainingResult:
    """Train a network and keep the weights of the epoch that does best on the validation patients.

    Every `checkpoint_seconds`, after an epoch, a checkpoint is written to `resume_dir`; called again with the same
    `identity`, the training goes on from there and ends, on a CPU, with the very same bits. The caller removes
    `resume_dir` with `clear_checkpoints` once the result is written. Everything random is seeded per epoch; the draws
    by which SpotTune is validated are the same in every epoch, so that epochs differ by their weights alone.

    Args:
        network: network whose parameters require a gradient where they are to be trained; it ends with the selected
            weights.
        training: items (image of shape (channel, z, y, x), label 0.0 or 1.0, row); attribute `labels` holds all labels.
        validation: the same of the validation patients.
        settings: optimisation.
        resume_dir: folder of this training's checkpoints.
        identity: hashes of config, data and code; a checkpoint with other ones is not resumed.
        seed: seed of this training.
        accelerator: Lightning's name of the device type, such as `cpu`, `cuda` or `auto`.

    Raises:
        InputError: memory or disk ran out, a data-loader worker died, or the loss is no longer a finite number.
    """
    fabric = one_device(accelerator, settings.precision)
    data, trained = Data(training, validation), network
    with deterministic(fabric.device), faults_explained(settings):
        if trains_head_only(network):
            data = Data(*(frozen_features(fabric, network, part, settings) for part in (training, validation)))
            trained = HeadAlone(network.head)
        state = _train_epochs(fabric, trained, data, settings, Path(resume_dir), identity, seed)
    selection = state.select()
    weights = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in network.state_dict().items()}
    return TrainingResult(weights, pd.DataFrame(state.history), selection)


def _train_epochs(
    fabric: Fabric,
    network: nn.Module,
    data: Data,
    settings: TrainingSettings,
    resume_dir: Path,
    identity: dict,
    seed: int,
) -> TrainingState:
    """Train from the newest checkpoint, or from the start, to the last epoch."""
    network.to(memory_format=torch.channels_last_3d)
    optimiser = build_optimiser(network, settings)
    ready, optimiser = fabric.setup(network, optimiser)
    state = TrainingState(network, optimiser, build_schedule(optimiser, settings))
    saved = load_checkpoint(fabric, resume_dir, identity)
    if saved is not None:
        state.resume(saved)
    checkpoint_due = Interval(settings.checkpoint_seconds)
    for epoch in epochs_to_go(state.epoch, settings.epochs):
        started = time.monotonic()
        row = _one_epoch(fabric, ready, state, data, settings, epoch, seed)
        step_schedule(state.schedule, row, settings)
        state.record({**row, "seconds": time.monotonic() - started})
        if checkpoint_due.is_over():
            save_checkpoint(fabric, resume_dir, state.to_save(), identity)
        log_epoch(state.history[-1], settings.epochs)
    return state


def _one_epoch(
    fabric: Fabric,
    ready: nn.Module,
    state: TrainingState,
    data: Data,
    settings: TrainingSettings,
    epoch: int,
    seed: int,
) -> dict[str, float]:
    """Train and validate once; `ready` is the state's network as set up by Fabric."""
    epoch_seed = derive_seed(seed, "epoch", epoch)
    torch.manual_seed(epoch_seed)
    labels = torch.as_tensor(data.training.labels)
    order = epoch_batches(len(labels), settings.batch_size, derive_seed(epoch_seed, "order"))
    batches = DataLoader(data.training, batch_sampler=order, num_workers=settings.loader_workers)
    routes = route_generator(state.network, derive_seed(epoch_seed, "routes"))
    weights = class_weights(labels) if settings.class_weights else None
    learning_rate = state.optimiser.param_groups[0]["lr"]
    training_loss = train_epoch(fabric, ready, state.optimiser, batches, weights, routes)
    if not math.isfinite(training_loss):
        raise InputError(f"training: the loss of epoch {epoch} is {training_loss}; lower training.learning_rate")
    unshuffled = DataLoader(data.validation, batch_size=settings.batch_size, num_workers=settings.loader_workers)
    routes = route_generator(state.network, derive_seed(seed, "validation"))
    metrics = validation_metrics(*evaluate(fabric, ready, unshuffled, routes))
    return {"epoch": epoch, "training_loss": training_loss, **metrics, "learning_rate": learning_rate}
