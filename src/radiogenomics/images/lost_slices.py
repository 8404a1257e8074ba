"""Whether a DICOM series has fewer files than its own headers say, as where a copy broke off.

That its numbers (InstanceNumber) begin late says nothing alone: those of RSNA-MICCAI 2021 begin anywhere.
"""

from collections.abc import Sequence
from pathlib import Path

from radiogenomics.images.dicom_slices import Slice
from radiogenomics.oddities import notice

DERIVED = ("DERIVED", "SECONDARY", "REFORMATTED", "MPR", "MIP", "PROJECTION IMAGE", "SUBTRACTION")
"""Values of ImageType of series that were made of others, whose headers may keep the numbers of these. Of real series
in pydicom's test files, two original ones have as many files as ImagesInAcquisition says, and a projection 7 of 12."""


def notice_lost_slices(path: Path, patient: str | None, slices: Sequence[Slice]) -> None:
    """Notice a series of which the headers announce more images than there are.

    A part of a series of several echoes, phases or time points has a whole fraction of the images, and is not told;
    nor is one that was made of another series, or of which the slices announce several numbers.

    Args:
        path: the series.
        patient: whose it is.
        slices: all of the series.
    """
    count, announced = len(slices), {item.announced for item in slices}
    total = max(announced) if len(announced) == 1 else 0
    is_derived = any(kind.strip().upper() in DERIVED for item in slices for kind in item.kinds)
    if is_derived or total <= count or total % count == 0:
        return
    said = f"{count} slices, but its headers say that there are {total} (ImagesInAcquisition or NumberOfSlices)"
    fix = "if a copy broke off or slices were deleted, export the series again; if nothing is missing, leave it"
    notice(path, patient, f"{said}{_where(slices, total)}; {fix}")


def _where(slices: Sequence[Slice], total: int) -> str:
    """At which ends slices are missing by their numbers, where these tell."""
    numbers = sorted(item.number for item in slices if item.number is not None)
    before = numbers[0] - 1 if numbers else -1
    behind = total - len(slices) - before
    if before < 0 or behind < 0 or numbers != list(range(before + 1, before + 1 + len(slices))):
        return ""
    ends = [f"{count} at the {end}" for count, end in ((before, "beginning"), (behind, "end")) if count]
    return f", so that by their numbers {' and '.join(ends)} are missing"
