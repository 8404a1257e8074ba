"""NIfTI files whose bytes depend on nothing but their content."""

import gzip
from pathlib import Path

import nibabel as nib
import numpy as np

from radiogenomics.files import atomic_path


def write_nifti(array: np.ndarray, affine: np.ndarray, path: Path) -> None:
    """Write an array (z, y, x) as compressed NIfTI whose bytes depend on nothing but the arguments.

    Args:
        array: voxels; their type becomes the file's.
        affine: (4, 4) from voxel x, y, z to right-anterior-superior mm.
        path: ends in `.nii.gz`.
    """
    image = nib.Nifti1Image(array.transpose(2, 1, 0), affine)
    image.header.set_xyzt_units("mm")
    image.set_qform(affine, code="aligned")
    image.set_sform(affine, code="aligned")
    with atomic_path(path) as temporary:
        temporary.write_bytes(gzip.compress(image.to_bytes(), compresslevel=1, mtime=0))
