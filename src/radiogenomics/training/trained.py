"""What a training leaves on disk: the weights it changed, and no copy of those it did not."""

from pathlib import Path

import torch
from torch import nn

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path
from radiogenomics.networks.weights import read_tensors
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
