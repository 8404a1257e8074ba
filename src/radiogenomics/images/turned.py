"""Sequences of one patient of which one is turned round against the others, as by a header that names other sides."""

from collections.abc import Mapping
from itertools import chain, combinations
from pathlib import Path

import numpy as np

from radiogenomics.oddities import notice
from radiogenomics.registration.measures import BINS, mutual_information

THINNED = 150_000
"""About so many voxels of a scan tell how it lies."""
LEAST_BETTER, LEAST_MORE = 1.3, 0.05
"""Mutual information of a scan that is turned as a multiple of that as it lies, and nats more, from which it is odd."""
SIDES = ("left and right", "front and back", "top and bottom")
AXES = (2, 1, 0)


def thinned(array: np.ndarray) -> np.ndarray:
    """Every second, third … voxel (z, y, x) along each axis, the same ones from either end up to a voxel."""
    step = max(1, round((array.size / THINNED) ** (1 / 3)))
    first = [(length - 1) % step // 2 for length in array.shape]
    return array[tuple(slice(start, None, step) for start in first)].copy()


def notice_turned_sequences(patient: str, scans: Mapping[str, tuple[Path, np.ndarray]]) -> None:
    """Notice a sequence that fits the first one much better where sides are exchanged.

    Args:
        patient: whose scans they are.
        scans: file and `thinned` voxels (z, y, x) by sequence; those of another shape do not count.
    """
    if not scans:
        return
    first, *others = scans
    reference = scans[first][1]
    head = reference != 0
    # What a histogram of so few voxels has by chance (Miller and Madow).
    chance = (BINS - 1) ** 2 / (2 * max(int(head.sum()), 1))
    for name in others:
        path, scan = scans[name]
        if scan.shape != reference.shape:
            continue
        here = max(0.0, mutual_information(reference, scan, head) - chance)
        turns = chain.from_iterable(combinations(range(3), count) for count in (1, 2, 3))
        found = {turn: mutual_information(reference, np.flip(scan, [AXES[k] for k in turn]), head) for turn in turns}
        best = max(found, key=found.__getitem__)
        if found[best] - chance > max(LEAST_BETTER * here, here + LEAST_MORE):
            sides = ", and ".join(SIDES[axis] for axis in best)
            said = f"{name} fits {first} better where {sides} are exchanged, as where one of both headers names"
            notice(path, patient, f"{said} other sides; look at all sequences, and correct that header")
