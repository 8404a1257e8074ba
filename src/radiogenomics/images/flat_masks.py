"""Segmentations that hold one slice of a tumour."""

from collections.abc import Iterable
from pathlib import Path

from radiogenomics.images.same_scan import FEWEST_VOXELS, Outline
from radiogenomics.oddities import notice

LEAST_WIDE = 3.0
"""Both edges of a slice's outline as multiples of the slice's thickness, from which more slices show the tumour: a ball
so wide has three. Of 1,083 simulated and real masks, and two of slices of 6.5 mm, none had one slice."""
FEWEST_MASKS = 2
"""Masks of a cohort that all hold one slice, from which that is said once."""
PLANES = ("axial", "coronal", "sagittal")
ADVICE = "shape, volume and three-dimensional texture are those of a slice; give masks of the whole tumours"


def notice_flat_masks(masks: Iterable[tuple[str, Path, Outline, tuple[float, ...]]]) -> None:
    """Notice segmentations of one slice, of patients or of all of them.

    Args:
        masks: patient, file, outline and edges of the voxels (z, y, x) in mm of each segmentation.
    """
    listed = list(masks)
    flat = [(patient, path, plane) for patient, path, *found in listed if (plane := _plane(*found)) is not None]
    if len(flat) == len(listed) >= FEWEST_MASKS:
        notice("", None, f"all {len(flat)} masks hold one slice alone: {ADVICE}, unless slices are all that is studied")
        return
    for patient, path, plane in flat:
        notice(path, patient, f"the mask holds one {plane} slice alone, though the tumour is wider: {ADVICE}")


def _plane(outline: Outline, edges: tuple[float, ...]) -> str | None:
    """In which plane the outline of a wide tumour has one slice of several; None where it has more."""
    lengths = [count * edge for count, edge in zip(outline.box, edges, strict=True)]
    for axis, plane in enumerate(PLANES):
        widest = [length for other, length in enumerate(lengths) if other != axis]
        is_one = outline.box[axis] == 1 < outline.shape[axis]
        if is_one and outline.voxels >= FEWEST_VOXELS and min(widest) > LEAST_WIDE * edges[axis]:
            return plane
    return None
