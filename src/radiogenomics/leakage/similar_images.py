"""Images that are equal up to scale and noise, found among thousands without comparing all pairs voxel by voxel."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from radiogenomics.images.arrays import ORIGINAL, ImageArray
from radiogenomics.images.slice_arrays import SliceArray

TOLERANCE = 0.01
"""Largest difference of two equal images, in parts of their range: more than rescaling and rounding leave behind, and
far less than lies between two heads, or between a head and its altered copy."""
CORRELATION = 0.999
"""Least correlation of the voxels of two equal images: slight noise, or one bright voxel that changes the scale, leaves
more, and two heads have far less."""
BLOCKS = 4
"""Blocks along each axis, of which the largest values are compared first."""
FINE_BLOCKS = 8
"""Blocks along each axis, of which the means are compared first."""
SIMILAR = 0.99
"""Least correlation of these means; averaging removes noise, so that equal images have more."""
SHOWN = 0.01
"""Least share of pixels above the tolerance in a slice by which anybody could be known: above and below the head slices
are empty, and so equal in all patients."""
ROWS = 512
"""Images that are compared with all others at a time."""


@dataclass(frozen=True)
class Image:
    """One image of one patient: an original of a modality, or an augmented copy."""

    patient_id: str
    modality: str
    copy: str
    voxels: np.ndarray

    @property
    def is_copy(self) -> bool:
        """Whether it is an augmented copy."""
        return self.copy != ORIGINAL

    def __str__(self) -> str:
        """Patient, modality and, of a copy, its name."""
        copy = f", copy {self.copy!r}" if self.is_copy else ""
        return f"{self.patient_id} ({self.modality}{copy})"


def images_of(modality: str, *arrays: ImageArray) -> Iterator[Image]:
    """All images of some arrays of one modality; voxels are read when they are looked at."""
    for array in arrays:
        for (patient_id, copy), row in array.rows.items():
            yield Image(patient_id, modality, copy, array.array[row])


def images_of_slices(modality: str, array: SliceArray) -> Iterator[Image]:
    """All slices of one modality as images; pixels are read when they are looked at."""
    for (patient_id, copy, item), row in array.rows.items():
        yield Image(patient_id, f"{modality}, slice {array.numbers[patient_id, copy, item]}", copy, array.array[row])


def shows_something(image: Image) -> bool:
    """Whether a slice shows enough of a head to be that of one patient and no other; values are in [0, 1]."""
    return bool(np.count_nonzero(image.voxels > TOLERANCE) >= SHOWN * image.voxels.size)


def block_maxima(voxels: np.ndarray) -> np.ndarray:
    """Largest value in each of up to 4×4×4 blocks of an image (z, y, x), flat.

    Where no voxel of two images differs by more than a tolerance, none of these values does: a search among them
    misses no pair. Means would tell less: most of an image that was masked with a small tumour is 0.
    """
    return _blocks(voxels, np.maximum, BLOCKS)


def block_means(voxels: np.ndarray) -> np.ndarray:
    """Mean value in each of up to 8×8×8 blocks of an image (z, y, x), flat."""
    sizes = _blocks(np.ones(voxels.shape), np.add, FINE_BLOCKS)
    return _blocks(voxels.astype(np.float64), np.add, FINE_BLOCKS) / sizes


def equal_images(images: Iterable[Image]) -> list[tuple[Image, Image]]:
    """Pairs of equal images of different patients, in the order of the images.

    Equal are images that differ by no more than the tolerance in any voxel, and images whose voxels are correlated as
    those of two people never are. An image whose intensities were multiplied or shifted, or slightly altered, is thus
    equal to the one it was made from; an image that was shifted in space, cropped or masked otherwise is not.

    Args:
        images: of any modalities; all have one shape.
    """
    listed = list(images)
    if len(listed) < 2:
        return []
    maxima, means = (np.stack([summary(image.voxels) for image in listed]) for summary in (block_maxima, block_means))
    candidates = cKDTree(maxima).query_pairs(TOLERANCE, p=np.inf) | set(_correlated(means))
    return [(listed[one], listed[other]) for one, other in sorted(candidates) if _equal(listed[one], listed[other])]


def _blocks(voxels: np.ndarray, summary: np.ufunc, blocks: int) -> np.ndarray:
    for axis, length in enumerate(voxels.shape):
        starts = np.unique(np.arange(blocks) * length // blocks)
        voxels = summary.reduceat(voxels, starts, axis=axis)
    return voxels.ravel()


def _correlated(rows: np.ndarray) -> Iterator[tuple[int, int]]:
    """Pairs of rows with a correlation of at least `SIMILAR`; a constant row is like no other."""
    unit = np.apply_along_axis(_unit, 1, rows)
    for start in range(0, len(unit), ROWS):
        for one, other in np.argwhere(unit[start : start + ROWS] @ unit[start:].T >= SIMILAR):
            if one < other:
                yield int(start + one), int(start + other)


def _unit(values: np.ndarray) -> np.ndarray:
    """Deviations from the mean, of length 1; zeros where nothing varies. The dot product of two is a correlation."""
    deviations = values - values.mean(dtype=np.float64)
    length = np.linalg.norm(deviations)
    return deviations / length if length > 0 else deviations


def _equal(one: Image, other: Image) -> bool:
    if one.patient_id == other.patient_id:
        return False
    if np.abs(one.voxels - other.voxels).max() <= TOLERANCE:
        return True
    return bool(_unit(one.voxels.ravel()) @ _unit(other.voxels.ravel()) >= CORRELATION)
