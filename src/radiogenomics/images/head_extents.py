"""Voxels whose size in the header seems wrong, as the head is much longer or shorter by it than those of others."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from radiogenomics.images.misplaced import thinned
from radiogenomics.images.plausibility import LEAST_BACKGROUND, LEAST_OF_LARGEST
from radiogenomics.images.volume import Volume
from radiogenomics.oddities import notice

FEWEST_HEADS = 3
"""Patients of whom the middle one tells how long a head is here."""
SHORTEST, LONGEST = 0.75, 1.33
"""Length of a head in mm as a multiple of the middle one, beyond which its voxels may have another size; those of
people differ by a fifth at most (simulated heads 0.83 to 1.15), and 2.5 mm for 4 mm makes 0.62."""
LEAST_LIKE, MOST_LIKE = 0.85, 1.18
"""The same in voxels, between which the head is like others'. A scan with other voxels has more or fewer of them."""
SAME_EDGE = 0.02
"""Relative difference of the edges of voxels that are the same."""
DIRECTIONS = ("from top to bottom", "from front to back", "from left to right")


class HeadExtent(NamedTuple):
    """How long a head is in a scan.

    Attributes:
        patient_id, sequence, path: whose and which scan it is.
        voxels: of the head, and not a number where next to none is background (z, y, x).
        edges: of a voxel in mm (z, y, x).
    """

    patient_id: str
    sequence: str
    path: Path
    voxels: tuple[float, ...]
    edges: tuple[float, ...]


class OddExtent(NamedTuple):
    """A patient whose voxels have a size that seems wrong.

    Attributes:
        patient_id, path: whose and which scan it is, the first of several.
        what: how that is seen.
    """

    patient_id: str
    path: Path
    what: str


def head_extent(image: Volume, patient_id: str, sequence: str) -> HeadExtent:
    """How long the head is along each axis, up to a few voxels of a large scan; single ones of noise do not count."""
    head = thinned(image.array) != 0
    voxels = [np.nan] * head.ndim
    if 0 < np.count_nonzero(head) <= (1 - LEAST_BACKGROUND) * head.size:
        for axis in range(head.ndim):
            counts = np.count_nonzero(head, axis=tuple({0, 1, 2} - {axis}))
            first, last = np.flatnonzero(counts >= LEAST_OF_LARGEST * counts.max())[[0, -1]]
            voxels[axis] = float(last + 1 - first) * image.array.shape[axis] / head.shape[axis]
    return HeadExtent(patient_id, sequence, image.path, tuple(voxels), image.spacing[::-1])


def odd_extents(extents: Iterable[HeadExtent]) -> list[OddExtent]:
    """Patients whose head has as many voxels as others' along an axis, of another size, and so another length.

    Args:
        extents: of all scans of a cohort; those of one sequence are compared.

    Returns:
        One for each patient.
    """
    listed = [extent for extent in extents if np.isfinite(extent.voxels).all()]
    found: dict[str, OddExtent] = {}
    for sequence in dict.fromkeys(extent.sequence for extent in listed):
        of_one = [extent for extent in listed if extent.sequence == sequence]
        if len(of_one) >= FEWEST_HEADS:
            for odd in _odd(of_one):
                found.setdefault(odd.patient_id, odd)
    return list(found.values())


def notice_odd_extents(extents: Iterable[HeadExtent]) -> set[str]:
    """Notice patients whose voxels have a size that seems wrong, once for all sequences, and say of whom."""
    found = odd_extents(extents)
    for odd in found:
        notice(odd.path, odd.patient_id, odd.what)
    return {odd.patient_id for odd in found}


def _odd(extents: list[HeadExtent]) -> Iterator[OddExtent]:
    voxels, edges = (np.array([getattr(extent, of) for extent in extents]) for of in ("voxels", "edges"))
    lengths = voxels * edges
    usual = [np.median(each, axis=0) for each in (voxels, edges, lengths)]
    in_voxels, in_edges, in_length = voxels / usual[0], edges / usual[1], lengths / usual[2]
    odd = (in_length < SHORTEST) | (in_length > LONGEST)
    odd &= (in_voxels >= LEAST_LIKE) & (in_voxels <= MOST_LIKE) & (np.abs(in_edges - 1) > SAME_EDGE)
    for row in np.flatnonzero(odd.any(axis=1)):
        said = "; ".join(
            f"{DIRECTIONS[axis]} by {edges[row, axis]:.3g} mm the head is {lengths[row, axis]:.0f} mm long, others' by "
            f"{usual[1][axis]:.3g} mm {usual[2][axis]:.0f} mm, of as many voxels"
            for axis in np.flatnonzero(odd[row])
        )
        fix = "if so (the thickness of slices is not their distance), correct scans and mask, and resample nothing"
        what = f"the size of the voxels in the header seems wrong: {said}; {fix}"
        yield OddExtent(extents[row].patient_id, extents[row].path, what)
