"""The head that all patients are moved to, and where its brain is.

SRI-24 (Rohlfing et al. 2010, doi 10.1002/hbm.20906) is the atlas of BraTS and UPENN-GBM; its terms do not let it come
with this workflow. Without a file of it, the MNI152 template serves (ICBM 2009a, symmetric; Fonov et al. 2011, doi
10.1016/j.neuroimage.2010.07.033), which nilearn brings along under ICBM's licence, moved, turned and scaled to where
SRI-24's brain lies: an image on this grid then has the geometry of those archives.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK

from radiogenomics.cohorts.simulation.grid import ATLAS_SHAPE
from radiogenomics.cohorts.simulation.template import ATLAS_MIDDLE, MNI_MIDDLE, SCALE
from radiogenomics.errors import InputError
from radiogenomics.images.volume import check_geometry, read_stored, read_volume
from radiogenomics.registration.geometry import IDENTITY, as_image, grid_over, moved
from radiogenomics.registration.head import with_head

TISSUE = 0.2
"""Above this share of the brain's mean, a voxel is tissue."""
LEAST_SKULL = 0.2
"""Tissue outside the brain that makes a head, as a share of the brain's voxels."""
SIMULATED = "simulated"
"""In place of a file: the template where the brains of simulated patients lie."""


@dataclass(frozen=True)
class Place:
    """Where the MNI152 template lies in the field of view of an atlas.

    Attributes:
        name: for the report.
        pitch: degrees by which the head is turned about the axis from ear to ear, the nose up.
        scale: of the turned brain, along the template's axes to the right, to the front and up.
        middle: a point of the atlas, mm along x, y and z.
        voxel: the template's voxel that comes to lie there.
    """

    name: str
    pitch: float
    scale: tuple[float, float, float]
    middle: tuple[float, float, float]
    voxel: tuple[float, float, float]


PLACES = {
    # Measured by registering the two, brain to brain. They overlap by 0.97 (Dice); without the turn by 0.93, and their
    # mutual information is half of what it is with it.
    None: Place(
        "MNI152 template, in the place of SRI-24",
        pitch=12.0,
        scale=(0.92, 0.95, 0.86),
        middle=(119.0, 130.0, 74.0),
        voxel=(98.0, 118.0, 78.0),
    ),
    # Simulated patients are the template in a size near SRI-24's, and not turned.
    SIMULATED: Place("template of the simulated patients", 0.0, *map(tuple, (SCALE, ATLAS_MIDDLE, MNI_MIDDLE))),
}


@dataclass(frozen=True, eq=False)
class Atlas:
    """A T1-weighted head on the grid that patients are moved to.

    Attributes:
        image: the brain alone, 32-bit floats.
        head: the same with a skull: the atlas's own, or one that is drawn around its brain.
        brain: 1 in the brain and 0 outside, on the same grid.
        name: for the report.
    """

    image: SimpleITK.Image
    head: SimpleITK.Image
    brain: SimpleITK.Image
    name: str


def open_atlas(path: str | None, brain_path: str | None, spacing: float) -> Atlas:
    """The atlas on a grid of cubic voxels.

    Args:
        path: NIfTI of a T1-weighted atlas; None for the template in SRI-24's place, `simulated` for it where simulated
            patients lie.
        brain_path: NIfTI of its brain (any voxel that is not 0) on the same grid; None where the atlas has no skull, so
            that its voxels above 0 are the brain.
        spacing: voxel edge of the grid in mm; the grid covers the field of view of the atlas.

    Raises:
        InputError: a file cannot be read, the two have other grids, or the brain is empty.
    """
    if path in PLACES:
        return _template(PLACES[path], spacing)
    volume = read_volume(path)
    image = as_image(volume)
    brain = image > 0
    if brain_path is not None:
        stored = read_stored(brain_path)
        check_geometry(volume, stored)
        brain = as_image(stored) != 0
    inside = float(SimpleITK.GetArrayViewFromImage(brain).mean())
    if not 0 < inside < 1:
        raise InputError(
            f"{brain_path or path}: {100 * inside:g} % of the voxels are brain; give the brain mask of the atlas as "
            "`atlas_brain`, or an atlas without skull"
        )
    return _on_grid(image, brain, grid_over(image, spacing), IDENTITY, Path(path).name)


def _template(place: Place, spacing: float) -> Atlas:
    from nilearn.datasets import load_mni152_template

    # RAS in the file; as an array (z, y, x) its axes run up, to the front and to the right.
    array = load_mni152_template(resolution=1).get_fdata(dtype=np.float32).transpose(2, 1, 0)
    image = SimpleITK.GetImageFromArray(np.ascontiguousarray(array))
    whole = SimpleITK.Image([int(size) for size in reversed(ATLAS_SHAPE)], SimpleITK.sitkUInt8)
    whole.SetOrigin((0.0, 1.0 - ATLAS_SHAPE[1], 0.0))  # SRI-24's, as archives have it
    # From mm of the atlas, which runs to the left and to the back, to voxels of the template.
    matrix = np.diag(np.array([-1.0, -1.0, 1.0]) / place.scale) @ _pitched(place.pitch)
    middle = np.array(place.middle) + whole.GetOrigin()
    transform = SimpleITK.AffineTransform(3)
    transform.SetMatrix(matrix.ravel().tolist())
    transform.SetTranslation((np.array(place.voxel) - matrix @ middle).tolist())
    return _on_grid(image, image > 0, grid_over(whole, spacing), transform, place.name)


def _pitched(degrees: float) -> np.ndarray:
    """Matrix (3, 3) from a head whose nose is turned up to one that looks ahead; axes run left, back and up."""
    angle = np.radians(degrees)
    return np.array([[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]])


def _on_grid(
    image: SimpleITK.Image, brain: SimpleITK.Image, grid: SimpleITK.Image, transform: SimpleITK.Transform, name: str
) -> Atlas:
    # The share of each voxel that is brain, of which more than a half counts.
    share = moved(SimpleITK.Cast(brain, SimpleITK.sitkFloat32), grid, transform)
    whole, inside = moved(image, grid, transform), share > 0.5
    alone = SimpleITK.Mask(whole, inside)
    return Atlas(alone, whole if _has_skull(whole, inside) else with_head(alone, inside), inside, name)


def _has_skull(image: SimpleITK.Image, brain: SimpleITK.Image) -> bool:
    """Whether there is tissue outside the brain; at the rim of a brain alone there are voxels that are partly brain."""
    # A view does not keep its image alive: both images belong to the caller.
    array, inside = SimpleITK.GetArrayViewFromImage(image), SimpleITK.GetArrayViewFromImage(brain)
    tissue = array > TISSUE * array[inside > 0].mean()
    return bool((tissue & (inside == 0)).sum() > LEAST_SKULL * inside.sum())
