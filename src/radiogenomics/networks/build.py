"""From the config section of a model to a network with its initial weights."""

from collections.abc import Sequence
from pathlib import Path

import torch

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.networks.settings import ModelSettings


def build_network(settings: ModelSettings, channels: int, weights: Sequence[str | Path], seed: int) -> Network:
    """Network of a model before training.

    Args:
        settings: the model's config section.
        channels: of an image.
        weights: files of the checkpoints that the settings name, if any, in whatever folder.
        seed: seeds torch's global generator, from which every weight that is not transferred is drawn.

    Raises:
        InputError: weights are frozen that nobody has trained; a checkpoint is not given; or it is not one of this
            network.
    """
    if settings.freezes and not settings.transfers:
        raise InputError(
            f"model {settings.title!r}: its frozen weights would stay random; set `initial_weights: transferred`"
        )
    torch.manual_seed(seed)
    network = settings.build(channels)
    if settings.transfers:
        network.load_pretrained(*_checkpoints(settings, weights))
    return network


def _checkpoints(settings: ModelSettings, weights: Sequence[str | Path]) -> list[str | Path]:
    given = {Path(file).name: file for file in weights}
    names = [Path(file).name for file in (*settings.weight_files, *settings.own_weights)]
    for name in names:
        if name not in given:
            raise InputError(f"model {settings.title!r}: transferred weights {name} are not given; set `weights`")
    return [given[name] for name in names]
