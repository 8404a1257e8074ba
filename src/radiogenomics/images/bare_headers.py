"""Scans that a program wrote without the header that they had, among others that have theirs."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from radiogenomics.images.orientation import Grid
from radiogenomics.oddities import notice

ARRAY_DIRECTION = (-1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0)
"""In LPS, of axes to the right, to the front and upwards: NIfTI's where a program knew of none."""


def has_bare_header(stored: Grid) -> bool:
    """Whether a header says no more than that of an array alone, such as `np.eye(4)`: axes as NIfTI's, from 0, 0, 0.

    Args:
        stored: where the voxels lie, in the order of the file.
    """
    return not np.any(stored.origin) and bool(np.allclose(stored.direction, ARRAY_DIRECTION, rtol=0, atol=1e-6))


def notice_bare_headers(scans: Iterable[tuple[str, Path, bool]]) -> None:
    """Notice scans with the header of an array alone, where those of other patients have another.

    Where all have it, whoever made the data wrote them so.

    Args:
        scans: patient, file and `has_bare_header` of each scan of a sequence.
    """
    listed = list(scans)
    if all(is_bare for *_, is_bare in listed):
        return
    for patient, path, is_bare in listed:
        if is_bare:
            notice(
                path,
                patient,
                "the header is that of an array alone (axes to the right, to the front and upwards, from 0, 0, 0), and "
                "those of others are not, as where a program wrote it without the scan's; the head may be turned "
                "against theirs: write scan and mask with the header that the scan had",
            )
