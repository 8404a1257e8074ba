"""The three places where a NIfTI header says where voxels lie, which may contradict each other.

The field `pixdim` has the voxels' size, the qform a rotation and an origin, the sform any affine. Programs choose
differently among them: nibabel and FSL take the sform, ITK mostly the qform and the size from `pixdim`. Here the sform
counts where both have a code, and a contradiction that would change sizes or sides is refused.
"""

import io
import os
from collections.abc import Sequence
from pathlib import Path

import nibabel as nib
import numpy as np
from nibabel.spatialimages import HeaderDataError

from radiogenomics.errors import InputError
from radiogenomics.images.orientation import Grid, lps_transform

SHEAR_TOLERANCE = 1e-3  # Radians; rounding of a rotation stored in 32 bits is less.
SIZE_TOLERANCE = 1e-3  # Share of a voxel's edge.
PLACE_TOLERANCE = 1e-2  # mm, as of `volume.ORIGIN_TOLERANCE`
DIRECTION_TOLERANCE = 1e-3
MILLIMETRES = {1: 1e3, 3: 1e-3}
"""Metres and micrometres by NIfTI's codes of units."""
SMALLEST_EDGE, LARGEST_EDGE = 0.15, 25.0  # mm; 0.1 is a millimetre in centimetres.
_LPS_OF_RAS = np.diag([-1.0, -1.0, 1.0])

# ITK refuses an sform that is not quite a rotation unless it is asked to make one of it; what is too far from one is
# refused here, with the angle.
os.environ.setdefault("ITK_NIFTI_SFORM_PERMISSIVE", "1")


def settled_grid(content: bytes, itk: Grid, path: Path, name: str) -> tuple[Grid, Grid | None]:
    """Where a file's voxels lie, by all that its header says.

    Args:
        content: the file's first bytes, its header.
        itk: the grid as ITK understands it.
        path: the file, for what to do.
        name: patient and file, for error messages.

    Returns:
        The grid that counts, and the other one where qform and sform place the same voxels elsewhere.

    Raises:
        InputError: there is no sform and a size in `pixdim` is 0; the sform is damaged or no rotation within
            `SHEAR_TOLERANCE`; the fields disagree on the voxels' size or on the sides of the head; or the size cannot
            be that of a scan.
    """
    header = nib.Nifti1Header.from_fileobj(io.BytesIO(content), check=False)
    affine, code = _in_millimetres(header, *header.get_sform(coded=True))
    if affine is None or not code:
        _check_qform(header, name)
        _check_pixdim(header, name)
        check_edges(itk.spacing, name)
        return itk, None
    sizes = np.linalg.norm(affine[:3, :3], axis=0)
    if not np.isfinite(affine).all() or np.linalg.matrix_rank(affine[:3, :3]) < 3:
        raise InputError(
            f"{name}: the sform of the header is damaged; convert the scan again, for example with dcm2niix"
        )
    if not _has_sizes(header):
        itk = itk._replace(spacing=tuple(sizes.tolist()))
    check_edges(itk.spacing, name)
    _check_sizes(sizes, itk.spacing, name)
    rotation, is_exact = _rotation(affine[:3, :3] / sizes, name)
    # Sizes of a sheared sform are off by the square of the angle.
    spacing = itk.spacing if is_exact else tuple(np.round(itk.spacing, 5).tolist())
    sform = Grid(
        itk.shape,
        spacing,
        tuple((_LPS_OF_RAS @ affine[:3, 3] + 0.0).tolist()),
        tuple((_LPS_OF_RAS @ rotation + 0.0).ravel().tolist()),
    )
    return _agreed(header, sform, itk._replace(spacing=spacing), path, name)


def _has_sizes(header: nib.Nifti1Header) -> bool:
    """Whether `pixdim` has the voxels' size; ITK takes 1 mm where a size is 0 or no number."""
    return bool((np.abs(header["pixdim"][1:4]) > 0).all())


def _check_pixdim(header: nib.Nifti1Header, name: str) -> None:
    if not _has_sizes(header):
        raise InputError(
            f"{name}: voxels of {_product(header['pixdim'][1:4])} mm by the pixdim of the header, which no voxel has; "
            "find out their size and write it into the header, or export the scan again"
        )


def _in_millimetres(header: nib.Nifti1Header, affine: np.ndarray | None, code: int) -> tuple[np.ndarray | None, int]:
    """An affine in the header's unit of length, in mm, as ITK gives sizes; most headers are in mm or do not say it."""
    factor = MILLIMETRES.get(int(header["xyzt_units"]) % 8, 1.0)
    return (affine if affine is None else np.diag([factor, factor, factor, 1.0]) @ affine), code


def _agreed(header: nib.Nifti1Header, sform: Grid, itk: Grid, path: Path, name: str) -> tuple[Grid, Grid | None]:
    affine = _qform(header)
    # There is none, or it is damaged.
    if affine is None or not np.isfinite(affine).all() or not _has_sizes(header):
        return itk if _same(itk, sform) else sform, None
    rotation = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    qform = sform._replace(
        origin=tuple((_LPS_OF_RAS @ affine[:3, 3] + 0.0).tolist()),
        direction=tuple((_LPS_OF_RAS @ rotation + 0.0).ravel().tolist()),
    )
    if _same(qform, sform):
        return itk if _same(itk, sform) else sform, None
    if not np.array_equal(lps_transform(qform.direction), lps_transform(sform.direction)):
        raise InputError(
            f"{name}: sform and qform of the header disagree on which side is left, front or top; find out which is "
            f"right and write it into both (`fslorient -copysform2qform {path.name}`, or -copyqform2sform)"
        )
    return sform, qform


def _qform(header: nib.Nifti1Header) -> np.ndarray | None:
    """The qform's affine, None where it has no code; NaN throughout where its quaternion is none."""
    try:
        affine, code = _in_millimetres(header, *header.get_qform(coded=True))
    except (HeaderDataError, ValueError):
        return np.full((4, 4), np.nan)
    return affine if code else None


def _check_qform(header: nib.Nifti1Header, name: str) -> None:
    affine = _qform(header)
    if affine is not None and not np.isfinite(affine).all():
        raise InputError(
            f"{name}: the qform of the header is damaged, and there is no sform; convert the scan again, for example "
            "with dcm2niix"
        )


def says_no_place(content: bytes) -> bool:
    """Whether a header says nothing of where its voxels lie, as where a program wrote an array alone."""
    header = nib.Nifti1Header.from_fileobj(io.BytesIO(content), check=False)
    return not header["sform_code"] and not header["qform_code"]


def disagreement(one: Grid, other: Grid) -> str:
    """How far apart two grids place the same voxels, in words."""
    return f"sform and qform of the header disagree (their origins by {_distance(one, other):.4g} mm)"


def _distance(one: Grid, other: Grid) -> float:
    return float(np.linalg.norm(np.subtract(one.origin, other.origin)))


def _same(one: Grid, other: Grid) -> bool:
    return _distance(one, other) <= PLACE_TOLERANCE and np.allclose(
        one.direction, other.direction, rtol=0, atol=DIRECTION_TOLERANCE
    )


def check_edges(spacing: Sequence[float], name: str) -> None:
    """Check that voxels have a size that a scan of a head may have.

    Args:
        spacing: edges in mm.
        name: patient and file, for the message.

    Raises:
        InputError: they have not.
    """
    if not all(SMALLEST_EDGE <= size <= LARGEST_EDGE for size in spacing):
        raise InputError(
            f"{name}: voxels of {_product(spacing)} mm, which no scan of a head has (edges of {SMALLEST_EDGE:g} to "
            f"{LARGEST_EDGE:g} mm are possible); correct the size, or its unit, in the header"
        )


def _check_sizes(sizes: np.ndarray, spacing: tuple[float, ...], name: str) -> None:
    if not np.allclose(sizes, spacing, rtol=SIZE_TOLERANCE, atol=0):
        raise InputError(
            f"{name}: voxels of {_product(sizes)} mm by the sform of the header, of {_product(spacing)} mm by its "
            "pixdim; find out which is right, and export the scan again"
        )


def _rotation(axes: np.ndarray, name: str) -> tuple[np.ndarray, bool]:
    """The rotation nearest to three axes of length 1, and whether they were one already."""
    shear = max(abs(float(axes[:, i] @ axes[:, j])) for i, j in ((0, 1), (0, 2), (1, 2)))
    if shear > SHEAR_TOLERANCE * 1.001:
        raise InputError(
            f"{name}: the axes of the sform are {90 - np.degrees(np.arcsin(min(shear, 1.0))):.2f}° instead of 90° "
            "apart, as of a scan that was sheared by an affine registration; resample scan and mask to a straight grid"
        )
    if shear < SHEAR_TOLERANCE * SHEAR_TOLERANCE:
        return axes, True
    left, _, right = np.linalg.svd(axes)
    return left @ right, False


def _product(sizes: np.ndarray | Sequence[float]) -> str:
    return " × ".join(f"{size:.4g}" for size in sizes)
