"""Regions of a tumour that are as bright as the rest of a head where they are bright in all other patients of a cohort.

A scan that is another patient's has the form, the size and the grey levels of any other one; only that its tumour is
elsewhere tells whose it is not.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from radiogenomics.images.labels import ENHANCING, OEDEMA, WHOLE_TUMOUR
from radiogenomics.images.misplaced import CoarseScan, thinned
from radiogenomics.oddities import notice

BRIGHT = {OEDEMA: ("T2", "FLAIR"), WHOLE_TUMOUR: ("T2", "FLAIR"), ENHANCING: ("T1GD",)}
"""Sequences in which a region is bright by physics. How bright a necrotic core is says little: of some patients it is
solid, or bled."""
NAMES = {OEDEMA: "oedema", WHOLE_TUMOUR: "tumour", ENHANCING: "enhancing tumour"}
FEWEST_VOXELS = 30
"""Voxels of a region that are left of it when it is thinned, from which it is judged."""
FEWEST_PATIENTS = 8
"""Patients from whom it can be said how bright a region usually is."""
LEAST_USUAL, MOST_OF_USUAL, LEAST_SPREADS = 1.5, 0.25, 2.5
"""Median height of a region above the rest of the head, in standard deviations of that; and height that is odd as a
part of the median, if it lies below it by so many spreads besides (median absolute deviations, scaled to standard
deviations).

Of 351 masks of simulated patients of four kinds and 40 of two more, heights were 0.28 of the median and more, or lay
at most 1.7 spreads below it; where scans of two patients were exchanged they were at most 0.21, 2.9 to 5.0 spreads
below it. In T1GD the enhancing tumour of 604 patients of UPENN-GBM is brighter than the oedema by 0.36 of the median
difference and more."""


class RegionHeight(NamedTuple):
    """How far the mean of a region lies above the median of the rest of the head, in standard deviations of the rest.

    Attributes:
        patient_id, sequence, path: of which scan.
        label: of the region.
        height: not a number where the rest is all equal.
    """

    patient_id: str
    sequence: str
    path: Path
    label: int
    height: float


def region_heights(patient: str, mask: np.ndarray, scans: Mapping[str, CoarseScan]) -> list[RegionHeight]:
    """How bright those regions of a patient are that are bright in a sequence by physics.

    Args:
        patient: whose scans they are.
        mask: labels (z, y, x), not thinned.
        scans: thinned, by sequence, on the grid of the mask.
    """
    labels = thinned(mask)
    found = []
    for name, scan in scans.items():
        head = scan.array != 0
        rest = scan.array[head & (labels == 0)].astype(np.float64)
        for label, sequences in BRIGHT.items():
            region = scan.array[head & (labels == label)].astype(np.float64)
            if name in sequences and len(region) >= FEWEST_VOXELS and rest.size and rest.std() > 0:
                height = float(region.mean() - np.median(rest)) / float(rest.std())
                found.append(RegionHeight(patient, name, scan.path, label, height))
    return found


def notice_odd_contrasts(heights: Iterable[RegionHeight]) -> None:
    """Notice scans in which a region hardly stands out, as it does in those of nearly all others.

    Args:
        heights: of a cohort.
    """
    of_kind: dict[tuple[str, int], list[RegionHeight]] = {}
    for each in heights:
        of_kind.setdefault((each.sequence, each.label), []).append(each)
    for (sequence, label), alike in of_kind.items():
        values = np.array([each.height for each in alike])
        usual = float(np.median(values))
        if len(alike) < FEWEST_PATIENTS or usual < LEAST_USUAL:
            continue
        spread = 1.4826 * float(np.median(np.abs(values - usual)))
        most = min(MOST_OF_USUAL * usual, usual - LEAST_SPREADS * spread)
        for each in alike:
            if each.height <= most:
                said = (
                    f"the {NAMES[label]} stands out in {sequence} by {each.height:.1f} standard deviations of the rest"
                )
                told = f"of the head, and by {usual:.1f} in the middle patient, as where the scan or the mask is of"
                fix = f"another patient or session, moved, or {sequence} is another sequence; lay the mask over all"
                notice(each.path, each.patient_id, f"{said} {told} {fix} sequences: if it fits, the region is faint")
