"""Augmented copies, made once per image, against copies made anew for every fold that trains on the image.

OMP_NUM_THREADS=1 python benchmarks/augmentation.py
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from measured import Row, agreement, ratio, show, timed

from radiogenomics.images.arrays import ImageArray, open_images
from radiogenomics.images.augment import augment, write_augmented
from radiogenomics.images.settings import AugmentationSettings
from radiogenomics.seeds import derive_seed

SHAPE, PATIENTS, FOLDS = (70, 86, 86), 4, 5
SETTINGS = AugmentationSettings()


def simulated(folder: Path) -> ImageArray:
    """Images of some patients: noise."""
    volumes = np.random.default_rng(0).random((PATIENTS, *SHAPE), dtype=np.float32)
    np.save(folder / "images.npy", volumes)
    lines = ["patient_id,row", *(f"P{row},{row}" for row in range(PATIENTS))]
    (folder / "images.csv").write_text("\n".join(lines) + "\n")
    return open_images(folder / "images.npy", folder / "images.csv")


def cached(images: ImageArray, folder: Path) -> np.ndarray:
    """Write all copies once, and read them for each fold that trains on the image."""
    paths = folder / "augmented.npy", folder / "augmented.csv"
    write_augmented(images, images.patient_ids, SETTINGS, 1, *paths)
    copies = open_images(*paths)
    for _ in range(FOLDS - 1):
        read = np.stack([copies.volume(*row) for row in copies.rows])
    return read


def anew(images: ImageArray) -> np.ndarray:
    """Make all copies in each fold that trains on the image."""
    for _ in range(FOLDS - 1):
        made = [
            augment(images.volume(patient), transform, SETTINGS, derive_seed(1, patient, transform))
            for patient in images.patient_ids
            for transform in SETTINGS.transforms
        ]
    return np.stack(made)


def rows() -> Iterator[Row]:
    """Seconds of all copies of some patients for all folds of one training."""
    with tempfile.TemporaryDirectory() as name:
        images = simulated(Path(name))
        seconds, found = timed(lambda: cached(images, Path(name)))
        slow, expected = timed(lambda: anew(images))
    note = agreement("copies", found, expected, 0)
    what = f"{len(SETTINGS.transforms)} copies of {PATIENTS} patients, {FOLDS} folds"
    yield ratio("augmentation", what, seconds, slow, "", note)


if __name__ == "__main__":
    show(rows())
