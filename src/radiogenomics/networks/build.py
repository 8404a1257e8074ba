"""From the config section of a model to a network with its initial weights."""

from collections.abc import Sequence
from pathlib import Path

import torch

from radiogenomics.errors import InputError
from radiogenomics.networks.classifier import ResNetClassifier
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.networks.weights import load_medicalnet


def build_network(
    settings: ModelSettings, in_channels: int, weights: Sequence[str | Path], seed: int
) -> SpotTune | ResNetClassifier:
    """Network of a model before training.

    Args:
        settings: the model's config section.
        in_channels: channels of an image.
        weights: checkpoints `resnet_<depth>.pth`, read where `initial_weights` is `transferred`.
        seed: seeds torch's global generator, from which every weight that is not transferred is drawn.

    Raises:
        InputError: weights are frozen that nobody has trained; a checkpoint is not given; or it is not one of this
            network (see `load_medicalnet`).
    """
    if settings.freezes and settings.initial_weights == "random":
        raise InputError(
            f"model {settings.title!r}: its frozen weights would stay random; set `initial_weights: transferred`"
        )
    torch.manual_seed(seed)
    network = random_network(settings, in_channels)
    if settings.initial_weights == "transferred":
        _transfer(network, settings, weights)
    return network


def random_network(settings: ModelSettings, in_channels: int) -> SpotTune | ResNetClassifier:
    """Network of a model with weights from torch's global generator, frozen where the model freezes them."""
    if settings.network == "spottune":
        return SpotTune(settings.depth, settings.agent_depth, in_channels, settings.width, settings.temperature)
    return ResNetClassifier(settings.depth, in_channels, settings.width, settings.trainable)


def _transfer(network: SpotTune | ResNetClassifier, settings: ModelSettings, weights: Sequence[str | Path]) -> None:
    files = {Path(file).name: file for file in weights}

    def checkpoint(depth: int) -> str | Path:
        name = f"resnet_{depth}.pth"
        if name not in files:
            raise InputError(f"model {settings.title!r}: transferred weights {name} are not given; set `weights`")
        return files[name]

    if isinstance(network, SpotTune):
        network.load_pretrained(checkpoint(settings.depth), checkpoint(settings.agent_depth))
    else:
        load_medicalnet(network.backbone, checkpoint(settings.depth))
