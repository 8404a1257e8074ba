"""Head-only transfer: frozen features once for all folds and epochs, against a pass in every epoch of every fold.

    python benchmarks/frozen_features.py [--edge 70 86 86] [--width 64]

The straightforward way trains one fold for an epoch on a few patients, and is scaled to all folds and 90 epochs.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from measured import Row, agreement, ratio, show, sizes, timed

from radiogenomics.devices.compute import compute_on
from radiogenomics.images.arrays import ImageArray, open_images
from radiogenomics.networks.frozen_features import write_features
from radiogenomics.networks.head import HeadAlone
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.training.examples import ExampleDataset
from radiogenomics.training.loop import train
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.binary import BinaryTask

PATIENTS, FOLDS, EPOCHS = 5, 5, 90


def network(width: int) -> ResNetClassifier:
    """The same network in every call."""
    torch.manual_seed(0)
    return ResNetClassifier(50, 1, width, "head")


def write_patients(folder: Path, edge: tuple[int, int, int]) -> ImageArray:
    """Images of some patients."""
    volumes = np.random.default_rng(0).random((PATIENTS, *edge), dtype=np.float32)
    np.save(folder / "images.npy", volumes)
    index = pd.DataFrame({"patient_id": [f"P{row}" for row in range(PATIENTS)], "row": range(PATIENTS)})
    index.to_csv(folder / "images.csv", index=False)
    return open_images(folder / "images.npy", folder / "images.csv")


def loss_of(trained: torch.nn.Module, seen: ImageArray, folder: Path, epochs: int) -> float:
    """Train on all patients but one, who validates; returns the last epoch's loss."""
    rows = [(patient, "original", number % 2) for number, patient in enumerate(seen.patient_ids)]
    examples = pd.DataFrame(rows, columns=["patient_id", "copy", "label"])
    parts = [ExampleDataset(part, [seen]) for part in (examples[1:], examples[:1])]
    settings = TrainingSettings(epochs=epochs, checkpoint_seconds=3600)
    history = train(trained, BinaryTask(), *parts, settings, folder / type(trained).__name__, {}, 1).history
    return history["training_loss"].iloc[-1]


def rows(edge: tuple[int, int, int] = (70, 86, 86), width: int = 64) -> Iterator[Row]:
    """Seconds of all folds' trainings on some patients."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = write_patients(folder, edge)
        paths = folder / "features.npy", folder / "features.csv"
        once, _ = timed(lambda: write_features(compute_on("cpu"), network(width), [[images]], 4, *paths))
        features = open_images(*paths, 2)
        head, _ = timed(lambda: loss_of(HeadAlone(network(width).head), features, folder / "long", EPOCHS))
        epoch, expected = timed(lambda: loss_of(network(width), images, folder, 1))
        found = loss_of(HeadAlone(network(width).head), features, folder / "short", 1)
    what = f"{FOLDS} folds × {EPOCHS} epochs of a head, {PATIENTS} patients"
    note = agreement("first losses", found, expected, 1e-5)
    yield ratio("frozen_features", what, once + FOLDS * head, FOLDS * EPOCHS * epoch, "", note)


if __name__ == "__main__":
    show(rows(**sizes()))
