"""A patient's own anatomy: the template, warped."""

import numpy as np
from scipy import ndimage

from radiogenomics.cohorts.simulation.fields import smooth_field
from radiogenomics.cohorts.simulation.template import Anatomy

_DEFORMATIONS = ((45.0, 3.0), (16.0, 1.2))
"""Correlation length and standard deviation, in mm, of the displacement: the brain's form, and its gyri."""


def warp(template: Anatomy, rng: np.random.Generator, centre: np.ndarray, radius: float, push: float) -> Anatomy:
    """Deform the template at random, and push tissue away from a tumour.

    Args:
        template: the healthy anatomy.
        rng: source of the deformation.
        centre: the tumour's centre z, y, x in atlas mm.
        radius: distance from the centre, in mm, at which the displacement by the tumour is largest.
        push: that displacement in mm.

    Returns:
        Anatomy on the same grid and box.
    """
    axes = template.coordinates
    sources = [axis.reshape([-1 if i == k else 1 for i in range(3)]) for k, axis in enumerate(axes)]
    middle = np.array([axis.mean() for axis in axes])
    scales = rng.normal(1, 0.025, size=3)
    away = [source - place for source, place in zip(sources, centre, strict=True)]
    squared = sum((part / radius) ** 2 for part in away)
    share = (push / radius) * np.exp(0.5 * (1 - squared))
    displaced = []
    for source, part, scale, mean in zip(sources, away, scales, middle, strict=True):
        place = mean + (source - mean) * scale - share * part
        for length, deviation in _DEFORMATIONS:
            place = place + deviation * smooth_field(rng, axes, length)
        displaced.append(place)
    spacing = template.grid.spacing
    voxels = np.stack([(p - axis[0]) / spacing for p, axis in zip(displaced, axes, strict=True)]).astype(np.float32)
    shares = (template.grey_matter, template.white_matter, template.csf)
    return _normalised(template, *(_sample(share, voxels) for share in shares))


def _sample(share: np.ndarray, voxels: np.ndarray) -> np.ndarray:
    return ndimage.map_coordinates(share, voxels, order=1, prefilter=False)


def _normalised(template: Anatomy, grey: np.ndarray, white: np.ndarray, csf: np.ndarray) -> Anatomy:
    """Shares that sum to 1 where there is more brain than not, and are 0 elsewhere."""
    total = grey + white + csf
    factor = np.where(total > 0.5, 1 / np.maximum(total, 0.5), 0).astype(np.float32)
    return Anatomy(template.grid, template.box, grey * factor, white * factor, csf * factor)
