"""Sequences of one patient of which one lies elsewhere than the others: turned, transposed, or not registered to them.

Scans are thinned, so that several of one patient can be kept until all were read.
"""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

from radiogenomics.images.volume import Volume
from radiogenomics.oddities import notice
from radiogenomics.registration.measures import BINS, SHARPNESS, foreground, kept_when_displaced, mutual_information

THINNED = 150_000
"""About so many voxels of a scan tell how it lies."""
LEAST_BETTER, LEAST_MORE = 1.3, 0.05
"""Mutual information of a scan that is turned, as a multiple of that as it lies or displaced, and nats more, from which
it is odd."""
DOUBTFUL = 0.8
"""What is left of the mutual information when a scan is displaced, from which its axes are exchanged to see whether it
fits then. Registered scans kept 0.06 to 0.76 (simulated ones and a real case), transposed ones 1.0 and more."""
FEWEST_VOXELS = 10_000
"""Voxels of a head from which it is judged whether scans are registered: those of 5 mm have 12,000, of which all keep
less than 0.76; of the 3,000 of 8 mm the histogram has too few."""
CONTRAST = "T1GD"
SIDES = ("top and bottom", "front and back", "left and right")
"""Of the axes z, y and x."""
AXES = ("top–bottom", "front–back", "left–right")


class CoarseScan(NamedTuple):
    """A thinned scan.

    Attributes:
        path: its file.
        array: voxels (z, y, x).
        edge: mm between the nearest two of them.
    """

    path: Path
    array: np.ndarray
    edge: float


class _Turn(NamedTuple):
    """Two axes that are exchanged, if any, and then axes that are turned round."""

    exchanged: tuple[int, ...]
    flipped: tuple[int, ...]

    def of(self, array: np.ndarray) -> np.ndarray:
        axes = array if not self.exchanged else np.swapaxes(array, *self.exchanged)
        return np.flip(axes, self.flipped)

    def __str__(self) -> str:
        sides = ", and ".join(SIDES[axis] for axis in reversed(self.flipped))
        if not self.exchanged:
            return f"better where {sides} are exchanged, as where one of both headers names other sides"
        axes = " and ".join(AXES[axis] for axis in reversed(self.exchanged))
        also = f", and then {sides}," if sides else ""
        return f"better where the axes {axes}{also} are exchanged, as where a program transposed the array"


def coarse_scan(image: Volume) -> CoarseScan:
    """Every second, third … voxel of a scan."""
    return CoarseScan(image.path, thinned(image.array), thinning_step(image.array.size) * float(min(image.spacing)))


def thinned(array: np.ndarray) -> np.ndarray:
    """Every second, third … voxel (z, y, x) along each axis, the same ones from either end up to a voxel."""
    step = thinning_step(array.size)
    first = [(length - 1) % step // 2 for length in array.shape]
    return array[tuple(slice(start, None, step) for start in first)].copy()


def reference_of(sequences: Mapping[str, object]) -> str:
    """The sequence to which the others are registered: that after contrast agent, or else the first."""
    return CONTRAST if CONTRAST in sequences else next(iter(sequences))


def notice_misplaced_sequences(patient: str, scans: Mapping[str, CoarseScan]) -> dict[str, CoarseScan]:
    """Notice a sequence that fits another one much better when it is turned, or no worse when it is displaced.

    Where this is so of one sequence and all others, it is told of this one.

    Args:
        patient: whose scans they are.
        scans: all on one grid, by sequence; those of another shape do not count.

    Returns:
        The scans of which nothing was told, by sequence: a mask that does not fit the others may lie well.
    """
    if not scans:
        return {}
    first = reference_of(scans)
    shape = scans[first].array.shape
    others = [name for name, scan in scans.items() if name != first and scan.array.shape == shape]
    found = {name: _misplaced(scans[first], scans[name]) for name in others}
    odd = {name: (what, first) for name, what in found.items() if what is not None}
    if len(odd) == len(found) > 1:
        back = _misplaced(scans[others[0]], scans[first])
        odd = {first: (back, ", ".join(others))} if back is not None else odd
    for name, (what, against) in odd.items():
        notice(scans[name].path, patient, _said(name, what, against))
    return {name: scan for name, scan in scans.items() if name not in odd}


def thinning_step(voxels: int) -> int:
    """Voxels from one that is kept to the next, along each axis, where a scan of so many is thinned."""
    return max(1, round((voxels / THINNED) ** (1 / 3)))


def _said(name: str, turn: _Turn | str, against: str) -> str:
    if isinstance(turn, str):
        fix = f"register it to {against}, as `radiogenomics register` does, or find out whose scan it is"
        return f"{name} seems not to be registered to {against}: {turn}; {fix}"
    fix = "write that array again in its order" if turn.exchanged else "correct that header"
    return f"{name} fits {against} {turn}; look at all sequences, and {fix}"


def _misplaced(one: CoarseScan, other: CoarseScan) -> _Turn | str | None:
    """How a scan is turned against another one, or why it seems not to be registered; None where it lies well."""
    # Where air has no noise, it is 0 also in scans with negative values.
    head = foreground(one.array) if one.array.min() >= 0 else one.array != 0
    if not head.any():
        return None
    # What a histogram of so few voxels has by chance (Miller and Madow).
    chance = (BINS - 1) ** 2 / (2 * int(head.sum()))
    here = max(0.0, mutual_information(one.array, other.array, head) - chance)
    kept = kept_when_displaced(one.array, other.array, head, one.edge)
    turns = chain(_flips(), _exchanges(one.array.shape) if kept > DOUBTFUL else ())
    found = {turn: mutual_information(one.array, turn.of(other.array), head) - chance for turn in turns}
    best = max(found, key=found.__getitem__)
    usual = here * max(1.0, kept)
    if found[best] > max(LEAST_BETTER * usual, usual + LEAST_MORE):
        return best
    is_elsewhere = kept > SHARPNESS and np.count_nonzero(head) >= FEWEST_VOXELS
    return "it fits no better than when it is displaced by 12 mm" if is_elsewhere else None


def _flips() -> Iterator[_Turn]:
    return (_Turn((), axes) for count in (1, 2, 3) for axes in combinations(range(3), count))


def _exchanges(shape: tuple[int, ...]) -> Iterator[_Turn]:
    """Exchanges of two axes of one length, and of their sides."""
    for axes in combinations(range(3), 2):
        if shape[axes[0]] == shape[axes[1]]:
            yield _Turn(axes, ())
            yield from (_Turn(axes, flip.flipped) for flip in _flips())
