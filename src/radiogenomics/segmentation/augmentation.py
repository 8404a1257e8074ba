"""Altered views of a training patient: a random crop, random flips, shifted and scaled intensities.

Ferreira et al. (TU Berlin), SegResNet Model: "random flips along all image axes, spatial cropping to an area of
128×128×128 and random image shifting". What is shifted is not said; here it is the intensities, as in MONAI's example
of this network, for a random crop shifts the image already. Where a crop is much smaller than the scan and most of them
would show no tumour, some can be placed around a voxel of it (MONAI's `RandCropByPosNegLabel`).
"""

import numpy as np

from radiogenomics.segmentation.settings import SegmentationAugmentationSettings


def augment(
    images: np.ndarray, mask: np.ndarray, settings: SegmentationAugmentationSettings, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """One altered view of a patient; images and labels are cropped and flipped alike.

    Args:
        images: float32 (channels, z, y, x).
        mask: labels (z, y, x).
        settings: what is done and how strongly.
        seed: the same seed gives the same view.

    Returns:
        Images and labels, of the shape of the crop.
    """
    random = np.random.default_rng(seed)
    if settings.crop is not None:
        images, mask = _cropped(images, mask, settings.crop, settings.around_tumour, random)
    for axis in range(3):
        if random.random() < settings.flip_probability:
            images, mask = np.flip(images, axis + 1), np.flip(mask, axis)
    shape = (len(images), 1, 1, 1)
    scale = 1 + random.uniform(-settings.intensity_scale, settings.intensity_scale, shape)
    shift = random.uniform(-settings.intensity_shift, settings.intensity_shift, shape)
    altered = np.where(images != 0, images * scale + shift, 0).astype(np.float32)
    return altered, np.ascontiguousarray(mask)


def padded_to(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Array whose last axes reach `shape`, with zeros on both sides (the odd one after); longer axes stay."""
    missing = [max(0, wanted - have) for have, wanted in zip(array.shape[-len(shape) :], shape, strict=True)]
    if not any(missing):
        return array
    ends = [(total // 2, total - total // 2) for total in missing]
    return np.pad(array, [(0, 0)] * (array.ndim - len(shape)) + ends)


def _cropped(
    images: np.ndarray,
    mask: np.ndarray,
    shape: tuple[int, ...],
    around_tumour: float,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    images, mask = padded_to(images, shape), padded_to(mask, shape)
    if mask.any() and random.random() < around_tumour:
        starts = _starts_around(np.flatnonzero(mask), mask.shape, shape, random)
    else:
        starts = [int(random.integers(0, have - wanted + 1)) for have, wanted in zip(mask.shape, shape, strict=True)]
    box = tuple(slice(start, start + length) for start, length in zip(starts, shape, strict=True))
    return images[:, *box], mask[box]


def _starts_around(
    voxels: np.ndarray, whole: tuple[int, ...], shape: tuple[int, ...], random: np.random.Generator
) -> list[int]:
    """First voxels of a crop whose centre is one of some voxels, or as near to it as the edges of the image allow."""
    # Imported here: MONAI takes seconds, and what prepares or shows scans needs the padding alone.
    from monai.transforms.utils import generate_pos_neg_label_crop_centers

    state = np.random.RandomState(random.integers(2**32))
    (centre,) = generate_pos_neg_label_crop_centers(shape, 1, 1.0, whole, voxels, voxels, state)
    return [middle - length // 2 for middle, length in zip(centre, shape, strict=True)]
