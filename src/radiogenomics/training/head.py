"""A shortcut for networks of which the head alone is trained: frozen features are computed once, for all folds."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn

from radiogenomics.devices.compute import Compute
from radiogenomics.files import atomic_path, write_table
from radiogenomics.images.arrays import ImageArray
from radiogenomics.networks.classifier import ResNetClassifier
from radiogenomics.networks.network import Network
from radiogenomics.networks.predictor import predictor
from radiogenomics.networks.settings import ModelSettings


class HeadAlone(Network):
    """The head of a network as a network of its own, on features; it shares the head's weights."""

    def __init__(self, head: nn.Module) -> None:
        """Take the linear head of a network."""
        super().__init__()
        self.head = head

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits, shape (n,), of features, shape (n, 1, features): what takes the place of an image has one channel."""
        return self.head(images).flatten()


def trained_part(network: nn.Module, settings: ModelSettings) -> nn.Module:
    """What of a network is trained, and predicts, on the arrays that its model sees."""
    return HeadAlone(network.head) if settings.trains_head_alone else network


def write_features(
    compute: Compute,
    network: ResNetClassifier,
    sources: Sequence[Sequence[ImageArray]],
    batch_size: int,
    array_path: str | Path,
    index_path: str | Path,
) -> None:
    """Pass every image, and every augmented copy of one, through a frozen backbone once.

    Frozen batch norms are in eval mode, so an image's features depend neither on its batch mates nor on the fold or the
    epoch: training the head on them is training the head through the whole network.

    Args:
        compute: where.
        network: its backbone is frozen; it stays as it is.
        sources: arrays of the input's channels, and those of the channels' augmented copies.
        batch_size: images that are passed through at once.
        array_path: array to write, float32 (images, features).
        index_path: its index: patient_id, kind, row.
    """
    backbone = predictor(network.backbone, compute)
    rows, features = [], []
    for channels in sources:
        images = [image for image in channels[0].rows if all(image in channel.rows for channel in channels)]
        rows += images
        for start in range(0, len(images), batch_size):
            features.append(_features(compute, backbone, channels, images[start : start + batch_size]))
    with atomic_path(array_path) as temporary, temporary.open("wb") as file:
        np.save(file, np.concatenate(features))
    index = pd.DataFrame(rows, columns=["patient_id", "kind"])
    write_table(index.assign(row=range(len(index))), index_path)


@torch.inference_mode()
def _features(
    compute: Compute, backbone: nn.Module, channels: Sequence[ImageArray], images: Sequence[tuple[str, str]]
) -> np.ndarray:
    volumes = np.stack([np.stack([channel.volume(*image) for channel in channels]) for image in images])
    with compute.autocast():
        return backbone(compute.images(torch.from_numpy(volumes))).float().cpu().numpy()
