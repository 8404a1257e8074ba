"""Features of all images by a frozen backbone, computed once for all folds and epochs of a head's training."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from radiogenomics.devices.compute import Compute
from radiogenomics.files import atomic_path, write_table
from radiogenomics.images.arrays import ImageArray
from radiogenomics.images.changed_slices import ChangedSlices
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.networks.network import Network
from radiogenomics.networks.predictor import predictor

Images = ImageArray | SliceArray | ChangedSlices


def write_features(
    compute: Compute,
    network: Network,
    sources: Sequence[Sequence[Images]],
    batch_size: int,
    array_path: str | Path,
    index_path: str | Path,
) -> None:
    """Pass every image, and every augmented copy of one, through a frozen backbone once.

    Frozen batch norms are in eval mode, so an image's features depend neither on its batch mates nor on the fold or the
    epoch: training the head on them is training the head through the whole network.

    Args:
        compute: where.
        network: has a method `features`, all of which is frozen; it stays as it is.
        sources: arrays of the input's channels, and those of the channels' augmented copies.
        batch_size: images that are passed through at once.
        array_path: array to write, float32 (images, features).
        index_path: its index: patient_id, copy, of slices item, and row.
    """
    ready = predictor(network, compute)
    rows, features = [], []
    for channels in sources:
        images = [image for image in channels[0].rows if all(image in channel.rows for channel in channels)]
        rows += images
        for start in range(0, len(images), batch_size):
            features.append(_features(compute, ready, channels, images[start : start + batch_size]))
    with atomic_path(array_path) as temporary, temporary.open("wb") as file:
        np.save(file, np.concatenate(features))
    index = pd.DataFrame(rows, columns=list(sources[0][0].key_columns))
    write_table(index.assign(row=range(len(index))), index_path)


def features_of(compute: Compute, network: Network, images: np.ndarray, batch_size: int) -> np.ndarray:
    """Features, float32 (n, features), of images (n, channels, …) by a frozen backbone, as `write_features`."""
    ready = predictor(network, compute)
    starts = range(0, len(images), batch_size)
    return np.concatenate([_passed(compute, ready, images[start : start + batch_size]) for start in starts])


def _features(compute: Compute, network: Network, channels: Sequence[Images], images: Sequence[tuple]) -> np.ndarray:
    return _passed(
        compute, network, np.stack([np.stack([channel.at(image) for channel in channels]) for image in images])
    )


@torch.inference_mode()
def _passed(compute: Compute, network: Network, images: np.ndarray) -> np.ndarray:
    with compute.autocast():
        return network.features(compute.images(torch.from_numpy(images))).float().cpu().numpy()
