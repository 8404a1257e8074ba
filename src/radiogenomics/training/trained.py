"""What a training leaves on disk: the weights it changed, and no copy of those it did not."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path
from radiogenomics.networks.build import build_network
from radiogenomics.networks.network import Network
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.networks.weights import load_strictly, read_tensors
from radiogenomics.training.state import restore_weights, trained_weights


def save_trained(network: nn.Module, path: str | Path) -> None:
    """Write the trained parameters and all buffers of a network."""
    # Given a path, torch would write the temporary file's random name into the archive.
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        torch.save(trained_weights(network), file)


def load_trained(network: nn.Module, path: str | Path) -> None:
    """Put the weights of a training into a network that was built, with its initial weights, as for that training.

    Raises:
        InputError: the file is damaged or belongs to another network.
    """
    fix = "delete the file to train again"
    weights = read_tensors(path, fix)
    try:
        restore_weights(network, weights)
    except (RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{path}: not the weights of this model ({reason}); {fix}") from None


def network_to_train(
    model: ModelSettings,
    channels: int,
    weights: Sequence[str | Path],
    seed: int,
    continued: Mapping[str, Any] | None = None,
    trained: Sequence[str | Path] = (),
) -> Network:
    """Network of a model before its training.

    Args:
        model, channels, weights, seed: as of `build_network`.
        continued: section of another model, without its title, whose trained weights this one starts from; None for
            the initial weights alone.
        trained: the file of that model's training.

    Raises:
        InputError: as `build_network` and `load_trained`, or the two models have different weights.
    """
    network = build_network(model, channels, weights, seed)
    if continued is None:
        return network
    (file,) = trained
    earlier = build_network(model_settings(continued, title=model.title), channels, weights, seed)
    load_trained(earlier, file)
    load_strictly(network, earlier.state_dict(), file, "continue a model of the same network and head")
    return network
