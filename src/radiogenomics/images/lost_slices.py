"""Whether a DICOM series has fewer files than its own headers say, as where a copy broke off."""

from collections.abc import Sequence
from pathlib import Path

from radiogenomics.images.dicom_slices import Slice
from radiogenomics.oddities import notice

DERIVED = ("DERIVED", "SECONDARY", "REFORMATTED", "MPR", "MIP", "PROJECTION IMAGE", "SUBTRACTION")
"""Values of ImageType of series that were made of others, whose headers may keep the numbers of these."""
MOST_LOST_AHEAD = 0.5
"""Slices before the first one by the numbers, as a share of those that are there, above which the series rather is a
part of another numbering, as of a later phase or of all images of a study, which begins at its length or more."""


def notice_lost_slices(path: Path, patient: str | None, slices: Sequence[Slice]) -> None:
    """Notice a series of which the headers announce more images than there are, or number some before the first one.

    A part of a series of several echoes, phases or time points has a whole fraction of the images, and is not told;
    nor is one that was made of another series. Numbers that occur twice, or with gaps between slices that lie side by
    side, say nothing.

    Args:
        path: the series.
        patient: whose it is.
        slices: all of the series.
    """
    if any(kind.upper() in DERIVED for item in slices for kind in item.kinds):
        return
    count = len(slices)
    announced = {item.announced for item in slices}
    total = max(announced, default=0) if len(announced) == 1 else 0
    if total <= count or total % count == 0:
        total = 0
    numbers = sorted(item.number for item in slices if item.number is not None)
    first = numbers[0] if numbers and numbers == list(range(numbers[0], numbers[0] + count)) else 0
    ahead = max(0, first - 1) if first - 1 <= MOST_LOST_AHEAD * count else 0
    if total:
        said = f"{count} slices, but its headers say that there are {total} (ImagesInAcquisition or NumberOfSlices)"
        if 0 < first <= total - count + 1:
            behind = total - count - first + 1
            ends = [f"{first - 1} at the beginning"] * (first > 1) + [f"{behind} at the end"] * (behind > 0)
            said += f", so that by their numbers {' and '.join(ends)} are missing"
    elif ahead:
        said = f"{count} slices, whose numbers (InstanceNumber) begin at {first}, so that {ahead} may be missing before"
    else:
        return
    fix = "if a copy broke off or slices were deleted, export the series again; if nothing is missing, leave it"
    notice(path, patient, f"{said}; {fix}")
