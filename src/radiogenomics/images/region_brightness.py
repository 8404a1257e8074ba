"""What physics says of brightness: of a tumour's regions against the brain, and of one sequence against another."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE, OEDEMA
from radiogenomics.images.misplaced import CoarseScan
from radiogenomics.oddities import notice

NAMES = {NECROTIC_CORE: "necrotic core", OEDEMA: "oedema", ENHANCING: "enhancing tumour"}
FEWEST_VOXELS = 50
"""Voxels below which the mean intensity of a label, or its place, says little."""
BRIGHT_OEDEMA = ("T2", "FLAIR")
"""Sequences in which water is bright. Enhancing tumour is no such measure: some hardly enhances, and is dark in T1."""
LOWEST_CONTRAST = -0.5
"""Standard deviations of the brain by which an oedema may be darker than the brain's median. Of real and simulated
patients it is brighter by 0.8 (T2) or 2.4 (FLAIR) and more, and as much darker where the scan is inverted."""
BEFORE, AFTER = "T1", "T1GD"
LOWEST_CORRELATION = -0.2
"""Of T1 before and after contrast agent; 0.6 and more of real and simulated patients, and the negative where one is
inverted. Scans of two heads have about 0."""
FEWEST_OF_BRAIN = 300
"""Voxels from which two sequences are correlated."""


def present_regions(labels: np.ndarray) -> list[int]:
    """Labels of a segmentation of which enough voxels are there."""
    return [label for label in NAMES if np.count_nonzero(labels == label) >= FEWEST_VOXELS]


def dark_oedema(scan: np.ndarray, labels: np.ndarray, sequence: str) -> str | None:
    """Why an oedema can hardly be one in this scan, as it is darker than the brain around the tumour.

    Args:
        scan: voxels (z, y, x), of which 0 is background.
        labels: segmentation, of the same shape.
        sequence: of the scan.

    Returns:
        One line without what to do; None where nothing is odd, or water is not bright in the sequence.
    """
    if sequence not in BRIGHT_OEDEMA:
        return None
    oedema, brain = scan[labels == OEDEMA], scan[(labels == 0) & (scan != 0)]
    if len(oedema) < FEWEST_VOXELS or len(brain) < FEWEST_OF_BRAIN or not brain.std() > 0:
        return None
    contrast = (float(oedema.mean(dtype=np.float64)) - float(np.median(brain))) / float(brain.std(dtype=np.float64))
    if contrast >= LOWEST_CONTRAST:
        return None
    return (
        f"the oedema (label {OEDEMA}) is darker in {sequence} than the rest of the brain, by {-contrast:.1f} of its "
        "standard deviations, and ought to be brighter"
    )


def notice_dark_oedema(scan: np.ndarray, labels: np.ndarray, sequence: str, path: Path, patient: str | None) -> None:
    """Notice an oedema that is dark where water is bright; arguments are those of `dark_oedema`, file and patient."""
    said = dark_oedema(scan, labels, sequence)
    if said is not None:
        why = "grey values that are inverted (MONOCHROME1), another sequence, a scan that is turned or displaced"
        notice(path, patient, f"{said}, as of {why}, or a mask of another place; look at both together")


def notice_inverted_sequences(patient: str, scans: Mapping[str, CoarseScan]) -> None:
    """Notice T1 before and after contrast agent of which one is dark where the other is bright.

    Args:
        patient: whose scans they are.
        scans: all on one grid, by sequence.
    """
    if BEFORE not in scans or AFTER not in scans:
        return
    before, after = (scans[name].array for name in (BEFORE, AFTER))
    if before.shape != after.shape:
        return
    head = (before != 0) & (after != 0)
    if np.count_nonzero(head) < FEWEST_OF_BRAIN or before[head].std() == 0 or after[head].std() == 0:
        return
    correlation = float(np.corrcoef(before[head], after[head])[0, 1])
    if correlation < LOWEST_CORRELATION:
        said = f"{AFTER} is dark where {BEFORE} is bright (correlation {correlation:.2f}), as where the grey values"
        notice(scans[AFTER].path, patient, f"{said} of one are inverted (MONOCHROME1), or one is T2; look at both")
