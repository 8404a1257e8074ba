"""From a patient's scans to a segmentation network's input, and from its grid back to the scans'.

Ferreira et al. (TU Berlin), task 1: each network has a crop, a size and a scaling of intensities of its own. Their 3-D
U-Net is said to see 128×128×128 voxels cut out as [24:216, 24:216, 13:141] (x, y, z). That window has 192×192×128
voxels: here it is cut out as printed and its slices are then reduced to 128×128.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from radiogenomics.errors import InputError
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.volume import Volume
from radiogenomics.segmentation.case import Case
from radiogenomics.segmentation.settings import PreparationSettings

PUBLISHED: Mapping[str, PreparationSettings] = MappingProxyType(
    {
        "segresnet": PreparationSettings(),
        "unet25d": PreparationSettings(
            sequences=["FLAIR", "T1GD"],
            window=((60, 135), (0, 240), (0, 240)),
            slice_shape=(128, 128),
            intensities="maximum",
        ),
        "unet3d": PreparationSettings(
            window=((13, 141), (24, 216), (24, 216)),
            slice_shape=(128, 128),
            intensities="maximum",
            smallest_mask_share=0.01,
        ),
    }
)
"""Preparation of the three published networks, for scans of 155×240×240 voxels; of the 2.5-D network's scaling nothing
is printed, and of SegResNet's only "intensity normalization"."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What a network sees of a patient.

    Attributes:
        images: float32 (channels, z, y, x).
        mask: uint8 labels (z, y, x) on the same grid; None without a segmentation.
        window: part of the scans that is seen.
        scan_shape: voxels (z, y, x) of the scans.
    """

    images: np.ndarray
    mask: np.ndarray | None
    window: CropWindow
    scan_shape: tuple[int, ...]


def prepare(case: Case, settings: PreparationSettings) -> Prepared:
    """Crop, scale and resize a patient's scans, and the segmentation with them.

    Intensities are scaled by the whole scan, before it is cropped.

    Raises:
        InputError: a scan is smaller than the window, is 0 throughout, or has no positive voxel to be divided by.
    """
    window = _window(case, settings)
    scale = _z_score if settings.intensities == "z_score" else _by_maximum
    images = np.stack([scale(scan, case.patient_id)[window.slices] for scan in case.scans.values()])
    mask = None if case.mask is None else case.mask.array[window.slices].copy()
    if settings.slice_shape is not None:
        images = resized_slices(torch.from_numpy(images), settings.slice_shape).numpy()
        mask = None if mask is None else _resized_labels(mask, settings.slice_shape)
    return Prepared(images, mask, window, case.grid.array.shape)


def exclusion_reason(prepared: Prepared, settings: PreparationSettings) -> str | None:
    """Why a patient is left out of a network's cohort, for the cohort flow; None where the patient stays."""
    if prepared.mask is None or not settings.smallest_mask_share:
        return None
    share = np.count_nonzero(prepared.mask) / prepared.mask.size
    if share >= settings.smallest_mask_share:
        return None
    return f"the tumour takes {share:.2%} of the prepared volume, less than {settings.smallest_mask_share:.2%}"


def brain_window(case: Case) -> CropWindow:
    """Smallest box outside which all scans are 0.

    Raises:
        InputError: all scans are 0 throughout.
    """
    inside = np.any([scan.array != 0 for scan in case.scans.values()], axis=0)
    axes = [np.flatnonzero(inside.any(axis=others)) for others in ((1, 2), (0, 2), (0, 1))]
    if axes[0].size == 0:
        raise InputError(f"patient {case.patient_id}: {case.grid.path.name}: all voxels are 0; export the scan again")
    return CropWindow(tuple(int(axis[0]) for axis in axes), tuple(int(axis[-1]) + 1 for axis in axes))


def resized_slices(volumes: Tensor, shape: tuple[int, int]) -> Tensor:
    """Volumes (channels, z, y, x) with slices of another shape (y, x), linearly interpolated and without aliasing."""
    if volumes.shape[2:] == shape:
        return volumes
    return interpolate(volumes, shape, mode="bilinear", align_corners=False, antialias=True)


def on_scan_grid(labels: np.ndarray, window: CropWindow, scan_shape: tuple[int, ...]) -> np.ndarray:
    """Labels of a window on the grid of the scans; outside the window, which no network saw, is background."""
    whole = np.zeros(scan_shape, labels.dtype)
    whole[window.slices] = labels
    return whole


def _window(case: Case, settings: PreparationSettings) -> CropWindow:
    if settings.window is None:
        return brain_window(case)
    window = CropWindow(*(tuple(ends) for ends in zip(*settings.window, strict=True)))
    shape = case.grid.array.shape
    if any(stop > length for stop, length in zip(window.stop, shape, strict=True)):
        have, want = ("×".join(map(str, lengths)) for lengths in (shape, window.stop))
        raise InputError(
            f"patient {case.patient_id}: {case.grid.path.name} has {have} voxels (z, y, x), the crop `window` needs "
            f"{want}; give a smaller `window`, or null for the box of the brain"
        )
    return window


def _z_score(scan: Volume, patient_id: str) -> np.ndarray:
    inside = scan.array != 0
    values = scan.array[inside]
    if values.size == 0 or values.min() == values.max():
        raise InputError(
            f"patient {patient_id}: {scan.path.name}: the voxels that are not 0 are all equal; export the scan again"
        )
    scaled = (scan.array - values.mean(dtype=np.float64)) / values.std(dtype=np.float64)
    return np.where(inside, scaled, 0).astype(np.float32)


def _by_maximum(scan: Volume, patient_id: str) -> np.ndarray:
    highest = scan.array.max()
    if highest <= 0:
        raise InputError(
            f"patient {patient_id}: {scan.path.name}: no voxel is above 0 and nothing can be divided by the "
            "highest; use `intensities: z_score`, or export the scan again"
        )
    return scan.array / highest


def _resized_labels(mask: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    if mask.shape[1:] == shape:
        return mask
    return interpolate(torch.from_numpy(mask)[None], shape, mode="nearest-exact")[0].numpy()
