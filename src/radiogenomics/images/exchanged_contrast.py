"""T1 before and after contrast agent, exchanged: the enhancing tumour then stands out in the wrong one."""

from collections.abc import Mapping

import numpy as np

from radiogenomics.images.labels import ENHANCING
from radiogenomics.images.misplaced import CoarseScan, thinned
from radiogenomics.oddities import notice

BEFORE, AFTER = "T1", "T1GD"
FEWEST_VOXELS = 10
"""Voxels of the enhancing tumour that are left of it when it is thinned, from which it is judged."""
LEAST_MORE = 3.0
"""Standard deviations of the rest of the head by which the enhancing tumour stands out more before the contrast agent.

It stood out less in all 604 automatic and 231 corrected masks of UPENN-GBM's radiomic tables (by 0.3 and more,
typically 6, in standard deviations of the oedema) and in a real case (4.5); and 2.6 more at most in 303 simulated
patients, whose sequences were drawn independently of each other."""


def notice_exchanged_contrast(patient: str, mask: np.ndarray, scans: Mapping[str, CoarseScan]) -> None:
    """Notice a T1 in which the enhancing tumour stands out as it should in the scan after contrast agent.

    Args:
        patient: whose scans they are.
        mask: labels (z, y, x), not thinned.
        scans: thinned, by sequence, on the grid of the mask.
    """
    if BEFORE not in scans or AFTER not in scans:
        return
    labels = thinned(mask)
    if np.count_nonzero(labels == ENHANCING) < FEWEST_VOXELS:
        return
    before, after = (_height(scans[name].array, labels) for name in (BEFORE, AFTER))
    if before > max(0.0, after + LEAST_MORE):
        said = f"the enhancing tumour stands out from the rest of the head by {before:.1f} standard deviations in"
        told = f"{BEFORE} and by {after:.1f} in {AFTER}, as where both were exchanged"
        fix = "look at both, and correct the names of the files or the columns of the table if so"
        notice(scans[BEFORE].path, patient, f"{said} {told}; {fix}")


def _height(scan: np.ndarray, labels: np.ndarray) -> float:
    """How far the enhancing tumour's mean lies above that of the head outside of the tumour, in standard deviations."""
    rest = scan[(scan != 0) & (labels == 0)]
    deviation = float(rest.std()) if rest.size else 0.0
    return float(scan[labels == ENHANCING].mean() - rest.mean()) / deviation if deviation > 0 else 0.0
