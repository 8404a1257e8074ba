"""The slice of a patient that shows most of the tumour, with the segmentation as a channel of its own.

Lyu and Costen cut "the maximum voxel layer … along the transverse axis" out of four scans and the segmentation,
240 × 240 pixels each. They do not say how grey values are scaled: here each scan is, over its whole volume,
from its darkest to its brightest voxel; nor how the segmentation's numbers are: here 0 is no tumour, and a region's
number is divided by 4.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, write_table
from radiogenomics.images.arrays import create_array
from radiogenomics.images.cohort_facts import (
    MaskFacts,
    ScanFacts,
    mask_facts,
    notice_odd_among_masks,
    notice_odd_among_scans,
    scan_facts,
)
from radiogenomics.images.exchanged_contrast import notice_exchanged_contrast
from radiogenomics.images.labels import ENHANCING, WHOLE_TUMOUR
from radiogenomics.images.masks import given, label_convention, mask_path
from radiogenomics.images.misplaced import coarse_scan, notice_misplaced_sequences
from radiogenomics.images.missing_labels import sites_of
from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.preprocess import min_max_scaled, over_background, padded
from radiogenomics.images.region_brightness import notice_inverted_sequences
from radiogenomics.images.same_scan import notice_scaled_sequences
from radiogenomics.images.volume import Volume, check_geometry, read_mask, read_volume
from radiogenomics.modalities import STRUCTURAL

SEGMENTATION = "segmentation"
CHANNELS = (*STRUCTURAL, SEGMENTATION)
SIZE = 240


def largest_slice(mask: np.ndarray) -> int:
    """Number of the axial slice with most tumour voxels of a segmentation (z, y, x); of several, the lowest.

    The paper does not say which of several; nothing else tells them apart.
    """
    return int(np.argmax(np.count_nonzero(mask, axis=(1, 2))))


def tumour_slice(
    patient: pd.Series,
    segmentation: Literal["automatic", "corrected"] = "corrected",
    modalities: Sequence[str] = STRUCTURAL,
    size: int = SIZE,
) -> tuple[np.ndarray, int]:
    """Read the slice of one patient.

    Args:
        patient: row of cohort.csv, with `path_<modality>` of every modality.
        segmentation: which segmentation; `corrected` falls back to `automatic`.
        modalities: the scans, in the order of the channels.
        size: pixels along each edge; a smaller scan is surrounded by zeros on both sides.

    Returns:
        float32 (modalities + 1, size, size) in [0, 1], the segmentation last; and the number of the slice in the
        volume.

    Raises:
        InputError: a file is missing or cannot be read, a scan lies on another grid than the segmentation, or it is
            larger than `size`.
    """
    scans, mask = _read(patient, segmentation, modalities)
    return _cut(scans, mask, size, patient["patient_id"])


def _read(
    patient: pd.Series, segmentation: Literal["automatic", "corrected"], modalities: Sequence[str]
) -> tuple[dict[str, Volume], Volume]:
    """Scans by modality, all on the grid of the segmentation."""
    name = patient["patient_id"]
    mask = read_mask(mask_path(patient, segmentation), name, label_convention(patient))
    scans = {}
    for modality in modalities:
        path = patient[f"path_{modality}"]
        if not given(path):
            raise InputError(f"patient {name}: no {modality} scan found; download or exclude the patient")
        scans[modality] = read_volume(path, name)
        check_geometry(scans[modality], mask, name)
        notice_odd_voxels(scans[modality], mask, name, modality)
    return scans, mask


def _cut(scans: Mapping[str, Volume], mask: Volume, size: int, name: str) -> tuple[np.ndarray, int]:
    number = largest_slice(mask.array)
    scaled = (min_max_scaled(over_background(scan.array, scan.array != 0)) for scan in scans.values())
    channels = [scan[number] for scan in scaled]
    labels = np.where(mask.array[number] == WHOLE_TUMOUR, ENHANCING, mask.array[number])
    channels.append(labels.astype(np.float32) / ENHANCING)
    if max(labels.shape) > size:
        raise InputError(
            f"patient {name}: slices of {' × '.join(map(str, labels.shape))} pixels do not fit in {size} × {size}; "
            "raise the size of the slices"
        )
    return np.stack([padded(channel, (size, size)) for channel in channels]).astype(np.float32), number


def write_slices(
    cohort: pd.DataFrame,
    array_path: str | Path,
    index_path: str | Path,
    segmentation: Literal["automatic", "corrected"] = "corrected",
    size: int = SIZE,
) -> None:
    """Write the slices of all included patients who have every modality, as `images.arrays.open_images` reads them.

    The array is float32 (n, 5, size, size); the index has patient_id, row and slice (its number in the volume).

    Raises:
        InputError: as of `tumour_slice`; or nobody has all modalities.
    """
    complete = cohort["included"].astype(bool) & cohort[[f"has_{modality}" for modality in STRUCTURAL]].all(axis=1)
    patients = cohort[complete].sort_values("patient_id")
    if patients.empty:
        raise InputError(
            f"none of the {len(cohort)} patients of the cohort has {', '.join(STRUCTURAL)}; check its files"
        )
    numbers: list[int] = []
    all_scans: list[ScanFacts] = []
    all_masks: list[MaskFacts] = []
    with atomic_path(array_path) as temporary:
        create_array(temporary, (len(patients), len(CHANNELS), size, size), Path(array_path))
        array = np.lib.format.open_memmap(temporary, mode="r+")
        for row, (_, patient) in enumerate(patients.iterrows()):
            name = str(patient["patient_id"])
            scans, mask = _read(patient, segmentation, STRUCTURAL)
            array[row], number = _cut(scans, mask, size, name)
            numbers.append(number)
            coarse = {modality: coarse_scan(scan) for modality, scan in scans.items()}
            placed = notice_misplaced_sequences(name, coarse)
            notice_inverted_sequences(name, coarse)
            notice_scaled_sequences(name, {modality: scan.array[mask.array > 0] for modality, scan in scans.items()})
            notice_exchanged_contrast(name, mask.array, coarse)
            all_scans += [scan_facts(scan, name, modality) for modality, scan in scans.items()]
            all_masks.append(mask_facts(mask, name, placed))
        array.flush()
    notice_odd_among_scans(all_scans)
    notice_odd_among_masks(all_masks, sites_of(patients))
    index = {"patient_id": patients["patient_id"], "row": range(len(patients)), "slice": numbers}
    write_table(pd.DataFrame(index), index_path)
