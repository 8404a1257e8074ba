"""How one scan has to be moved to lie upon another: Mattes's mutual information, from coarse to fine.

Rigid between the sequences of a patient, affine from a patient to an atlas (Mattes et al. 2003, doi
10.1109/TMI.2003.809072). Images are smoothed and thinned by their size in mm, so that the same head is found in the
same steps whatever its voxels are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.registration.geometry import IDENTITY, grid_over, moved

BINS = 32
STEPS = 100
COARSE, FINE = 8.0, (4.0, 2.0)
"""Millimetres between the voxels that are compared."""
AIR = 40.0
"""Millimetres of air around a scan at first: what leaves its field of view then makes a place worse. Close to the right
place it does not count, for a scan may show a part of the head."""
ANGLES = (np.pi / 12, np.pi / 6)
"""Beginnings: turned by so much, either way, about each axis."""
BRIGHTEST = 99.5
"""Percentile above which grey levels are one: a few bright voxels would leave the brain a handful of the bins."""
RIM = 8.0
"""Millimetres of what is around the brain, by which the outlines of two scans of one head find each other."""
OPTIMISED = 3
"""Beginnings that are followed further."""


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two scans that are compared at one distance of voxels, and where."""

    fixed: SimpleITK.Image
    moving: SimpleITK.Image
    mask: SimpleITK.Image


def rigid(fixed: SimpleITK.Image, moving: SimpleITK.Image, mask: SimpleITK.Image) -> SimpleITK.Transform:
    """Turn and shift that bring a scan onto another scan of the same head.

    Args:
        fixed: where the scan shall lie.
        moving: the scan, of any contrast, on any grid.
        mask: not 0 where the two are compared, on the grid of `fixed`.

    Returns:
        Transform from points of `fixed` to points of `moving`.

    Raises:
        InputError: the two do not overlap.
    """
    mask = _widened(mask)
    fixed, moving = _without_brightest(fixed), _without_brightest(moving)
    coarse = _thinned(fixed, moving, mask, COARSE)
    beginnings = sorted(_beginnings(coarse), key=lambda begin: _value(coarse, begin))
    followed = [_followed(coarse, begin) for begin in beginnings[:OPTIMISED]]
    transform = min(followed, key=lambda found: _value(coarse, found))
    for distance in FINE:
        transform = _followed(_thinned(fixed, moving, mask, distance), transform)
    return transform


def affine(fixed: SimpleITK.Image, moving: SimpleITK.Image, mask: SimpleITK.Image) -> SimpleITK.Transform:
    """Affine transform that brings a scan onto one of another head; as `rigid`, with which it begins."""
    start = rigid(fixed, moving, mask)
    # With tissue alone, another place of a head with skull can look better than the right one.
    mask = _widened(mask)
    fixed, moving = _without_brightest(fixed), _without_brightest(moving)
    transform = SimpleITK.AffineTransform(3)
    transform.SetCenter(start.GetCenter())
    transform.SetMatrix(start.GetMatrix())
    transform.SetTranslation(start.GetTranslation())
    for distance in (COARSE, *FINE):
        transform = _followed(_thinned(fixed, moving, mask, distance), transform)
    return transform


def _widened(mask: SimpleITK.Image) -> SimpleITK.Image:
    radius = [max(1, round(RIM / size)) for size in mask.GetSpacing()]
    return SimpleITK.BinaryDilate(SimpleITK.Cast(mask != 0, SimpleITK.sitkUInt8), radius, SimpleITK.sitkBox)


def _without_brightest(image: SimpleITK.Image) -> SimpleITK.Image:
    array = SimpleITK.GetArrayViewFromImage(image)
    bright = array[array > array.min()]
    highest = float(np.percentile(bright, BRIGHTEST)) if bright.size else 1.0
    lowest = min(0.0, float(array.min()))
    return SimpleITK.Clamp(SimpleITK.Cast(image, SimpleITK.sitkFloat32), SimpleITK.sitkFloat32, lowest, highest)


def _thinned(fixed: SimpleITK.Image, moving: SimpleITK.Image, mask: SimpleITK.Image, distance: float) -> _Pair:
    """Both scans smoothed and on grids of their own of this distance, or of their own voxels where those are larger."""
    still = grid_over(fixed, max(distance, *fixed.GetSpacing()))
    voxels = [round(AIR / size) for size in moving.GetSpacing()]
    aired = SimpleITK.Cast(moving, SimpleITK.sitkFloat32)
    if distance == COARSE:
        aired = SimpleITK.ConstantPad(aired, voxels, voxels, 0.0)
    share = moved(SimpleITK.Cast(mask != 0, SimpleITK.sitkFloat32), still, IDENTITY)
    return _Pair(
        moved(_smoothed(SimpleITK.Cast(fixed, SimpleITK.sitkFloat32), distance), still, IDENTITY),
        moved(_smoothed(aired, distance), grid_over(aired, distance), IDENTITY),
        share > 0.5,
    )


def _smoothed(image: SimpleITK.Image, distance: float) -> SimpleITK.Image:
    return SimpleITK.SmoothingRecursiveGaussian(image, distance / 2)


def _beginnings(pair: _Pair) -> Iterator[SimpleITK.Euler3DTransform]:
    """As the headers have it, and with centres of the images or of mass upon each other; each also turned."""
    centre = _centre_of_mass(pair.mask)
    inside = SimpleITK.Mask(pair.fixed, pair.mask)
    shifts = [
        np.zeros(3),
        _middle(pair.moving) - _middle(pair.fixed),
        _centre_of_mass(pair.moving) - _centre_of_mass(inside),
    ]
    turns = [np.zeros(3), *(sign * angle * axis for sign, angle, axis in product((-1, 1), ANGLES, np.eye(3)))]
    for shift, turn in product(shifts, turns):
        transform = SimpleITK.Euler3DTransform()
        transform.SetCenter(centre.tolist())
        transform.SetRotation(*turn.tolist())
        transform.SetTranslation(shift.tolist())
        yield transform


def _middle(image: SimpleITK.Image) -> np.ndarray:
    return np.array(image.TransformContinuousIndexToPhysicalPoint([(size - 1) / 2 for size in image.GetSize()]))


def _centre_of_mass(image: SimpleITK.Image) -> np.ndarray:
    array = SimpleITK.GetArrayViewFromImage(image)
    weights = np.clip(array, 0, None).astype(float)
    total = weights.sum() or 1.0
    index = [
        float((weights.sum(axis=tuple(other for other in range(3) if other != axis)) * np.arange(length)).sum() / total)
        for axis, length in enumerate(weights.shape)
    ]
    return np.array(image.TransformContinuousIndexToPhysicalPoint(index[::-1]))


def _method(pair: _Pair, start: SimpleITK.Transform) -> SimpleITK.ImageRegistrationMethod:
    method = SimpleITK.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(BINS)
    method.SetMetricFixedMask(pair.mask)
    method.SetInterpolator(SimpleITK.sitkLinear)
    method.SetInitialTransform(start, inPlace=True)
    # Threads add up in any order, and the last digits with them.
    method.SetNumberOfThreads(1)
    return method


def _value(pair: _Pair, transform: SimpleITK.Transform) -> float:
    """Negative mutual information; what does not overlap is worst."""
    try:
        return _method(pair, transform).MetricEvaluate(pair.fixed, pair.moving)
    except RuntimeError:
        return np.inf


def _followed(pair: _Pair, start: SimpleITK.Transform) -> SimpleITK.Transform:
    """The nearest best place."""
    found = type(start)(start)
    method = _method(pair, found)
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=pair.fixed.GetSpacing()[0] / 2,
        minStep=0.01,
        numberOfIterations=STEPS,
        relaxationFactor=0.6,
        gradientMagnitudeTolerance=1e-8,
    )
    method.SetOptimizerScalesFromPhysicalShift()
    try:
        method.Execute(pair.fixed, pair.moving)
    except RuntimeError:
        raise InputError("the scans do not overlap; check that both are of the same head") from None
    return found
