"""Altered copies of training images (Schmitz 2024, section 2.2).

Each copy depends on nothing but the image, the settings and a seed. The seed is made of the patient and the transform,
not of the modality, so the copies of a patient's modalities stay aligned.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from pathlib import Path

import elasticdeform
import numpy as np
import pandas as pd
from scipy import ndimage

from radiogenomics.files import atomic_path, write_table
from radiogenomics.images.arrays import ImageArray, create_array
from radiogenomics.images.settings import AugmentationSettings
from radiogenomics.images.workers import map_patients
from radiogenomics.seeds import derive_seed

AXIAL_PLANE = (1, 2)
LEFT_RIGHT = 2


def augment(volume: np.ndarray, transform: str, settings: AugmentationSettings, seed: int) -> np.ndarray:
    """One altered copy of an image.

    Args:
        volume: float32 (z, y, x) in [0, 1], x running from one side of the head to the other.
        transform: `flip`, `rotate`, `noise` or `elastic`.
        settings: strengths.
        seed: the same seed changes any modality alike.

    Returns:
        float32 array of the same shape, in [0, 1].
    """
    altered = AUGMENTATIONS[transform](volume, settings, np.random.default_rng(seed))
    return np.clip(altered, 0, 1, dtype=np.float32)


def write_augmented(
    images: ImageArray,
    patient_ids: Sequence[str],
    settings: AugmentationSettings,
    seed: int,
    array_path: str | Path,
    index_path: str | Path,
    workers: int = 1,
) -> None:
    """Write one copy of every training patient's image by each transform into one array.

    Args:
        images: preprocessed scans of one modality.
        patient_ids: training patients.
        settings: transforms and their strengths.
        seed: the study's seed; each copy's own is derived from it, the patient and the transform.
        array_path: array to write, float32 (patients × transforms, z, y, x), the copies of a patient side by side.
        index_path: its index: patient_id, copy, row.
        workers: processes.

    Raises:
        InputError: a patient has no image, or the disk is full.
    """
    copies = list(product(patient_ids, settings.transforms))
    with atomic_path(array_path) as temporary:
        create_array(temporary, (len(copies), *images.array.shape[1:]), Path(array_path))
        write = partial(_write_copy, images=images, settings=settings, seed=seed, array_path=temporary)
        map_patients(write, list(enumerate(copies)), workers)
    index = pd.DataFrame(copies, columns=["patient_id", "copy"])
    write_table(index.assign(row=range(len(copies))), index_path)


def flip(volume: np.ndarray) -> np.ndarray:
    """Exchange left and right, the one mirror image that is again a plausible head."""
    return np.flip(volume, LEFT_RIGHT)


def rotate(volume: np.ndarray, angle: float) -> np.ndarray:
    """Rotate in the axial plane by `angle` degrees, linearly interpolated; what enters from outside is 0."""
    return ndimage.rotate(volume, angle, axes=AXIAL_PLANE, reshape=False, order=1)


def add_noise(volume: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Add noise where the image is not 0.

    Outside lies what was masked or padded away, not air that a scanner measured: noise there would tell the copies
    from the originals and drown the outline of the tumour.
    """
    return np.where(volume > 0, volume + noise, 0)


def deform(volume: np.ndarray, displacement: np.ndarray) -> np.ndarray:
    """Deform by the displacement (3, points, points, points) in voxels of a grid of control points.

    Linear interpolation of the grey values neither overshoots nor blurs a 0 into the surroundings.
    """
    return elasticdeform.deform_grid(volume, displacement, order=1)


def _write_copy(
    copy: tuple[int, tuple[str, str]], images: ImageArray, settings: AugmentationSettings, seed: int, array_path: Path
) -> None:
    row, (patient_id, transform) = copy
    altered = augment(images.volume(patient_id), transform, settings, derive_seed(seed, patient_id, transform))
    np.lib.format.open_memmap(array_path, mode="r+")[row] = altered


def _flip(volume: np.ndarray, settings: AugmentationSettings, generator: np.random.Generator) -> np.ndarray:
    return flip(volume)


def _rotate(volume: np.ndarray, settings: AugmentationSettings, generator: np.random.Generator) -> np.ndarray:
    return rotate(volume, generator.uniform(-settings.maximum_angle, settings.maximum_angle))


def _noise(volume: np.ndarray, settings: AugmentationSettings, generator: np.random.Generator) -> np.ndarray:
    # Drawn for every voxel, so that the draw does not depend on where this modality happens to be 0.
    return add_noise(volume, settings.noise_sd * generator.standard_normal(volume.shape, dtype=np.float32))


def _elastic(volume: np.ndarray, settings: AugmentationSettings, generator: np.random.Generator) -> np.ndarray:
    # Drawn here because elasticdeform's own draw takes from numpy's global state.
    points = (volume.ndim, *[settings.elastic_points] * volume.ndim)
    return deform(volume, generator.normal(0, settings.elastic_sigma, points))


AUGMENTATIONS: dict[str, Callable[[np.ndarray, AugmentationSettings, np.random.Generator], np.ndarray]] = {
    "flip": _flip,
    "rotate": _rotate,
    "noise": _noise,
    "elastic": _elastic,
}
