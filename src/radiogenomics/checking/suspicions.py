"""What intensities and geometry say about scans that their names do not.

Every rule is a suspicion for a person to look at, not a proof.
"""

from collections.abc import Mapping

import numpy as np
from scipy.stats import rankdata

from radiogenomics.images.byte_scale import BYTE_SCALED, LARGEST_BYTE, STORED, has_values_of_byte
from radiogenomics.images.cut_ends import LOST, slices_lacking
from radiogenomics.images.misplaced import reference_of
from radiogenomics.images.volume import Volume
from radiogenomics.registration.measures import foreground

LARGEST_BRAIN = 2.2e6
"""Cubic millimetres; the largest brains have about 1.9 litres."""
SMALLEST_BRAIN, LEAST_CUT_SIDES, LEAST_OF_SIDE = 0.6e6, 4, 0.2
"""Cubic millimetres, sides of the image that the head reaches, and its area there as a share of its largest slice, from
which a part of the head was cut out. An adult's brain has 1.0 to 1.9 litres; some 170 simulated heads and a real one
had 1.0 to 1.7 and reached one side at most, and one that was cropped around its tumour had 0.49 and reached five."""
THICK = 3.0
"""Voxel edge in mm from which small lesions are lost in a slice."""
BRIGHTER = (("T2", "T1", 98.0), ("T2", "T1GD", 98.0), ("T1GD", "T1", 99.9))
"""Pairs of sequences, of which the first has the brighter tail above the median: fluid in T2, vessels and enhancing
tumour after contrast agent; and the percentile at which that is seen."""
LEAST_DARK = 0.2
"""Share of the brightest voxels of a scan that would be T2, and so of fluid, which are dark in the other scan. Under
their own names none were (186 simulated patients of ten kinds and a real one); exchanged, 0.3 and more, but for one
simulated patient in twenty, whose tumour is brighter than fluid."""
FLUID, SUPPRESSED, FLUID_PERCENTILE = "T2", "FLAIR", 98.0
BRIGHT, DARK = 0.9, 0.25
"""Ranks of a head's voxels, from 0 to 1, beyond which they are bright and dark."""
LEAST_FLUID, LEAST_MORE = 0.01, 2.0
"""Share of the head that is bright in FLAIR and dark in T2, from which names may be exchanged, as a multiple of what is
bright in T2 and dark in FLAIR. Of the same patients it was 0.55 times that share at most, and exchanged, as a rule, 3
times and more. A head without fluid has neither."""
TOLERANCE = 1.05
REGISTER_ALL = "register all to one of them, as `radiogenomics register` does"
Finding = tuple[str, str]
"""What is suspected, and what to do about it."""


def of_scan(volume: Volume, thick: float = THICK, fraction: bool = False) -> list[Finding]:
    """Suspicions about one scan: with skull, cut out, scaled to few integers or to 0–1, thick slices.

    Args:
        volume: the scan.
        thick: voxel edge in mm that is not yet remarkable.
        fraction: whether values of 0–1 are the sequence's own.
    """
    found = []
    head = foreground(volume.array)
    size = float(head.sum() * np.prod(volume.spacing))
    if size > LARGEST_BRAIN:
        found.append(
            (
                f"seems to have a skull: what is bright takes up {size / 1e6:.1f} litres",
                "strip it, as of the scans that the study was made for; `radiogenomics register` does",
            )
        )
    cut = _cut_sides(head)
    if 0 < size < SMALLEST_BRAIN and cut >= LEAST_CUT_SIDES:
        found.append(
            (
                f"seems to be a part of a head: what is bright takes up {size / 1e6:.2f} litres and reaches {cut} of "
                "the image's 6 sides",
                "give the whole head, as of the scans that the study was made for, since intensities are normalised by "
                "all of it; or look at the size of the voxels in the header",
            )
        )
    values = volume.array[head]
    # What ends at the largest one is told by `images.plausibility`, as in a study.
    if values.size and values.max() < LARGEST_BYTE and has_values_of_byte(values):
        found.append((BYTE_SCALED, STORED))
    if not fraction and values.size and volume.array.min() >= 0 and 0.999 <= values.max() <= 1.001:
        found.append(("seems to be scaled to 0–1 already", "give the scan as the scanner stored it"))
    if max(volume.spacing) > thick:
        edges = " × ".join(f"{edge:g}" for edge in volume.spacing)
        found.append(
            (
                f"has large voxels ({edges} mm)",
                "expect blurred outlines; a scan with thin slices is better where one is",
            )
        )
    return found


def _cut_sides(head: np.ndarray) -> int:
    """How many sides of the image a head reaches with a large area."""
    areas = [np.count_nonzero(head, axis=tuple({0, 1, 2} - {axis})) for axis in range(head.ndim)]
    return sum(int(area[end] > LEAST_OF_SIDE * area.max()) for area in areas for end in (0, -1))


def same_grid(one: Volume, other: Volume) -> bool:
    """Whether the voxels of two scans lie in the same places."""
    return one.array.shape == other.array.shape and all(
        np.allclose(getattr(one, what), getattr(other, what), rtol=0, atol=1e-2)
        for what in ("spacing", "origin", "direction")
    )


def of_sequences(scans: Mapping[str, Volume]) -> list[tuple[str, Finding]]:
    """Suspicions about the sequences of one patient together, each with the sequence it is about.

    How they lie upon each other is told by `images.misplaced`, as in a study.
    """
    if len(scans) < 2:
        return []
    first = reference_of(scans)
    reference = scans[first]
    elsewhere = {name: scan for name, scan in scans.items() if not same_grid(reference, scan)}
    # Of a scan that lost slices it is told, and not of the whole ones.
    lost = {name: lacking for name, scan in elsewhere.items() if (lacking := slices_lacking(reference.grid, scan.grid))}
    found: list[tuple[str, Finding]] = []
    for lacking in dict.fromkeys(lost.values()):
        whole = ", ".join(name for name in lost if lost[name] == lacking)
        found.append((first, (f"lacks {lacking} that are in {whole}", f"{LOST}{REGISTER_ALL}")))
    for name, scan in elsewhere.items():
        register = f"register it to {first}, as `radiogenomics register` does"
        if lacking := slices_lacking(scan.grid, reference.grid):
            found.append((name, (f"lacks {lacking} that are in {first}", f"{LOST}{register}")))
        elif name not in lost:
            found.append((name, (f"lies on another grid than {first}", register)))
    together = {name: scan for name, scan in scans.items() if name not in elsewhere}
    return [*found, *_swapped(together)]


def _swapped(scans: Mapping[str, Volume]) -> list[tuple[str, Finding]]:
    found = []
    for bright, dark, percentile in BRIGHTER:
        if bright in scans and dark in scans:
            one, other = (scans[name].array for name in (bright, dark))
            tails = [_tail(array, percentile) for array in (one, other)]
            if tails[1] > TOLERANCE * tails[0] and (bright != FLUID or _shows_fluid(other, one, percentile)):
                found.append(_named(bright, dark))
    if FLUID in scans and SUPPRESSED in scans and _is_fluid_exchanged(scans[FLUID], scans[SUPPRESSED]):
        found.append(_named(FLUID, SUPPRESSED))
    return found


def _named(one: str, other: str) -> tuple[str, Finding]:
    fix = "look at the picture and correct the columns or the names of the files"
    return one, (f"looks like {other}, and {other} like {one}: names may be swapped", fix)


def _shows_fluid(scan: np.ndarray, other: np.ndarray, percentile: float) -> bool:
    """Whether much of what is brightest in a scan is dark in another one, as fluid is in T2 and in all others."""
    ranks = _ranks(scan, other)
    brightest = ranks[0] > percentile / 100
    return bool(brightest.any()) and float((ranks[1][brightest] < DARK).mean()) >= LEAST_DARK


def _is_fluid_exchanged(with_fluid: Volume, suppressed: Volume) -> bool:
    """Whether fluid is bright where it should be suppressed, and dark where it should be bright."""
    ranks = _ranks(with_fluid.array, suppressed.array)
    own, exchanged = (
        np.count_nonzero((ranks[bright] > BRIGHT) & (ranks[1 - bright] < DARK)) / max(1, ranks.shape[1])
        for bright in (0, 1)
    )
    if exchanged < LEAST_FLUID or exchanged <= LEAST_MORE * own:
        return False
    # Outside of the brain fat may be bright in one alone.
    size = float(foreground(with_fluid.array).sum() * np.prod(with_fluid.spacing))
    tails = [_tail(scan.array, FLUID_PERCENTILE) for scan in (with_fluid, suppressed)]
    return size <= LARGEST_BRAIN or tails[1] > TOLERANCE * tails[0]


def _ranks(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Ranks from 0 to 1 of the voxels of two scans (2, n) where neither is 0 or less."""
    head = (one > 0) & (other > 0)
    count = max(1, np.count_nonzero(head))
    return np.stack([rankdata(scan[head], "ordinal") / count for scan in (one, other)])


def _tail(array: np.ndarray, percentile: float) -> float:
    """How far the brightest tissue lies above the median."""
    values = array[foreground(array) & (array > 0)]
    median = float(np.median(values)) if values.size else 0.0
    return float(np.percentile(values, percentile)) / median if median > 0 else 0.0
