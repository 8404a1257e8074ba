"""The grid of the scans that a model was trained on, to which a new patient's scans must have been registered."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.files import read_table
from radiogenomics.images.volume import Volume, read_volume

SPACING_TOLERANCE = 1e-2  # mm


def training_grid(cohort_path: str, sequence: str, patient: str) -> dict[str, Any]:
    """Voxels and spacing of a training patient's scan, as a bundle's description keeps them.

    Args:
        cohort_path: cohort.csv.
        sequence: of the scan.
        patient: identifier.

    Returns:
        scan_shape (z, y, x) and scan_spacing (x, y, z) in mm.
    """
    cohort = read_table(cohort_path, required=["patient_id", "included"])
    path = cohort.loc[cohort["included"] & (cohort["patient_id"] == patient), f"path_{sequence}"].iloc[0]
    scan = read_volume(path, patient)
    return {"scan_shape": list(scan.array.shape), "scan_spacing": list(scan.spacing)}


def check_grid(volume: Volume, description: Mapping[str, Any], patient: str, same_shape: bool = True) -> None:
    """Check that a scan has the spacing of the training scans, and as many voxels.

    Args:
        volume: the scan.
        description: of the bundle, with what `training_grid` returned.
        patient: for the message.
        same_shape: whether the number of voxels matters; it does not where a model finds the brain by itself.

    Raises:
        InputError: it has not.
    """
    shape, spacing = description["scan_shape"], description["scan_spacing"]
    same = np.allclose(volume.spacing, spacing, rtol=0, atol=SPACING_TOLERANCE)
    if same_shape:
        same = same and list(volume.array.shape) == shape
    if not same:
        raise InputError(
            f"patient {patient}: {volume.path}: {grid_text(volume.array.shape, volume.spacing)}, but the model was "
            f"trained on {grid_text(shape, spacing)}; register the scan first"
        )


def grid_text(shape: Sequence[int], spacing: Sequence[float]) -> str:
    """Voxels (z, y, x) and spacing (x, y, z) in words."""
    voxels, edges = "×".join(map(str, shape)), "×".join(f"{edge:.3g}" for edge in spacing)
    return f"{voxels} voxels (z, y, x) of {edges} mm (x, y, z)"
