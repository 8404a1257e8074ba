"""Heads that are much larger or smaller than the others of a cohort."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from radiogenomics.images.plausibility import LEAST_BACKGROUND
from radiogenomics.images.volume import Volume
from radiogenomics.oddities import notice

FEWEST_HEADS = 3
"""Patients of whom the middle one tells how large a head is here."""
LARGEST_RATIO = 2.0
"""Brains differ by less from the middle one; a brain and a head with its skull by more."""


def head_size(image: Volume) -> float:
    """Volume in litres of the voxels of a scan that are not 0; not a number where next to none is background."""
    head = np.count_nonzero(image.array)
    if head > (1 - LEAST_BACKGROUND) * image.array.size:
        return np.nan
    return float(head * np.prod(image.spacing) / 1e6)


def notice_odd_head_sizes(heads: Iterable[tuple[str, Path, float]]) -> None:
    """Notice heads of less than half or more than twice the volume of the middle one.

    Args:
        heads: patient, file and `head_size` of each scan of one sequence.
    """
    known = [head for head in heads if np.isfinite(head[2])]
    if len(known) < FEWEST_HEADS:
        return
    middle = float(np.median([litres for *_, litres in known]))
    for patient, path, litres in known:
        if max(litres / middle, middle / litres) > LARGEST_RATIO:
            notice(
                path,
                patient,
                f"the head has {litres:.2g} litres by its voxels, others have {middle:.2g}, as of another size of the "
                "voxels than the header says, a skull that was not removed, or a part of the head; compare the headers",
            )
