"""T1 before and after contrast agent, exchanged or one for both: the tumour stands out where it should not, or nowhere.

Both are compared thinned.
"""

from collections.abc import Mapping

import numpy as np
from scipy import ndimage

from radiogenomics.images.labels import ENHANCING
from radiogenomics.images.misplaced import CoarseScan, thinned
from radiogenomics.images.plausibility import LEAST_BACKGROUND
from radiogenomics.oddities import notice

BEFORE, AFTER = "T1", "T1GD"
FEWEST_VOXELS = 10
"""Voxels of the enhancing tumour that are left of it when it is thinned, from which it is judged."""
LEAST_MORE = 3.0
"""Standard deviations of the rest of the head by which the enhancing tumour stands out more before the contrast agent.

It stood out less in all 604 automatic and 231 corrected masks of UPENN-GBM's radiomic tables (by 0.3 and more,
typically 6, in standard deviations of the oedema) and in a real case (4.5); and 2.6 more at most in 303 simulated
patients, whose sequences were drawn independently of each other."""
LEAST_OF_AFTER, LEAST_AFTER, LEAST_CORRELATION = 0.6, 1.0, 0.9
"""Height of the enhancing tumour before the contrast agent as a share of that after it, height after it in standard
deviations, and correlation of both scans in the rest of the head, from which both are one scan, filtered. Of 172
simulated patients of six kinds one had the heights, with a correlation of 0.82; a smoothed copy had 0.94."""

MOST_MORE, LEAST_WITHIN = 0.25, 0.8
"""Standard deviations by which the enhancing tumour stands out more after the contrast agent, at most, and correlation
of both smoothed scans within the tumour, at least, from which there was none, where both correlate elsewhere as above.
Of 163 simulated patients of eight kinds and a real one it stood out by 1.5 more at least, and the correlation was 0.69
at most; a smoothed copy had -0.1 and 0.98."""


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
    one, other = (scans[name].array for name in (BEFORE, AFTER))
    before, after = _height(one, labels), _height(other, labels)
    above = "standard deviations above the rest of the head"
    alike = _correlation(one, other, (one != 0) & (other != 0) & (labels == 0))
    # Where air is no 0, two scans are alike by their air, and skulls by their fat.
    has_air = min(np.mean(one == 0), np.mean(other == 0)) >= LEAST_BACKGROUND
    is_one = has_air and alike >= LEAST_CORRELATION
    elsewhere = f"and both are alike elsewhere (correlation {alike:.2f})"
    if before > max(0.0, after + LEAST_MORE):
        said = f"the enhancing tumour stands out from the rest of the head by {before:.1f} standard deviations in"
        told = f"{BEFORE} and by {after:.1f} in {AFTER}, as where both were exchanged"
        fix = "look at both, and correct the names of the files or the columns of the table if so"
        notice(scans[BEFORE].path, patient, f"{said} {told}; {fix}")
    elif is_one and after >= LEAST_AFTER and before >= LEAST_OF_AFTER * after:
        said = f"the enhancing tumour stands out in {BEFORE} as in {AFTER} ({before:.1f} and {after:.1f} {above})"
        fix = "as where one is the other, filtered; look whether both are of one series"
        notice(scans[BEFORE].path, patient, f"{said}, {elsewhere}, {fix}")
    elif is_one and after - before <= MOST_MORE and _is_alike_within(one, other, labels):
        said = f"the enhancing tumour is no brighter in {AFTER} than in {BEFORE} ({after:.1f} and {before:.1f} {above})"
        causes = f"as where {AFTER} was scanned before the contrast agent or is {BEFORE}, filtered, or nothing enhances"
        fix = f"look whether {AFTER} is of the series after it, and whether label {ENHANCING} is right"
        notice(scans[AFTER].path, patient, f"{said}, {elsewhere}, {causes}; {fix}")


def _is_alike_within(one: np.ndarray, other: np.ndarray, labels: np.ndarray) -> bool:
    """Whether two scans show the same within the tumour but for noise."""
    smooth = [ndimage.gaussian_filter(scan.astype(np.float32), 1.0) for scan in (one, other)]
    return _correlation(*smooth, (one != 0) & (other != 0) & (labels > 0)) >= LEAST_WITHIN


def _correlation(one: np.ndarray, other: np.ndarray, where: np.ndarray) -> float:
    if not where.any() or one[where].std() == 0 or other[where].std() == 0:
        return 0.0
    return float(np.corrcoef(one[where], other[where])[0, 1])


def _height(scan: np.ndarray, labels: np.ndarray) -> float:
    """How far the enhancing tumour's mean lies above that of the head outside of the tumour, in standard deviations."""
    rest = scan[(scan != 0) & (labels == 0)]
    deviation = float(rest.std()) if rest.size else 0.0
    return float(scan[labels == ENHANCING].mean() - rest.mean()) / deviation if deviation > 0 else 0.0
