"""One pass over the training examples, and one over the validation patients."""

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader

from radiogenomics.devices.compute import Compute
from radiogenomics.networks.spottune import SpotTune


def route_generator(network: nn.Module, seed: int) -> torch.Generator | None:
    """Generator of SpotTune's Gumbel draws, on the CPU so that all devices draw the same; None for other networks."""
    return torch.Generator().manual_seed(seed) if isinstance(network, SpotTune) else None


def forward(network: nn.Module, images: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """Logits, shape (n,), of images, shape (n, channel, z, y, x)."""
    return network(images) if generator is None else network(images, generator=generator)


def class_weights(labels: torch.Tensor) -> torch.Tensor:
    """Weights of the classes 0 and 1 by inverse frequency, with mean 1 over the labels."""
    counts = torch.bincount(labels.long(), minlength=2)
    return len(labels) / (2 * counts)


def train_epoch(
    compute: Compute,
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    batches: DataLoader,
    sizes: Sequence[int],
    weights: torch.Tensor | None,
    generator: torch.Generator | None,
) -> float:
    """Fit the network to each batch once.

    Args:
        compute: where.
        network: network shared by the processes of the training.
        optimiser: of its parameters.
        batches: yields images, labels and rows of this process's part of each batch.
        sizes: sizes of the whole batches.
        weights: weights of the classes 0 and 1 in the loss, or None for equal weights.
        generator: generator of SpotTune's draws, or None.

    Returns:
        Mean binary cross-entropy over the examples, each taken before its batch's step.
    """
    network.train()
    total = 0.0
    for size, (images, labels, _) in zip(sizes, batches, strict=True):
        labels = compute.to_device(labels.float())
        with compute.autocast():
            logits = forward(network, compute.images(images), generator).float()
        weight = None if weights is None else weights.to(labels.device)[labels.long()]
        loss = binary_cross_entropy_with_logits(logits, labels, weight=weight, reduction="sum") / size
        optimiser.zero_grad()
        # Gradients become means over the processes; that of the whole batch is their sum.
        (loss * compute.processes).backward()
        optimiser.step()
        total += loss.item() * size
    return compute.total(total) / sum(sizes)


@torch.no_grad()
def evaluate(
    compute: Compute, network: nn.Module, batches: DataLoader, generator: torch.Generator | None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and labels, each of shape (n,) and on the CPU, in the order of the batches; the network is not changed."""
    network.eval()
    logits, labels = [], []
    for images, batch_labels, _ in batches:
        with compute.autocast():
            logits.append(forward(network, compute.images(images), generator).float().cpu())
        labels.append(batch_labels.float())
    return torch.cat(logits), torch.cat(labels)
