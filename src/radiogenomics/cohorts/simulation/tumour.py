"""A glioblastoma: necrosis (label 1), oedema (2) and enhancing rim (4), irregular and of realistic volume."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from radiogenomics.cohorts.simulation.fields import smooth_field
from radiogenomics.cohorts.simulation.grid import PUBLISHED_WINDOW
from radiogenomics.cohorts.simulation.template import Anatomy

NECROSIS, OEDEMA, ENHANCING = 1, 2, 4
_WINDOW_MARGIN = 4.0
_DEPTH = 17.0
_CANDIDATES = 4000


@dataclass(frozen=True)
class TumourPlan:
    """Where a tumour grows and how large it gets; volumes in mm³, the centre z, y, x in atlas mm."""

    centre: np.ndarray
    core: float
    oedema: float
    necrotic_share: float

    @property
    def radius(self) -> float:
        """Radius in mm of a sphere of the core's volume."""
        return float(np.cbrt(self.core * 0.75 / np.pi))


def plan_tumour(
    template: Anatomy, rng: np.random.Generator, necrosis: bool, enhancement: bool, volume_sd: float
) -> TumourPlan:
    """Draw place and size: whole tumour 40–160 cm³, core 15–60 cm³, deep in the white matter of either hemisphere.

    `volume_sd` is the standard deviation of the logarithm of the whole tumour's volume, around 80 cm³.
    """
    whole = float(np.clip(80e3 * np.exp(volume_sd * rng.standard_normal()), 40e3, 160e3))
    core = float(np.clip(whole * rng.uniform(0.25, 0.5), 15e3, 60e3))
    share = float(rng.uniform(0.2, 0.45))
    if not enhancement:
        share = 1.0
    elif not necrosis:
        share = 0.0
    return TumourPlan(_centre(template, rng), core, whole - core, share)


def _centre(template: Anatomy, rng: np.random.Generator) -> np.ndarray:
    """A place in supratentorial white matter, away from the brain's surface, the midline and the window's border."""
    spacing = template.grid.spacing
    depth = ndimage.distance_transform_edt(template.brain, sampling=spacing)
    eligible = (depth > _DEPTH) & (template.white_matter > 0.5)
    candidates = rng.uniform((62, 70, 65), (115, 190, 175), size=(_CANDIDATES, 3))
    first = np.array([axis[0] for axis in template.coordinates])
    voxels = np.rint((candidates - first) / spacing).astype(int)
    lateral = np.abs(candidates[:, 2] - 119.5) > 18
    suitable = eligible[tuple(voxels.T)] & lateral
    return candidates[np.argmax(suitable)]


def grow_tumour(anatomy: Anatomy, rng: np.random.Generator, plan: TumourPlan) -> np.ndarray:
    """Segmentation of a planned tumour.

    Each region holds the voxels nearest to the centre, by a distance that smooth noise makes irregular, until its
    volume is reached. Oedema follows white matter and spares cortex; no region enters ventricles willingly.

    Returns:
        uint8 labels (z, y, x) on the anatomy's box, all inside the brain and the published window.
    """
    axes = anatomy.coordinates
    distance = _ellipsoid_distance(axes, rng, plan.centre)
    compact = distance * np.exp(0.22 * smooth_field(rng, axes, 14) + 0.10 * smooth_field(rng, axes, 6))
    spread = distance * np.exp(0.22 * smooth_field(rng, axes, 20) + 0.12 * smooth_field(rng, axes, 9))
    layered = distance * np.exp(0.35 * smooth_field(rng, axes, 9))
    allowed = anatomy.brain & _inside_window(axes)
    voxel = anatomy.grid.spacing**3
    core = _nearest(compact * (1 + anatomy.csf), allowed, plan.core / voxel)
    core = ndimage.binary_fill_holes(core) & allowed
    oedema = _nearest(spread * (1 + 0.6 * anatomy.grey_matter + 2 * anatomy.csf), allowed & ~core, plan.oedema / voxel)
    necrosis = _nearest(layered + compact, core, plan.necrotic_share * np.count_nonzero(core))
    labels = np.zeros(core.shape, np.uint8)
    labels[oedema] = OEDEMA
    labels[core] = ENHANCING
    labels[necrosis] = NECROSIS
    return _largest_piece(labels)


def _ellipsoid_distance(axes: tuple[np.ndarray, ...], rng: np.random.Generator, centre: np.ndarray) -> np.ndarray:
    """Distance to the centre in mm, measured along three random axes of unequal scale; float32 (z, y, x)."""
    rotation, _ = np.linalg.qr(rng.standard_normal((3, 3)))
    metric = rotation * np.exp(0.18 * rng.standard_normal(3))
    z, y, x = (axis.astype(np.float32) - np.float32(place) for axis, place in zip(axes, centre, strict=True))
    squared = np.zeros([len(axis) for axis in axes], np.float32)
    for column in metric.T.astype(np.float32):
        squared += (column[0] * z[:, None, None] + column[1] * y[:, None] + column[2] * x) ** 2
    return np.sqrt(squared)


def _inside_window(axes: tuple[np.ndarray, ...]) -> np.ndarray:
    z, y, x = (
        (axis > low + _WINDOW_MARGIN) & (axis < high - 1 - _WINDOW_MARGIN)
        for axis, (low, high) in zip(axes, PUBLISHED_WINDOW, strict=True)
    )
    return z[:, None, None] & y[:, None] & x


def _nearest(distance: np.ndarray, allowed: np.ndarray, count: float) -> np.ndarray:
    """Mask of the `count` allowed voxels of least distance."""
    values = distance[allowed]
    count = min(round(count), len(values))
    chosen = np.zeros(len(values), bool)
    if count:
        chosen[np.argpartition(values, count - 1)[:count]] = True
    mask = np.zeros(distance.shape, bool)
    mask[allowed] = chosen
    return mask


def _largest_piece(labels: np.ndarray) -> np.ndarray:
    """The labels without islands that do not touch the tumour."""
    pieces, _ = ndimage.label(labels, structure=np.ones((3, 3, 3)))
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    return np.where(pieces == sizes.argmax(), labels, 0).astype(np.uint8)
