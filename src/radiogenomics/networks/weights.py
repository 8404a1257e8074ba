"""Checkpoints: read strictly, and those of MedicalNet written in the same format.

A checkpoint of MedicalNet is `{"state_dict": {"module." + key: tensor}}`. Strictly means that every tensor of the
backbone is accounted for: a lenient load would leave blocks at their random values without a word.
"""

import pickle
from pathlib import Path
from typing import IO

import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, open_input
from radiogenomics.networks.medicalnet import MedicalNetResNet

PREFIX = "module."
SEGMENTATION_HEAD = "conv_seg."
NAMES_SHOWN = 3


def load_medicalnet(network: MedicalNetResNet, path: str | Path) -> None:
    """Load a MedicalNet checkpoint into a backbone; the segmentation head `conv_seg` alone is ignored.

    Where the network takes several channels and the checkpoint one, the first convolution is inflated.

    Raises:
        InputError: no such file, not a checkpoint, truncated, with code inside (which is never executed), or with
            tensors missing, unexpected, or of another shape.
    """
    tensors = {key.removeprefix(PREFIX): tensor for key, tensor in _state_dict(read_tensors(path), path).items()}
    tensors = {key: tensor for key, tensor in tensors.items() if not key.startswith(SEGMENTATION_HEAD)}
    if "conv1.weight" in tensors:
        tensors["conv1.weight"] = inflate(tensors["conv1.weight"], network.conv1.in_channels)
    load_strictly(network, tensors, path, "give the weights of this network's depth, width and channels")


def load_strictly(network: nn.Module, tensors: dict[str, Tensor], path: str | Path, fix: str) -> None:
    """Load tensors, by name, that are exactly those of a network.

    Args:
        network: changed in place.
        tensors: from a file.
        path: the file, for the message.
        fix: what the user is to do where they do not fit, for the message.

    Raises:
        InputError: tensors are missing, unexpected, or of another shape; some of each are named.
    """
    _require_same_tensors(tensors, network.state_dict(), path, fix)
    network.load_state_dict(tensors)


def save_medicalnet(network: MedicalNetResNet, path: str | Path) -> None:
    """Write a backbone as a MedicalNet checkpoint, whole or not at all; equal weights give equal bytes."""
    tensors = {
        PREFIX + key: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for key, tensor in network.state_dict().items()
    }
    # Given a path, torch.save writes the (temporary) file's name into the archive; given an open file, it does not.
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        torch.save({"state_dict": tensors}, file)


def save_encoder(encoder: nn.Module, path: str | Path) -> None:
    """Write an encoder's tensors in the format of its suffix, `.safetensors` or `.pth`, as `read_state_dict` reads it.

    Equal weights give equal bytes.
    """
    tensors = {
        key: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for key, tensor in encoder.state_dict().items()
    }
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        if Path(path).suffix == ".safetensors":
            file.write(safetensors.torch.save(tensors))
        else:
            torch.save(tensors, file)


def inflate(weight: Tensor, in_channels: int) -> Tensor:
    """Weight inflation of a first convolution (Schmitz et al. 2024, section 2.4; Zhang et al. 2022).

    A weight (channels, 1, z, y, x) is repeated along its input channels and divided by their number, so that an image
    of equal channels gives what one of them gave. A weight that already has several input channels is returned as is.
    """
    return weight.repeat(1, in_channels, 1, 1, 1) / in_channels if weight.shape[1] == 1 else weight


def read_tensors(path: str | Path, fix: str = "fetch the file again") -> object:
    """What `torch.save` wrote to a file, as long as it is nothing but tensors in dictionaries and lists.

    `fix` tells the user what to do about a bad file.

    Raises:
        InputError: no such file, not readable, truncated, not written by torch, or with code inside, which is never
            executed.
    """
    with open_input(path, "rb") as file:
        return _load(file, path, fix)


def read_state_dict(path: str | Path) -> dict[str, Tensor]:
    """Tensors by name, from a file `.safetensors`, or `.pth` as `torch.save` writes a state_dict or what holds one.

    Raises:
        InputError: no such file, not readable, damaged, or holding something other than tensors by name.
    """
    if Path(path).suffix != ".safetensors":
        checkpoint = read_tensors(path)
        tensors = checkpoint.get("state_dict", checkpoint) if isinstance(checkpoint, dict) else checkpoint
        return _named_tensors(tensors, path, "a `state_dict` of tensors")
    open_input(path, "rb").close()
    try:
        return safetensors.torch.load_file(path)
    except (safetensors.SafetensorError, ValueError) as error:
        raise InputError(f"{path}: truncated or not a checkpoint ({error}); fetch the file again") from None


def _load(file: IO, path: str | Path, fix: str) -> object:
    try:
        return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise InputError(
            f"{path}: holds something other than tensors, perhaps code, and was not opened; {fix}"
        ) from None
    except Exception as error:  # Torch's reader trusts the file: foreign bytes make it raise anything.
        reason = (str(error) or type(error).__name__).splitlines()[0].split(". ")[0]
        raise InputError(f"{path}: truncated or not a checkpoint ({reason}); {fix}") from None


def _state_dict(checkpoint: object, path: str | Path) -> dict[str, Tensor]:
    tensors = checkpoint.get("state_dict") if isinstance(checkpoint, dict) else None
    return _named_tensors(tensors, path, "a MedicalNet checkpoint, which is a `state_dict` of tensors")


def _named_tensors(tensors: object, path: str | Path, what: str) -> dict[str, Tensor]:
    if not isinstance(tensors, dict) or not all(
        isinstance(key, str) and isinstance(tensor, Tensor) for key, tensor in tensors.items()
    ):
        raise InputError(f"{path}: not {what}; give another file")
    return tensors


def _require_same_tensors(found: dict[str, Tensor], expected: dict[str, Tensor], path: str | Path, fix: str) -> None:
    shapes = [
        f"{key} {tuple(found[key].shape)} for {tuple(expected[key].shape)}"
        for key in expected
        if key in found and found[key].shape != expected[key].shape
    ]
    problems = {
        "missing": [key for key in expected if key not in found],
        "unexpected": [key for key in found if key not in expected],
        "of another shape": shapes,
    }
    if any(problems.values()):
        said = "; ".join(f"{len(keys)} {kind}: {_abbreviated(keys)}" for kind, keys in problems.items() if keys)
        raise InputError(f"{path}: tensors {said}; {fix}")


def _abbreviated(keys: list[str]) -> str:
    shown = ", ".join(keys[:NAMES_SHOWN])
    return shown if len(keys) <= NAMES_SHOWN else f"{shown} … {keys[-1]}"
