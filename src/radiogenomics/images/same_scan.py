"""One scan under the names of two patients, which could train under one and be tested under the other."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from radiogenomics.errors import InputError


def voxels_sha256(array: np.ndarray) -> str:
    """Hexadecimal SHA-256 of an image's voxels and shape, the same however its file is compressed or called."""
    digest = hashlib.sha256(repr((array.shape, array.dtype.str)).encode())
    digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()


def refuse_same_scan(scans: Iterable[tuple[str, Path, str]]) -> None:
    """Check that no two patients have the same voxels.

    Args:
        scans: patient, file and `voxels_sha256` of each scan.

    Raises:
        InputError: two patients have; both are named.
    """
    first: dict[str, tuple[str, Path]] = {}
    for patient, path, voxels in scans:
        other, other_path = first.setdefault(voxels, (patient, path))
        if other != patient:
            raise InputError(
                f"patients {other} and {patient} have the same scan ({other_path} and {path}); "
                "find out whose it is and exclude the other patient"
            )
