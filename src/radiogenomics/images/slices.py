"""All patients' slices of one modality, chosen, scaled, resized and written into one array."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, nearest, sha256_of, write_table
from radiogenomics.images.arrays import ORIGINAL, create_array
from radiogenomics.images.axial import AxialScan, VolumeScan, count_slices, open_scan
from radiogenomics.images.cohort_facts import MaskFacts, mask_facts, notice_odd_among_masks
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.masks import drawn_mask, expected, given, label_convention, mask_path
from radiogenomics.images.misplaced import CoarseScan, thinned
from radiogenomics.images.missing_labels import sites_of
from radiogenomics.images.nifti import describe
from radiogenomics.images.odd_slices import SliceFacts, notice_odd_slices, slice_facts
from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.preprocess import over_background
from radiogenomics.images.same_scan import refuse_same_scan, voxels_sha256
from radiogenomics.images.slice_choice import (
    around,
    brightest,
    central,
    middle,
    tumour_largest,
    tumour_midpoint,
)
from radiogenomics.images.slice_pixels import fitted, scaled
from radiogenomics.images.slice_settings import BY_TUMOUR, SliceSettings
from radiogenomics.images.volume import (
    EmptyMaskError,
    Volume,
    check_geometry,
    read_mask,
    read_volume,
    source_sha256,
)
from radiogenomics.images.workers import map_patients

CENTRES: dict[str, Callable[[np.ndarray], int]] = {
    "tumour_midpoint": tumour_midpoint,
    "tumour_largest": tumour_largest,
}


def write_slices(
    patients: pd.DataFrame,
    modality: str,
    settings: SliceSettings,
    array_path: str | Path,
    index_path: str | Path,
    exclusions_path: str | Path,
    workers: int = 1,
) -> None:
    """Write the chosen slices of one modality of all patients into one array, in the order of the table.

    Scans need not be registered, nor lie on one grid: slices are axial, whichever way the voxels are stored.

    Args:
        patients: patient_id, path_<modality> (NIfTI file or folder of a DICOM series), where segmentations are read
            path_automatic, path_corrected and (unless it is BraTS's) label_convention; where known, has_<modality>,
            has_automatic and has_corrected: what the archive promises. What it does not promise excludes the patient;
            what it promises and is not there is an error.
        modality: the archive's file suffix, as in path_<modality>.
        settings: which slices, and what becomes of them.
        array_path: array to write, float32 (n, *settings.shape).
        index_path: its index: patient_id, copy, item, row, source, source_sha256, voxels_sha256 (of the patient's
            chosen slices as they were read), mask, mask_sha256 (of the segmentation that was read; empty for none),
            slice (number in the scan, 0 the lowest), grid (where the scan's voxels lie), y, x (shape of a slice).
        exclusions_path: patients without a slice: patient_id, modality, reason.
        workers: processes, each of which reads one patient at a time.

    Raises:
        InputError: of the first patient whose scan or mask is missing or faulty (all are checked), of two patients
            who have the same slices, or nobody is left.
    """
    array_path = Path(array_path)
    scans, excluded = _scans(patients, modality, settings)
    planned = map_patients(partial(_plan, settings=settings), scans, workers)
    excluded |= {scan.patient_id: plan for scan, plan in zip(scans, planned, strict=True) if isinstance(plan, str)}
    plans = [(scan, plan) for scan, plan in zip(scans, planned, strict=True) if isinstance(plan, int)]
    if not plans:
        reasons = "; ".join(sorted(set(excluded.values())))
        raise InputError(f"{modality}: no slice of any of the {len(patients)} patients ({reasons})")
    ends = np.cumsum([count for _, count in plans]).tolist()
    tasks = [_Task(scan, end - count, end) for (scan, count), end in zip(plans, ends, strict=True)]
    with atomic_path(array_path) as temporary:
        create_array(temporary, (ends[-1], *settings.shape), array_path)
        write = partial(_write, array_path=temporary, settings=settings)
        written = map_patients(write, tasks, workers)
        refuse_same_scan(
            [(task.scan.patient_id, task.scan.path, found.voxels) for task, found in zip(tasks, written, strict=True)]
        )
    notice_odd_slices([found.facts for found in written], settings)
    notice_odd_among_masks((found.mask for found in written if found.mask is not None), sites_of(patients))
    index = pd.concat(map(_index_rows, tasks, written), ignore_index=True)
    write_table(index.assign(y=settings.shape[0], x=settings.shape[1]), index_path)
    exclusions = [(str(name), modality, excluded[name]) for name in patients["patient_id"] if name in excluded]
    write_table(pd.DataFrame(exclusions, columns=["patient_id", "modality", "reason"]), exclusions_path)


@dataclass(frozen=True)
class _Scan:
    """What a worker needs to know of a patient."""

    patient_id: str
    sequence: str
    path: Path
    mask_path: Path | None
    other_mask: Path | None
    label_convention: LabelConvention


@dataclass(frozen=True)
class _Task:
    """A scan, and the rows of the array that its slices fill."""

    scan: _Scan
    start: int
    stop: int


@dataclass(frozen=True)
class _Written:
    """What a worker found out about a scan."""

    numbers: list[int]
    sha256: str
    voxels: str
    mask_sha256: str | None
    grid: str
    facts: SliceFacts
    mask: MaskFacts | None


def _scans(patients: pd.DataFrame, modality: str, settings: SliceSettings) -> tuple[list[_Scan], dict[str, str]]:
    """Scans to read, and the reason for each patient without one in the archive."""
    column = f"path_{modality}"
    if column not in patients:
        raise InputError(f"cohort.csv: column {column!r} is missing{nearest(column, patients.columns)}")
    scans, excluded = [], {}
    for _, patient in patients.iterrows():
        patient_id = str(patient["patient_id"])
        if not patient.get(f"has_{modality}", True):
            excluded[patient_id] = f"no {modality} scan"
        elif settings.reads_mask and not _is_segmented(patient, settings):
            excluded[patient_id] = f"no {settings.mask} segmentation"
        elif not given(patient[column]):
            raise InputError(
                f"patient {patient_id}: no {modality} scan found{expected(patient, modality)}; "
                "download it or exclude the patient"
            )
        else:
            mask = mask_path(patient, settings.mask if settings.reads_mask else "none")
            other = drawn_mask(patient) if mask is None else None
            scans.append(_Scan(patient_id, modality, Path(patient[column]), mask, other, label_convention(patient)))
    return scans, excluded


def _is_segmented(patient: pd.Series, settings: SliceSettings) -> bool:
    accepted = ["corrected", "automatic"] if settings.mask == "corrected" else [settings.mask]
    return any(patient.get(f"has_{name}", True) for name in accepted)


def _plan(scan: _Scan, settings: SliceSettings) -> int | str:
    """Number of slices that will be taken, or the reason for which none can be."""
    count = count_slices(scan.path, scan.patient_id)
    if count < settings.needed:
        return f"a series of {count} slice{'s' * (count != 1)}, where {settings.needed} are needed"
    if scan.mask_path is not None:
        try:
            mask = _read_mask(scan)
        except EmptyMaskError:
            return "the segmentation is empty"
        if settings.choice in ("middle", "central") and not mask.array[_numbers(count, settings)].any():
            return "no tumour in the chosen slices"
    return len(middle(count, settings.share)) if settings.choice == "middle" else settings.count


def _write(task: _Task, array_path: Path, settings: SliceSettings) -> _Written:
    """Read, choose, scale and resize one scan's slices and write them into their rows."""
    scan = task.scan
    mask = None if scan.mask_path is None else _read_mask(scan)
    source = _open(scan, mask, settings)
    segmentation = None if mask is None else mask.array
    numbers = list(_numbers(source.count, settings, source, segmentation))
    chosen = source.slices(numbers)
    _check(chosen, scan)
    images = _scaled(chosen, source, numbers, segmentation, settings)
    array = np.lib.format.open_memmap(array_path, mode="r+")
    for row, image in zip(range(task.start, task.stop), images, strict=True):
        array[row] = fitted(image, source.spacing, settings.shape, settings.fit)
    return _Written(
        numbers=numbers,
        sha256=source_sha256(scan.path),
        voxels=voxels_sha256(chosen),
        mask_sha256=scan.mask_path and sha256_of(scan.mask_path),
        grid=source.grid,
        facts=slice_facts(source, numbers, scan.patient_id, segmentation, scan.other_mask),
        mask=mask and mask_facts(mask, scan.patient_id, {scan.sequence: _coarse(source)}),
    )


def _coarse(source: AxialScan) -> CoarseScan:
    return CoarseScan(source.path, thinned(source.whole()), min(source.step, *source.spacing))


def _read_mask(scan: _Scan) -> Volume:
    return read_mask(scan.mask_path, scan.patient_id, scan.label_convention)


def _open(scan: _Scan, mask: Volume | None, settings: SliceSettings) -> AxialScan:
    """The scan, checked against its segmentation where one is read; read once where all of it is needed."""
    if mask is None and settings.scale == "slice" and settings.choice != "brightest":
        return open_scan(scan.path, scan.patient_id)
    volume = read_volume(scan.path, scan.patient_id)
    if mask is not None:
        check_geometry(volume, mask, scan.patient_id)
    notice_odd_voxels(volume, mask, scan.patient_id, scan.sequence)
    return VolumeScan(volume)


def _numbers(
    count: int, settings: SliceSettings, source: AxialScan | None = None, mask: np.ndarray | None = None
) -> range:
    """Numbers of the chosen slices; the scan itself is needed by `brightest`, the mask by what the tumour decides."""
    if settings.choice == "middle":
        return middle(count, settings.share)
    if settings.choice == "central":
        return central(count, settings.count)
    centre = CENTRES[settings.choice](mask) if settings.choice in BY_TUMOUR else brightest(source.whole())
    return around(centre, count, settings.count)


def _check(chosen: np.ndarray, scan: _Scan) -> None:
    """Refuse slices of which nothing can be learnt."""
    lowest, highest = chosen.min(), chosen.max()
    if not np.isfinite([lowest, highest]).all():
        raise InputError(f"{describe(scan.path, scan.patient_id)}: voxels are no finite numbers; download it again")
    if lowest == highest:
        raise InputError(
            f"{describe(scan.path, scan.patient_id)}: all voxels of the chosen slices are {lowest:g}; export the scan "
            "again or exclude the patient"
        )


def _scaled(
    chosen: np.ndarray, source: AxialScan, numbers: list[int], mask: np.ndarray | None, settings: SliceSettings
) -> np.ndarray:
    """Chosen slices in [0, 1], without what is not tumour where that is wanted."""
    keep = mask if settings.tumour_only else None
    inside = chosen != 0 if keep is None else keep[numbers] > 0
    if not chosen[inside].any():
        raise InputError(
            f"{source.path}: no tumour in the chosen slices; choose them by the tumour, or exclude the patient"
        )
    if settings.scale == "slice":
        return scaled(over_background(chosen, inside))
    whole = source.whole()
    of_whole = whole != 0 if keep is None else keep > 0
    lowest = whole[of_whole].min()
    whole = over_background(whole, of_whole, lowest)
    return scaled(over_background(chosen, inside, lowest), float(whole.min()), float(whole.max()))


def _index_rows(task: _Task, found: _Written) -> pd.DataFrame:
    scan = task.scan
    rows = range(task.start, task.stop)
    return pd.DataFrame(
        {
            "patient_id": scan.patient_id,
            "copy": ORIGINAL,
            "item": range(len(rows)),
            "row": rows,
            "source": str(scan.path),
            "source_sha256": found.sha256,
            "voxels_sha256": found.voxels,
            "mask": scan.mask_path and str(scan.mask_path),
            "mask_sha256": found.mask_sha256,
            "slice": found.numbers,
            "grid": found.grid,
        }
    )
