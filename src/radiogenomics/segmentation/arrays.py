"""What segmentation networks learn from: prepared scans and masks of all patients, in two memory-mapped files.

Patients' boxes differ in size, so that their voxels stand one after the other in files without a header: float32 of
the scans, uint8 of the masks. The index says where those of a patient begin and how many there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, read_table, sha256_of, write_table
from radiogenomics.images.cohort_facts import (
    MaskFacts,
    ScanFacts,
    mask_facts,
    notice_odd_among_masks,
    notice_odd_among_scans,
    scan_facts,
)
from radiogenomics.images.exchanged_contrast import notice_exchanged_contrast
from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.misplaced import coarse_scan, notice_misplaced_sequences
from radiogenomics.images.missing_labels import sites_of
from radiogenomics.images.region_brightness import notice_inverted_sequences
from radiogenomics.images.same_scan import notice_scaled_sequences, voxels_sha256
from radiogenomics.images.volume import source_sha256
from radiogenomics.images.workers import map_patients
from radiogenomics.segmentation.case import Case, read_case
from radiogenomics.segmentation.conventions import suspicions
from radiogenomics.segmentation.preparation import Prepared, exclusion_reason, prepare
from radiogenomics.segmentation.settings import PreparationSettings

COLUMNS = (
    *("patient_id", "modality", "source", "source_sha256", "voxels_sha256", "mask", "mask_sha256"),
    *("first", "z", "y", "x", "mask_first"),
)
REMARKS = ("patient_id", "reason", "file", "detail")
LEFT_OUT = "does not train: the tumour is too small for the network"
LOOK = "trains, but somebody should look: labels contradict the brightness or the place of regions"


def patient_case(patient: pd.Series, sequences: Sequence[str], mask: str) -> Case:
    """A row of cohort.csv as scans and segmentation.

    Args:
        patient: patient_id, path_<sequence>, path_automatic, path_corrected and, where known, label_convention.
        sequences: those that a network sees.
        mask: `automatic` or `corrected`.
    """
    paths = {sequence: patient.get(f"path_{sequence}") for sequence in sequences}
    convention = label_convention(patient) or "brats"
    return read_case(str(patient["patient_id"]), paths, sequences, mask_path(patient, mask), convention)


def write_prepared(
    patients: pd.DataFrame,
    settings: PreparationSettings,
    mask: str,
    files: tuple[str | Path, str | Path, str | Path],
    remarks_path: str | Path,
    workers: int = 1,
) -> None:
    """Prepare all patients for a network, in the order of the table.

    Args:
        patients: rows of cohort.csv.
        settings: what the network sees.
        mask: `automatic` or `corrected`.
        files: of the scans' voxels, the masks' voxels and the index (columns `COLUMNS`, a row per patient and
            sequence) that are written.
        remarks_path: table of what was noticed (columns `REMARKS`): who does not train, and suspicious labels.
        workers: processes, each of which prepares one patient at a time.

    Raises:
        InputError: a scan or a segmentation is missing or faulty.
    """
    images_path, masks_path, index_path = map(Path, files)
    rows, remarks, first, mask_first = [], [], 0, 0
    all_scans: list[ScanFacts] = []
    all_masks: list[MaskFacts] = []
    work = partial(_prepared, settings=settings, mask=mask)
    with (
        atomic_path(images_path) as images,
        atomic_path(masks_path) as masks,
        images.open("wb") as images_file,
        masks.open("wb") as masks_file,
    ):
        for found in _in_portions(work, [row for _, row in patients.iterrows()], workers):
            prepared = found.prepared
            shape = dict(zip("zyx", prepared.mask.shape, strict=True))
            for number, row in enumerate(found.rows):
                begin = first + number * prepared.mask.size
                rows.append({**row, "first": begin, **shape, "mask_first": mask_first})
            np.ascontiguousarray(prepared.images, np.float32).tofile(images_file)
            np.ascontiguousarray(prepared.mask, np.uint8).tofile(masks_file)
            first, mask_first = first + prepared.images.size, mask_first + prepared.mask.size
            remarks += found.remarks
            all_scans += found.scans
            all_masks.append(found.mask)
    notice_odd_among_scans(all_scans)
    notice_odd_among_masks(all_masks, sites_of(patients))
    write_table(pd.DataFrame(rows, columns=list(COLUMNS)), index_path)
    write_table(pd.DataFrame(remarks, columns=list(REMARKS)), remarks_path)


@dataclass(frozen=True, eq=False)
class _Found:
    """What a worker found: the prepared patient, a row per sequence, remarks, and what is held against others."""

    prepared: Prepared
    rows: list[dict]
    remarks: list[tuple]
    scans: list[ScanFacts]
    mask: MaskFacts


def _in_portions(work: partial, patients: Sequence[pd.Series], workers: int) -> Iterator[_Found]:
    """Results in order, a few patients at a time, so that memory holds no more than these."""
    portion = 2 * max(workers, 1)
    for begin in range(0, len(patients), portion):
        yield from map_patients(work, patients[begin : begin + portion], workers)


def _prepared(patient: pd.Series, settings: PreparationSettings, mask: str) -> _Found:
    case = patient_case(patient, settings.sequences, mask)
    prepared = prepare(case, settings)
    of_mask = {"mask": str(case.mask.path), "mask_sha256": sha256_of(case.mask.path)}
    rows = [
        {
            "patient_id": case.patient_id,
            "modality": sequence,
            "source": str(scan.path),
            "source_sha256": source_sha256(scan.path),
            "voxels_sha256": voxels_sha256(scan.array),
            **of_mask,
        }
        for sequence, scan in case.scans.items()
    ]
    remarks = [(found.patient_id, LOOK, found.file, found.reason) for found in suspicions(case)]
    reason = exclusion_reason(prepared, settings)
    if reason is not None:
        remarks.append((case.patient_id, LEFT_OUT, case.mask.path.name, reason))
    coarse = {sequence: coarse_scan(scan) for sequence, scan in case.scans.items()}
    placed = notice_misplaced_sequences(case.patient_id, coarse)
    notice_inverted_sequences(case.patient_id, coarse)
    inside = {sequence: scan.array[case.mask.array > 0] for sequence, scan in case.scans.items()}
    notice_scaled_sequences(case.patient_id, inside)
    notice_exchanged_contrast(case.patient_id, case.mask.array, coarse)
    facts = [scan_facts(scan, case.patient_id, sequence) for sequence, scan in case.scans.items()]
    return _Found(prepared, rows, remarks, facts, mask_facts(case.mask, case.patient_id, placed))


@dataclass(frozen=True, eq=False)
class PreparedArrays:
    """Prepared scans and masks, read from disk where and when they are used.

    Attributes:
        images: float32 voxels of all scans, one after the other.
        masks: labels of all masks.
        index: first row of each patient, by patient_id.
        channels: sequences of a patient.
        files: of `open_prepared`.
    """

    images: np.ndarray
    masks: np.ndarray
    index: pd.DataFrame
    channels: int
    files: tuple[str, str, str]

    def shape(self, patient_id: str) -> tuple[int, ...]:
        """Voxels (z, y, x) of a patient."""
        return tuple(int(length) for length in self.index.loc[patient_id, list("zyx")])

    def read(self, patient_id: str) -> tuple[np.ndarray, np.ndarray]:
        """Images (channels, z, y, x) and labels (z, y, x) of a patient, as views.

        Raises:
            InputError: the patient is not there.
        """
        if patient_id not in self.index.index:
            raise InputError(f"{self.files[2]}: has no patient {patient_id}; delete it and run again")
        shape, row = self.shape(patient_id), self.index.loc[patient_id]
        size = int(np.prod(shape))
        images = self.images[int(row["first"]) : int(row["first"]) + self.channels * size]
        mask = self.masks[int(row["mask_first"]) : int(row["mask_first"]) + size]
        return images.reshape(self.channels, *shape), mask.reshape(shape)

    def __reduce__(self) -> tuple:
        """Send another process the paths and not a copy of all voxels."""
        return open_prepared, self.files


def open_prepared(images_path: str | Path, masks_path: str | Path, index_path: str | Path) -> PreparedArrays:
    """Open what `write_prepared` wrote.

    Raises:
        InputError: a file is missing, or its size is not what the index says.
    """
    files = (str(images_path), str(masks_path), str(index_path))
    table = read_table(index_path, required=COLUMNS)
    sizes = table[["z", "y", "x"]].prod(axis=1)
    firsts = table.drop_duplicates("patient_id")
    expected = (4 * int(sizes.sum()), int(sizes[firsts.index].sum()))
    for path, size in zip(files, expected, strict=False):
        if not Path(path).is_file() or Path(path).stat().st_size != size:
            raise InputError(f"{path}: missing or truncated; delete it and {Path(files[2]).name} and run again")
    images, masks = np.memmap(files[0], np.float32, "r"), np.memmap(files[1], np.uint8, "r")
    channels = int((table["patient_id"] == firsts["patient_id"].iloc[0]).sum())
    return PreparedArrays(images, masks, firsts.set_index("patient_id"), channels, files)


def training_and_validation(
    splits: pd.DataFrame, remarks: pd.DataFrame, group: str, fold: int
) -> tuple[list[str], list[str]]:
    """Patients who train and who validate in a fold, without those that the preparation leaves out.

    Args:
        splits: rows of splits.csv.
        remarks: what the preparation noticed, see `write_prepared`.
        group: of the network.
        fold: whose patients validate.

    Raises:
        InputError: nobody is left on one of the two sides.
    """
    left_out = set(remarks.loc[remarks["reason"] == LEFT_OUT, "patient_id"].astype(str))
    rows = splits[(splits["group"] == group) & (splits["subset"] == "train")].astype({"patient_id": str})
    rows = rows[~rows["patient_id"].isin(left_out)].sort_values("patient_id")
    training, validation = (rows["patient_id"][side].tolist() for side in (rows["fold"] != fold, rows["fold"] == fold))
    if not training or not validation:
        raise InputError(
            f"group {group!r}, fold {fold}: {len(training)} patients train and {len(validation)} validate, "
            f"{len(left_out)} are left out for the size of their tumours; lower `smallest_mask_share`, or add patients"
        )
    return training, validation
