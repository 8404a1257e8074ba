"""One pass over the training examples, and one over the validation patients."""

import torch
from lightning.fabric import Fabric
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader

from radiogenomics.networks.spottune import SpotTune


def on_device(fabric: Fabric, images: torch.Tensor) -> torch.Tensor:
    """Images on the training's device; volumes in channels-last layout, in which 3-D convolutions are fastest."""
    layout = torch.channels_last_3d if images.dim() == 5 else torch.contiguous_format
    return fabric.to_device(images).contiguous(memory_format=layout)


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
    fabric: Fabric,
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    batches: DataLoader,
    weights: torch.Tensor | None,
    generator: torch.Generator | None,
) -> float:
    """Fit the network to each batch once.

    Args:
        fabric: the training's Fabric.
        network: network set up by Fabric.
        optimiser: optimiser set up by Fabric.
        batches: yields images, labels and rows.
        weights: weights of the classes 0 and 1 in the loss, or None for equal weights.
        generator: generator of SpotTune's draws, or None.

    Returns:
        Mean binary cross-entropy over the examples, each taken before its batch's step.
    """
    network.train()
    total, n_examples = 0.0, 0
    for images, labels, _ in batches:
        labels = fabric.to_device(labels.float())
        logits = forward(network, on_device(fabric, images), generator)
        weight = None if weights is None else weights.to(labels.device)[labels.long()]
        loss = binary_cross_entropy_with_logits(logits, labels, weight=weight)
        optimiser.zero_grad()
        fabric.backward(loss)
        optimiser.step()
        total += loss.item() * len(labels)
        n_examples += len(labels)
    return total / n_examples


@torch.no_grad()
def evaluate(
    fabric: Fabric, network: nn.Module, batches: DataLoader, generator: torch.Generator | None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and labels, each of shape (n,) and on the CPU, in the order of the batches; the network is not changed."""
    network.eval()
    logits, labels = [], []
    for images, batch_labels, _ in batches:
        logits.append(forward(network, on_device(fabric, images), generator).float().cpu())
        labels.append(batch_labels.float())
    return torch.cat(logits), torch.cat(labels)
