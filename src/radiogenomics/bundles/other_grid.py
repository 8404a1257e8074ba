"""Scans on the grid of one model for another one that was trained on voxels of another size, and labels back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK

from radiogenomics.bundles.grids import check_grid
from radiogenomics.checking.patients import Patient
from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.images.volume import Volume, read_volume
from radiogenomics.oddities import notice
from radiogenomics.registration.geometry import IDENTITY, affine_of, as_image, grid_over, moved


def resampled_scans(patient: Patient, description: Mapping[str, Any], spacing: float, folder: Path) -> dict[str, Path]:
    """Files of a patient's scans on cubic voxels, over the same field of view; it is said that they were resampled.

    Args:
        patient: with the scans.
        description: of the model on whose grid they lie.
        spacing: voxel edge in mm that is wanted.
        folder: in which they are written.

    Raises:
        InputError: a scan cannot be read or has other voxels than that model's training scans.
    """
    files = {}
    for name, path in patient.files.items():
        scan = read_volume(path, patient.identifier)
        check_grid(scan, description, patient.identifier, same_shape=False)
        image = as_image(scan)
        placed = moved(image, grid_over(image, spacing), IDENTITY)
        files[name] = folder / f"{name}.nii.gz"
        write_nifti(SimpleITK.GetArrayFromImage(placed), affine_of(placed), files[name])
        notice(path, patient.identifier, f"resampled to voxels of {spacing:g} mm to be segmented, and the mask back")
    return files


def labels_on(mask: Volume, scan: Volume) -> np.ndarray:
    """Labels of a mask on the grid of a scan (z, y, x), each voxel that of the nearest."""
    return SimpleITK.GetArrayFromImage(moved(as_image(mask), as_image(scan), IDENTITY, nearest=True))
