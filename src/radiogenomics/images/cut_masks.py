"""Segmentations that end abruptly: where a part was not drawn, or where the scan ends."""

from collections.abc import Iterator

import numpy as np

FEWEST_SLICES = 5
"""Slices of different area along an axis from which a tumour has an end that tapers; a box has one."""
FEWEST_VOXELS = 40
"""Voxels of the largest slice along an axis; of small ones the end is a few voxels anyway."""
ABRUPT = 0.75
"""Area of the last slice, as a share of the largest one, from which a tumour ends abruptly; of 401 simulated and real
ones it was 0.51 at most."""
ENDS = (("bottom", "top"), ("front", "back"), ("right", "left"))
"""Of the axes z, y and x."""
NEXT, SECOND_NEXT = 0.6, 0.4
"""Areas of the two slices before the last one, at least, as a share of the largest one."""


def abrupt_ends(inside: np.ndarray) -> Iterator[str]:
    """What is odd about the ends of a segmentation, one line each.

    Args:
        inside: which voxels (z, y, x) of the whole scan are tumour.
    """
    for axis, ends in enumerate(ENDS):
        areas = np.count_nonzero(inside, axis=tuple({0, 1, 2} - {axis}))
        drawn = np.flatnonzero(areas)
        if np.count_nonzero(np.diff(areas[drawn])) < FEWEST_SLICES - 1 or areas.max() < FEWEST_VOXELS:
            continue
        for place, step, limit, end in ((drawn[0], 1, 0, ends[0]), (drawn[-1], -1, len(areas) - 1, ends[1])):
            least = np.array([ABRUPT, NEXT, SECOND_NEXT]) * areas.max()
            if (areas[[place, place + step, place + 2 * step]] < least).any():
                continue
            if place == limit:
                yield (
                    f"the tumour reaches the {end} of the scan with its largest area ({areas[place]} voxels), so that "
                    "a part of it was not scanned or was cut off; its volume and shape are those of the rest"
                )
            else:
                yield (
                    f"it ends towards the {end} with its largest area ({areas[place]} of {areas.max()} voxels), as "
                    "where it was drawn no further; look whether the tumour goes on, and complete it"
                )
