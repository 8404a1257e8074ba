"""How one scan has to be moved to lie upon another: Mattes's mutual information, from coarse to fine.

Rigid between the sequences of a patient, affine from a patient to an atlas (Mattes et al. 2003, doi
10.1109/TMI.2003.809072). Images are thinned to voxels of a given size in mm, so that the same head is found in the same
steps whatever its voxels are.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

import numpy as np
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.registration.geometry import IDENTITY, thinned

BINS = 32
STEPS = 100
COARSE, MIDDLE, FINE, FINEST = 8.0, 4.0, 2.0, 1.0
"""Millimetres between the voxels that are compared."""
COMPARED = 60_000
"""Most voxels that are compared in one step; of more, as many are drawn, by a fixed seed."""
AIR = 40.0
"""Millimetres of air around a scan at first: what leaves its field of view then makes a place worse. Close to the right
place it does not count, for a scan may show a part of the head."""
ANGLES = (np.pi / 12, np.pi / 6)
"""Beginnings: turned by so much, either way, about each axis."""
BRIGHTEST = 99.5
"""Percentile above which grey levels are one: a few bright voxels would leave the brain a handful of the bins."""
RIM = 8.0
"""Millimetres of what is around the brain, by which the outlines of two scans of one head find each other."""
AROUND = 20.0
"""Millimetres around the brain within which a head lies, with some air: what two different heads are compared in."""
MOST_SQUEEZED = 1.25
"""How much more a head may be stretched in one direction than in another; heads differ less in their proportions."""
SHORT = 15
"""Steps that every beginning is followed, for the best place may be far from the best beginning."""
OPTIMISED = 3
"""Beginnings that are followed further."""
APART = "the scans do not overlap; check that both are of the same head"


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
        mask: not 0 where the brain is, on the grid of `fixed`.

    Returns:
        Transform from points of `fixed` to points of `moving`.

    Raises:
        InputError: the two do not overlap.
    """
    pairs = _pairs(fixed, moving, mask, RIM, (COARSE, MIDDLE, FINE, FINEST))
    return _through(pairs, _best(pairs[0])[0])


def affine(
    fixed: SimpleITK.Image, moving: SimpleITK.Image, mask: SimpleITK.Image, rim: float = RIM
) -> SimpleITK.Transform:
    """Affine transform that brings a scan onto one of another head; a similarity where that would squeeze it too much.

    What is around the brain is compared, too: by tissue alone, a brain that is spread over a whole head with its skull
    looks better than one in its place. Both must therefore have a skull, or neither.

    Args:
        fixed, moving, mask: as in `rigid`, with which it begins.
        rim: millimetres of what is around the brain that are compared at first; `AROUND` for heads with skull.

    Returns:
        Transform from points of `fixed` to points of `moving`.

    Raises:
        InputError: the two do not overlap.
    """
    pairs = [*_pairs(fixed, moving, mask, rim, (COARSE, MIDDLE)), *_pairs(fixed, moving, mask, RIM, (FINE,))]
    similar = [_followed(pairs[0], _widened(SimpleITK.Similarity3DTransform(), found)) for found in _best(pairs[0])]
    found = min(similar, key=lambda transform: _value(pairs[0], transform))
    stretched = _through(pairs, _widened(SimpleITK.AffineTransform(3), found))
    longest, _, shortest = np.linalg.svd(np.reshape(stretched.GetMatrix(), (3, 3)), compute_uv=False)
    # Where a scan shows a part of the head, or a brain lacks a part, its end is taken for the other's.
    return stretched if longest <= MOST_SQUEEZED * shortest else _through(pairs, found)


def _best(pair: _Pair) -> list[SimpleITK.Transform]:
    """The best places that rigid transforms find from all beginnings, the best of all first."""
    begun = []
    for begin in _beginnings(pair):
        # Some begin outside the other scan, or leave it.
        with suppress(InputError):
            begun.append(_followed(pair, begin, SHORT))
    if not begun:
        raise InputError(APART)
    nearest = sorted(begun, key=lambda found: _value(pair, found))[:OPTIMISED]
    return sorted((_followed(pair, found) for found in nearest), key=lambda found: _value(pair, found))


def _through(pairs: Iterable[_Pair], transform: SimpleITK.Transform) -> SimpleITK.Transform:
    for pair in pairs:
        transform = _followed(pair, transform)
    return transform


def _widened(wider: SimpleITK.Transform, transform: SimpleITK.Transform) -> SimpleITK.Transform:
    """The same as a transform of more parameters."""
    wider.SetCenter(transform.GetCenter())
    wider.SetMatrix(transform.GetMatrix())
    wider.SetTranslation(transform.GetTranslation())
    return wider


def _pairs(
    fixed: SimpleITK.Image, moving: SimpleITK.Image, mask: SimpleITK.Image, rim: float, distances: Iterable[float]
) -> list[_Pair]:
    """Both scans, thinned to each distance, and the mask with a rim around it."""
    fixed, moving = _without_brightest(fixed), _without_brightest(moving)
    near = SimpleITK.Cast(
        around(thinned(SimpleITK.Cast(mask != 0, SimpleITK.sitkFloat32), FINE) > 0.5, rim), fixed.GetPixelID()
    )
    pairs = []
    for distance in distances:
        still, other = (_smoothed(thinned(image, distance), distance) for image in (fixed, moving))
        if distance == COARSE:
            voxels = [round(AIR / size) for size in other.GetSpacing()]
            other = SimpleITK.ConstantPad(other, voxels, voxels, 0.0)
        inside = SimpleITK.Resample(near, still, IDENTITY, SimpleITK.sitkLinear, 0.0) > 0.5
        pairs.append(_Pair(still, other, inside))
    return pairs


def around(mask: SimpleITK.Image, rim: float = AROUND) -> SimpleITK.Image:
    """A mask (0, 1) with all voxels that are not further from it than a rim in mm."""
    away = SimpleITK.SignedMaurerDistanceMap(mask != 0, squaredDistance=False, useImageSpacing=True)
    return away <= rim


def _without_brightest(image: SimpleITK.Image) -> SimpleITK.Image:
    array = SimpleITK.GetArrayViewFromImage(image)
    bright = array[array > array.min()]
    highest = float(np.percentile(bright[::7], BRIGHTEST)) if bright.size else 1.0
    lowest = min(0.0, float(array.min()))
    return SimpleITK.Clamp(SimpleITK.Cast(image, SimpleITK.sitkFloat32), SimpleITK.sitkFloat32, lowest, highest)


def _smoothed(image: SimpleITK.Image, distance: float) -> SimpleITK.Image:
    """Smooth a little more, along the axes that are as fine as this distance; larger voxels are smooth as they are."""
    for axis, spacing in enumerate(image.GetSpacing()):
        if spacing < 1.5 * distance and image.GetSize()[axis] > 3:
            image = SimpleITK.RecursiveGaussian(
                image, distance / 2, False, SimpleITK.RecursiveGaussianImageFilter.ZeroOrder, axis
            )
    return image


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


def _followed(pair: _Pair, start: SimpleITK.Transform, steps: int = STEPS) -> SimpleITK.Transform:
    """The nearest best place."""
    found = type(start)(start)
    method = _method(pair, found)
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=1.0,
        minStep=1e-4,
        numberOfIterations=steps,
        relaxationFactor=0.6,
        gradientMagnitudeTolerance=1e-8,
        # Else a step is as long as the learning rate in any parameter: a millimetre, but a turn by a radian, too.
        estimateLearningRate=SimpleITK.ImageRegistrationMethod.EachIteration,
        maximumStepSizeInPhysicalUnits=min(pair.fixed.GetSpacing()) / 2,
    )
    method.SetOptimizerScalesFromPhysicalShift()
    voxels = int(SimpleITK.GetArrayViewFromImage(pair.mask).sum())
    if voxels > COMPARED:
        method.SetMetricSamplingStrategy(method.RANDOM)
        method.SetMetricSamplingPercentage(COMPARED / voxels, seed=1)
    try:
        method.Execute(pair.fixed, pair.moving)
    except RuntimeError:
        raise InputError(APART) from None
    return found
