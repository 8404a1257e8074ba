"""Chosen slices that are of another part of the head than those of others, or of another plane, or miss the tumour."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.images.axial import AxialScan
from radiogenomics.images.bare_headers import notice_bare_headers
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.images.volume import read_stored
from radiogenomics.oddities import notice

MOST_APART = 1.5
"""Distance between the slices of one patient, as a multiple of that of another, from which their number is another
part of the head."""
MOST_TILTED = 30.0
"""Degrees; axial slices are tilted by less, and from 45 a plane counts as another one."""
MOST_NAMED = 4


class SliceFacts(NamedTuple):
    """Of a scan whose slices were chosen: whose it is, and what tells whether they are like those of others.

    Attributes:
        patient_id, path: whose and which.
        step: distance between slices in mm.
        tilt: angle in degrees between them and axial ones.
        is_bare: whether the header is that of an array alone.
        misses_tumour: whether the patient's segmentation lies in other slices alone, as where the choice did not read
            it, or chose the middle between two foci.
    """

    patient_id: str
    path: Path
    step: float
    tilt: float
    is_bare: bool
    misses_tumour: bool


def slice_facts(
    scan: AxialScan, numbers: Sequence[int], patient_id: str, mask: np.ndarray | None, unread: Path | None
) -> SliceFacts:
    """What is kept of a scan.

    Args:
        scan: the scan.
        numbers: of the chosen slices.
        patient_id: whose it is.
        mask: the segmentation (z, y, x) by which they were chosen; None where none was read.
        unread: a segmentation that was not read; None where there is none.
    """
    misses = mask is not None and not mask[list(numbers)].any()
    misses |= unread is not None and _misses_tumour(unread, patient_id, scan.count, numbers)
    return SliceFacts(patient_id, scan.path, scan.step, scan.tilt, scan.is_bare, misses)


def _misses_tumour(path: Path, patient_id: str, count: int, numbers: Sequence[int]) -> bool:
    try:
        mask = read_stored(path, patient_id)
    except InputError:
        # What is wrong with a segmentation that is not used is no matter of the study.
        return False
    return len(mask.array) == count and bool(mask.array.any()) and not mask.array[list(numbers)].any()


def notice_odd_slices(scans: Sequence[SliceFacts], settings: SliceSettings) -> None:
    """Notice slices of other distances, planes and headers than those of others, and without a tumour.

    Args:
        scans: of all patients.
        settings: how slices were chosen.
    """
    steps = Counter(round(scan.step, 1) for scan in scans)
    if settings.choice != "middle" and settings.count > 1 and max(steps) > MOST_APART * min(steps):
        told = "; ".join(f"{step:g} mm: {count}" for step, count in steps.most_common())
        said = f"slices lie more or less apart (patients by distance: {told}), so that {settings.count} of them are"
        notice(
            "", None, f"{said} larger or smaller parts of the head; choose the `middle` share, or resample the scans"
        )
    missing = [scan.patient_id for scan in scans if scan.misses_tumour]
    if missing:
        named = ", ".join(missing[:MOST_NAMED]) + (" …" if len(missing) > MOST_NAMED else "")
        said = f"by their segmentations {len(missing)} of {len(scans)} patients have no tumour in the chosen slices"
        notice("", None, f"{said} ({named}), so that networks see none of it; choose by the tumour, or more slices")
    notice_bare_headers((scan.patient_id, scan.path, scan.is_bare) for scan in scans)
    for scan in scans:
        if scan.tilt > MOST_TILTED:
            said = f"the slices are tilted by {scan.tilt:.0f}° from axial ones, and so is what networks see of the head"
            notice(scan.path, scan.patient_id, f"{said}; resample the scan to a straight grid")
