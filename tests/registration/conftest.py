"""Heads with a skull, made of the template, that are moved by known transforms and scanned on other grids."""

from collections.abc import Callable

import numpy as np
import pytest
import SimpleITK
from scipy import ndimage

from radiogenomics.registration.atlas import Atlas, open_atlas

SPACING = 4.0


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The template on a grid of 4 mm."""
    return open_atlas(None, None, SPACING)


@pytest.fixture(scope="session")
def head(atlas: Atlas) -> Callable[[str], SimpleITK.Image]:
    """Function that makes a head of a contrast, with scalp, skull and noise, on the atlas's grid."""

    def make(contrast: str, seed: int = 1) -> SimpleITK.Image:
        brain = SimpleITK.GetArrayFromImage(atlas.image)
        inside = SimpleITK.GetArrayFromImage(atlas.brain) > 0
        distance = ndimage.distance_transform_edt(~inside) * SPACING
        scalp = np.where((distance > 8) & (distance < 18), 0.7, 0.1 * (distance < 18))
        tissue = {
            "T1": brain,
            "T2": np.where(inside, 1.4 - 1.2 * brain, 0),
            "FLAIR": np.where(inside, brain**2 - brain + 1, 0),
        }
        array = np.where(inside, tissue[contrast], scalp)
        array = array + np.random.default_rng(seed).normal(0, 0.02, array.shape)
        image = SimpleITK.GetImageFromArray((1000 * np.clip(array, 0, None)).astype(np.float32))
        image.CopyInformation(atlas.image)
        return image

    return make


@pytest.fixture(scope="session")
def scanned(atlas: Atlas) -> Callable[..., SimpleITK.Image]:
    """Function that scans a head lying elsewhere: turned (degrees) and shifted (mm), with other voxels (mm)."""

    def scan(
        head: SimpleITK.Image,
        turn: tuple[float, float, float],
        shift: tuple[float, float, float],
        spacing: tuple[float, float, float] = (3.0, 3.0, 6.0),
    ) -> SimpleITK.Image:
        size = [round(n * old / new) for n, old, new in zip(head.GetSize(), head.GetSpacing(), spacing, strict=True)]
        grid = SimpleITK.Image(size, SimpleITK.sitkFloat32)
        grid.SetSpacing(spacing)
        grid.SetOrigin(head.GetOrigin())
        return SimpleITK.Resample(head, grid, transform_of(head, turn, shift).GetInverse(), SimpleITK.sitkLinear, 0.0)

    return scan


@pytest.fixture(scope="session")
def known() -> Callable[..., SimpleITK.Euler3DTransform]:
    """Function that gives the transform by which `scanned` moves a head."""
    return transform_of


def transform_of(head: SimpleITK.Image, turn: tuple, shift: tuple) -> SimpleITK.Euler3DTransform:
    transform = SimpleITK.Euler3DTransform()
    transform.SetCenter(head.TransformContinuousIndexToPhysicalPoint([(n - 1) / 2 for n in head.GetSize()]))
    transform.SetRotation(*np.radians(turn))
    transform.SetTranslation(shift)
    return transform


@pytest.fixture(scope="session")
def farthest(atlas: Atlas) -> Callable[[SimpleITK.Transform, SimpleITK.Transform], float]:
    """Function that says how many mm two transforms put a point of the brain apart, at most."""
    inside = np.argwhere(SimpleITK.GetArrayFromImage(atlas.brain))[::37, ::-1]
    points = [atlas.brain.TransformIndexToPhysicalPoint(tuple(map(int, index))) for index in inside]

    def distance(one: SimpleITK.Transform, other: SimpleITK.Transform) -> float:
        return max(float(np.linalg.norm(np.subtract(one.TransformPoint(p), other.TransformPoint(p)))) for p in points)

    return distance


@pytest.fixture(scope="session")
def angle() -> Callable[[SimpleITK.Transform, SimpleITK.Transform], float]:
    """Function that gives the angle, in degrees, between the turns of two rigid transforms."""

    def between(one: SimpleITK.Transform, other: SimpleITK.Transform) -> float:
        first, second = (np.reshape(transform.GetMatrix(), (3, 3)) for transform in (one, other))
        return float(np.degrees(np.arccos(np.clip((np.trace(first.T @ second) - 1) / 2, -1, 1))))

    return between
