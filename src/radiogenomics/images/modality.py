"""All patients' scans of one modality, checked, preprocessed and written into one array."""

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, nearest, sha256_of, write_table
from radiogenomics.images.arrays import create_array
from radiogenomics.images.cohort_facts import (
    MaskFacts,
    ScanFacts,
    mask_facts,
    notice_odd_among_masks,
    notice_odd_among_scans,
    scan_facts,
)
from radiogenomics.images.crop import CropWindow, published_window
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.masks import expected, given, label_convention, mask_path, refuse_binary_masks
from radiogenomics.images.misplaced import coarse_scan
from radiogenomics.images.missing_labels import sites_of
from radiogenomics.images.nifti import describe
from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.preprocess import preprocess
from radiogenomics.images.same_scan import refuse_same_scan, voxels_sha256
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.volume import (
    Volume,
    check_contrast,
    check_geometry,
    read_mask,
    read_stored,
    read_volume,
    source_sha256,
)
from radiogenomics.images.workers import map_patients
from radiogenomics.oddities import notice

logger = logging.getLogger(__name__)

MOST_LOST = 0.05
"""Share of a head or tumour by which more may lie outside of the window than of the middle patient's."""


def write_images(
    patients: pd.DataFrame,
    modality: str,
    window: CropWindow,
    settings: ImageSettings,
    array_path: str | Path,
    index_path: str | Path,
    workers: int = 1,
) -> None:
    """Preprocess one modality of all patients into one array, one row per patient in the order of the table.

    Args:
        patients: patient_id, path_<modality>, path_automatic, path_corrected and, where the segmentations' labels are
            not BraTS's, label_convention; an empty path is a file not found.
        modality: the archive's file suffix, as in path_<modality>.
        window: part of the volume that is kept.
        settings: the config section `images`.
        array_path: array to write, float32 (n, *settings.shape).
        index_path: its index: patient_id, row, source, source_sha256, voxels_sha256 (of the scan as it was read,
            however its file is compressed), mask, mask_sha256 (the segmentation that was applied; empty for none),
            z, y, x (the shape of an image).
        workers: processes, each of which reads one patient at a time.

    Raises:
        InputError: of the first patient whose scan or mask is missing or faulty (all patients are checked), of two
            patients who have the same scan, or all masks hold no label but 1 and nobody says what it means.
    """
    array_path = Path(array_path)
    scans = _scans(patients, modality, settings)
    _log_masks(scans, patients, settings)
    with atomic_path(array_path) as temporary:
        create_array(temporary, (len(scans), *settings.shape), array_path)
        write = partial(_write_scan, modality=modality, array_path=temporary, window=window, settings=settings)
        written = map_patients(write, scans, workers)
        _check_one_grid(scans, written)
        if settings.crop == "published":
            _check_published_window(scans, written, window)
        elif settings.mask == "none":
            _check_grid_of_masks(patients, scans, written)
        _notice_cut_off(scans, written)
        notice_odd_among_scans(found.facts for found in written)
        notice_odd_among_masks((found.mask for found in written if found.mask is not None), sites_of(patients))
        masks = [(scan, found.labels) for scan, found in zip(scans, written, strict=True) if scan.mask_path is not None]
        refuse_binary_masks((scan.mask_path, scan.label_convention, labels) for scan, labels in masks)
        refuse_same_scan(
            [(scan.patient_id, scan.path, found.voxels) for scan, found in zip(scans, written, strict=True)]
        )
    index = pd.DataFrame(
        {
            "patient_id": [scan.patient_id for scan in scans],
            "row": [scan.row for scan in scans],
            "source": [str(scan.path) for scan in scans],
            "source_sha256": [scan.sha256 for scan in written],
            "voxels_sha256": [scan.voxels for scan in written],
            "mask": [scan.mask_path and str(scan.mask_path) for scan in scans],
            "mask_sha256": [scan.mask_sha256 for scan in written],
        }
    )
    write_table(index.assign(**dict(zip("zyx", settings.shape, strict=True))), index_path)


@dataclass(frozen=True)
class _Scan:
    """What a worker needs to know of a patient."""

    patient_id: str
    row: int
    path: Path
    mask_path: Path | None
    label_convention: LabelConvention | None


@dataclass(frozen=True)
class _Written:
    """What a worker found out about a scan."""

    sha256: str
    voxels: str
    mask_sha256: str | None
    labels: tuple[int, ...]
    grid: tuple[tuple[float, ...], ...]
    lost: float
    facts: ScanFacts
    mask: MaskFacts | None


def _scans(patients: pd.DataFrame, modality: str, settings: ImageSettings) -> list[_Scan]:
    column = f"path_{modality}"
    if column not in patients:
        raise InputError(f"cohort.csv: column {column!r} is missing{nearest(column, patients.columns)}")
    scans = []
    for row, (_, patient) in enumerate(patients.iterrows()):
        patient_id = str(patient["patient_id"])
        if not given(patient[column]):
            raise InputError(
                f"patient {patient_id}: no {modality} scan found{expected(patient, modality)}; "
                "download it or exclude the patient"
            )
        mask = mask_path(patient, settings.mask)
        scans.append(_Scan(patient_id, row, Path(patient[column]), mask, label_convention(patient)))
    return scans


def _log_masks(scans: list[_Scan], patients: pd.DataFrame, settings: ImageSettings) -> None:
    """Say for how many patients a corrected segmentation was wanted and an automatic one has to serve."""
    if settings.mask == "corrected":
        corrected = sum(map(given, patients["path_corrected"]))
        logger.info("corrected segmentations of %d patients, automatic ones of %d", corrected, len(scans) - corrected)


def _write_scan(scan: _Scan, modality: str, array_path: Path, window: CropWindow, settings: ImageSettings) -> _Written:
    """Read, check and preprocess one scan and write it into its row."""
    image = read_volume(scan.path, scan.patient_id)
    _check_window(image, window, scan.patient_id)
    mask = None
    if scan.mask_path is not None:
        mask = read_mask(scan.mask_path, scan.patient_id, scan.label_convention)
        check_geometry(image, mask, scan.patient_id)
        check_contrast(image, mask, scan.patient_id)
    notice_odd_voxels(image, mask, scan.patient_id, modality)
    result = preprocess(image.array, None if mask is None else mask.array, window, settings.downscale, settings.shape)
    if not result.any():
        raise InputError(
            f"{describe(scan.path, scan.patient_id)}: nothing is left inside the crop window; "
            "set images.crop to training_tumours or exclude the patient"
        )
    np.lib.format.open_memmap(array_path, mode="r+")[scan.row] = result
    grid = (image.array.shape, tuple(np.round(image.spacing, 3)), tuple(np.round(image.direction, 2) + 0.0))
    return _Written(
        sha256=source_sha256(scan.path),
        voxels=voxels_sha256(image.array),
        mask_sha256=scan.mask_path and sha256_of(scan.mask_path),
        labels=() if mask is None else mask.labels,
        grid=grid,
        lost=_share_outside(image.array != 0 if mask is None else mask.array > 0, window),
        facts=scan_facts(image, scan.patient_id, modality),
        mask=mask and mask_facts(mask, scan.patient_id, {modality: coarse_scan(image)}),
    )


def _share_outside(kept: np.ndarray, window: CropWindow) -> float:
    """Share of what is kept of a scan that lies outside of the window."""
    return 1 - np.count_nonzero(kept[window.slices]) / max(1, np.count_nonzero(kept))


def _check_window(image: Volume, window: CropWindow, patient_id: str) -> None:
    if any(stop > length for stop, length in zip(window.stop, image.array.shape, strict=True)):
        have, want = ("×".join(map(str, lengths)) for lengths in (image.array.shape, window.stop))
        raise InputError(
            f"{describe(image.path, patient_id)}: {have} voxels (z, y, x) do not reach the crop window's end {want}; "
            "resample the scan to the grid of the other patients"
        )


def _check_published_window(scans: list[_Scan], written: list[_Written], window: CropWindow) -> None:
    """The window is in voxels of the scans it was made for; a sequence on another grid would be cut elsewhere."""
    shape, spacing, _ = written[0].grid
    own = published_window(spacing, shape)
    if own != window:
        edges = "×".join(f"{size:g}" for size in spacing)
        raise InputError(
            f"{describe(scans[0].path, scans[0].patient_id)}: in its voxels of {edges} mm the published window is "
            f"{own.to_dict()}, but the study's is {window.to_dict()}; resample the scans of all sequences to one grid"
        )


def _check_grid_of_masks(patients: pd.DataFrame, scans: list[_Scan], written: list[_Written]) -> None:
    """Where no scan is masked, nothing else holds scans against the masks in whose voxels the window is."""
    found = next(filter(given, patients["path_automatic"]), None)
    mask = None if found is None else read_stored(found)
    if mask is not None and (mask.array.shape, tuple(np.round(mask.spacing, 3))) != written[0].grid[:2]:
        raise InputError(
            f"{describe(scans[0].path, scans[0].patient_id)}: other shape or spacing than the segmentations by which "
            f"the crop window was made ({mask.path}); resample the scans of all sequences to one grid"
        )


def _notice_cut_off(scans: list[_Scan], written: list[_Written]) -> None:
    """Notice heads, or tumours, of which more lies outside of the window than of those of others."""
    usual = float(np.median([result.lost for result in written]))
    for scan, result in zip(scans, written, strict=True):
        if result.lost > usual + MOST_LOST:
            what = "head" if scan.mask_path is None else "tumour"
            notice(
                scan.path,
                scan.patient_id,
                f"{result.lost:.0%} of the {what} lie outside of the crop window, of the middle patient {usual:.0%}; "
                "does the scan lie where those of others do?",
            )


def _check_one_grid(scans: list[_Scan], written: list[_Written]) -> None:
    """One window in voxels is the same place in every head only if all scans have one grid."""
    for scan, result in zip(scans, written, strict=True):
        if result.grid != written[0].grid:
            (shape, *_), (other, *_) = result.grid, written[0].grid
            first = "if their header is right (in DICOM, PixelSpacing), " if shape == other else ""
            raise InputError(
                f"{describe(scan.path, scan.patient_id)}: {_said(result.grid)}, and the scan of "
                f"{scans[0].patient_id} has {_said(written[0].grid)}; {first}resample it to the same grid"
            )


def _said(grid: tuple[tuple[float, ...], ...]) -> str:
    """`40×48×48 voxels of 1×1×1 mm (z, y, x), direction 1 0 0 0 1 0 0 0 1`."""
    shape, spacing, direction = grid
    voxels, edges = "×".join(map(str, shape)), "×".join(f"{edge:g}" for edge in spacing[::-1])
    return f"{voxels} voxels of {edges} mm (z, y, x), direction {' '.join(f'{cosine:g}' for cosine in direction)}"
