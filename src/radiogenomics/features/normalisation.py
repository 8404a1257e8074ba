"""Intensities of a scan on a scale that scans share."""

from typing import Literal

import numpy as np

from radiogenomics.errors import InputError

Normalisation = Literal["none", "z_score", "z_score_image", "min_max"]


def normalised(image: np.ndarray, method: Normalisation, scale: float, name: str) -> np.ndarray:
    """Shift and stretch the intensities of a scan; `none` returns it as it is.

    Args:
        image: voxels, any shape; those of exactly 0 are background.
        method: `z_score` maps mean and mean + standard deviation of the foreground to 0 and `scale`; `z_score_image`
            does so with those of all voxels; `min_max` maps the foreground's lowest and highest value to 0 and `scale`.
        scale: unit of the result.
        name: what the image is called in an error.

    Returns:
        float64 array of the image's shape; all voxels are mapped, those of the background too.

    Raises:
        InputError: the voxels that set the scale are all equal.
    """
    if method == "none":
        return image
    reference = (image if method == "z_score_image" else image[image != 0]).astype(np.float64)
    if reference.size == 0 or reference.min() == reference.max():
        raise InputError(f"{name}: all voxels of the brain are equal; export the scan again or exclude the patient")
    if method == "min_max":
        centre, width = reference.min(), np.ptp(reference)
    else:
        centre, width = reference.mean(), reference.std(ddof=1)
    return (image - centre) * (scale / width)
