"""Smooth random fields, defined in atlas millimetres."""

from collections.abc import Sequence

import numpy as np

from radiogenomics.cohorts.simulation.grid import ATLAS_SHAPE


def smooth_field(rng: np.random.Generator, axes: Sequence[np.ndarray], length: float) -> np.ndarray:
    """Gaussian random field with mean 0, variance 1 and correlation length `length`.

    White noise on a lattice with step `length` over the whole atlas, spread by Gaussians. The lattice does not depend
    on `axes`, so the same generator state gives the same field on every grid and in every box. Plain einsum loops
    instead of BLAS keep the result independent of the number of threads.

    Args:
        rng: source of the lattice's noise.
        axes: coordinates z, y, x of the wanted voxels, in atlas mm.
        length: step of the lattice in mm.

    Returns:
        float32 array (z, y, x).
    """
    lattices = [np.arange(-2 * length, size + 3 * length, length) for size in ATLAS_SHAPE]
    noise = rng.standard_normal([len(lattice) for lattice in lattices], dtype=np.float32)
    z, y, x = (_spread(axis, lattice, length) for axis, lattice in zip(axes, lattices, strict=True))
    field = np.einsum("abc,xc->abx", noise, x)
    field = np.einsum("abx,yb->ayx", field, y)
    return np.einsum("ayx,za->zyx", field, z)


def _spread(axis: np.ndarray, lattice: np.ndarray, length: float) -> np.ndarray:
    """Weights (voxels, lattice points) whose squares sum to 1 for every voxel."""
    weights = np.exp(-0.5 * ((axis[:, None] - lattice[None, :]) / (0.75 * length)) ** 2)
    return (weights / np.sqrt((weights**2).sum(axis=1, keepdims=True))).astype(np.float32)
