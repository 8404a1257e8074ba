"""One pass over the training examples, and one over the validation patients."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import nn

from radiogenomics.devices.compute import Compute
from radiogenomics.training.state import TrainingState
from radiogenomics.training.tasks.task import Task

Batches = Iterable[tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]]
"""Inputs by the names of the network's arguments, targets, and the items' rows in their dataset."""


def forward(
    compute: Compute, network: nn.Module, inputs: dict[str, torch.Tensor], generator: torch.Generator | None
) -> torch.Tensor:
    """Outputs of a batch as float32, on the device.

    Args:
        compute: where, and by which arithmetic.
        network: its forward pass takes the inputs by their names, and `generator` where it draws at random.
        inputs: of the batch.
        generator: of the network's draws; None for a network that draws nothing.
    """
    drawn = {} if generator is None else {"generator": generator}
    with compute.autocast():
        return network(**compute.inputs(inputs), **drawn).float()


def train_epoch(
    compute: Compute,
    shared: nn.Module,
    state: TrainingState,
    task: Task,
    batches: Batches,
    sizes: Sequence[int],
    weights: torch.Tensor | None,
    generator: torch.Generator | None,
    augmentation: np.random.Generator,
) -> dict[str, float]:
    """Fit the network to each batch once.

    Args:
        compute: where.
        shared: network of the state, shared by the processes of the training.
        state: its optimiser and the schedule of its learning rates.
        task: the loss, and how batches are changed at random.
        batches: this process's part of each batch.
        sizes: sizes of the whole batches.
        weights: weights in the loss, or None.
        generator: generator of the network's draws, or None.
        augmentation: generator of the task's changes to the batches.

    Returns:
        Means over the examples, each taken before its batch's step: `training_loss`, and what the task counts.
    """
    state.training_mode(shared)
    weights = None if weights is None else compute.to_device(weights)
    totals: Counter[str] = Counter()
    for size, (inputs, target, _) in zip(sizes, batches, strict=True):
        inputs, target = task.augmented(inputs, target, augmentation)
        outputs, target = forward(compute, shared, inputs, generator), compute.to_device(target)
        loss = task.loss(outputs, target, weights, size)
        state.optimiser.zero_grad()
        # Gradients become means over the processes; that of the whole batch is their sum.
        (loss * compute.processes).backward()
        state.optimiser.step()
        state.schedule.after_step()
        totals["training_loss"] += loss.item() * size
        for name, count in task.counted(outputs.detach(), target).items():
            totals[name] += count.item()
    return {name: compute.total(total) / sum(sizes) for name, total in totals.items()}


@torch.no_grad()
def evaluate(
    compute: Compute, network: nn.Module, task: Task, batches: Batches, generator: torch.Generator | None
) -> tuple[torch.Tensor, list[int]]:
    """What the task observes of each item, on the CPU, and the items' rows; the network is not changed."""
    network.eval()
    observed, rows = [], []
    for inputs, target, batch_rows in batches:
        outputs = forward(compute, network, inputs, generator)
        observed.append(task.observe(outputs, compute.to_device(target)).cpu())
        rows += batch_rows.tolist()
    return torch.cat(observed), rows
