"""The grid of the scans that a model was trained on, to which a new patient's scans must have been registered."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.files import read_table
from radiogenomics.images.series_paths import is_file_of_series
from radiogenomics.images.volume import Volume, read_volume

SPACING_TOLERANCE = 1e-2  # mm
MILLIMETRE = 1.0
DIGITS = 4
"""Of spacings in mm: headers keep 32-bit floats, by which 50 voxels of 3.1 mm would be 51."""


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


def common_spacing(cohort_path: str, sequence: str, patients: Sequence[str]) -> dict[str, Any]:
    """Spacing of the training patients' scans of a model that takes scans on any grid, where all have the same.

    A new patient's scans are then registered to voxels of this size: slices that are counted lie as far apart as in the
    training. Headers alone are read.

    Args:
        cohort_path: cohort.csv.
        sequence: of the scans.
        patients: identifiers.

    Returns:
        scan_spacing (x, y, z) in mm; nothing where scans differ, or one is a series of DICOM.
    """
    cohort = read_table(cohort_path, required=["patient_id", "included", f"path_{sequence}"])
    chosen = cohort["included"] & cohort["patient_id"].astype(str).isin(patients)
    paths = [Path(path) for path in cohort.loc[chosen, f"path_{sequence}"].dropna()]
    if not paths or not all(path.is_file() and not is_file_of_series(path) for path in paths):
        return {}
    spacings = np.array([_stored_spacing(path) for path in paths])
    return {"scan_spacing": spacings[0].tolist()} if np.ptp(spacings, axis=0).max() <= SPACING_TOLERANCE else {}


def _stored_spacing(path: Path) -> tuple[float, ...]:
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(path))
    reader.ReadImageInformation()
    return reader.GetSpacing()


def registered_spacing(model: Path, description: Mapping[str, Any]) -> float:
    """Voxel edge in mm to which the scans of new patients are registered for a model; 1 where it asks for none.

    Args:
        model: folder of the bundle.
        description: of the bundle.

    Raises:
        InputError: the training scans had voxels that are no cubes.
    """
    spacing = [round(float(edge), DIGITS) for edge in description.get("scan_spacing", [MILLIMETRE])]
    if max(spacing) - min(spacing) > SPACING_TOLERANCE:
        edges = "×".join(f"{edge:.3g}" for edge in spacing)
        raise InputError(
            f"--model {model}: trained on voxels of {edges} mm (x, y, z), but `register` writes cubes; bring the scans "
            "to the grid of the training scans as those were brought there"
        )
    return spacing[0]


def check_atlas(image: SimpleITK.Image, model: Path, description: Mapping[str, Any]) -> None:
    """Check that the grid of an atlas is that of the training scans of a model that counts voxels.

    Args:
        image: the atlas, with voxels of `registered_spacing`.
        model: folder of the bundle.
        description: of the bundle.

    Raises:
        InputError: it has more voxels, or fewer.
    """
    shape, wanted = list(reversed(image.GetSize())), description["scan_shape"]
    if shape != wanted:
        raise InputError(
            f"--model {model}: trained on {grid_text(wanted, description['scan_spacing'])}, but the atlas covers "
            f"{'×'.join(map(str, shape))} of them; give the atlas of the training scans by --atlas"
        )


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
