"""Scans of another cohort on the grid of those that networks were trained on."""

from pathlib import Path

from radiogenomics.errors import InputError
from radiogenomics.images.volume import SPACING_TOLERANCE, Volume, read_volume


def refuse_other_grid(scan: Path, trained: Path, patient: str) -> None:
    """Check that a scan has the shape and the voxel size of one that networks were trained on.

    One crop window in voxels is the same part of a head, and one voxel of a network the same size, only then.

    Args:
        scan: of the other cohort.
        trained: of the study's own cohort.
        patient: whose scan it is.

    Raises:
        InputError: they differ, or one cannot be read.
    """
    theirs, ours = read_volume(scan, patient), read_volume(trained)
    near = [abs(one - other) < SPACING_TOLERANCE for one, other in zip(theirs.spacing, ours.spacing, strict=True)]
    if theirs.array.shape != ours.array.shape or not all(near):
        raise InputError(
            f"patient {patient}, {scan}: {_grid(theirs)}, and the networks were trained on {_grid(ours)} ({trained}); "
            "resample the cohort's scans to that grid"
        )


def _grid(volume: Volume) -> str:
    voxels, sizes = "×".join(map(str, volume.array.shape)), "×".join(f"{size:g}" for size in volume.spacing[::-1])
    return f"{voxels} voxels of {sizes} mm (z, y, x)"
