"""What intensities and geometry say about scans that their names do not.

Every rule is a suspicion for a person to look at, not a proof.
"""

from collections.abc import Mapping

import numpy as np

from radiogenomics.images.byte_scale import BYTE_SCALED, LARGEST_BYTE, STORED, has_values_of_byte
from radiogenomics.images.cut_ends import LOST, slices_lacking
from radiogenomics.images.misplaced import reference_of
from radiogenomics.images.volume import Volume
from radiogenomics.registration.measures import foreground

LARGEST_BRAIN = 2.2e6
"""Cubic millimetres; the largest brains have about 1.9 litres."""
THICK = 3.0
"""Voxel edge in mm from which small lesions are lost in a slice."""
BRIGHTER = (("T2", "FLAIR", 98.0), ("T2", "T1", 98.0), ("T2", "T1GD", 98.0), ("T1GD", "T1", 99.9))
"""Pairs of sequences, of which the first has the brighter tail above the median: fluid in T2, vessels and enhancing
tumour after contrast agent; and the percentile at which that is seen."""
TOLERANCE = 1.05
FRACTIONS = ("DTI_FA",)
"""Sequences whose values lie between 0 and 1 as they are."""
REGISTER_ALL = "register all to one of them, as `radiogenomics register` does"
Finding = tuple[str, str]
"""What is suspected, and what to do about it."""


def of_scan(volume: Volume, thick: float = THICK, fraction: bool = False) -> list[Finding]:
    """Suspicions about one scan: with skull, scaled to few integers or to 0–1, thick slices.

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
            tails = [_tail(scans[name].array, percentile) for name in (bright, dark)]
            if tails[1] > TOLERANCE * tails[0]:
                finding = (
                    f"looks like {dark}, and {dark} like {bright}: names may be swapped",
                    "look at the picture and correct the columns or the names of the files",
                )
                found.append((bright, finding))
    return found


def _tail(array: np.ndarray, percentile: float) -> float:
    """How far the brightest tissue lies above the median."""
    values = array[foreground(array) & (array > 0)]
    median = float(np.median(values)) if values.size else 0.0
    return float(np.percentile(values, percentile)) / median if median > 0 else 0.0
