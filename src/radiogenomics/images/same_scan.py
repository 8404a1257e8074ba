"""One image under two names: of two patients, who could train and be tested with it, or of two sequences of one."""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.oddities import notice

FEWEST_OWNERS, LEAST_SHARE = 5, 0.1
"""A segmentation that so many patients share, and more than this share of all, was made for all of them, as a mask of
the brain in a common space, and tells nothing about a person."""


SAME_CORRELATION = 0.999
"""As of rounding and rescaling; two sequences of one tumour have less."""
FEWEST_VOXELS = 30


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


def refuse_same_sequences(patient: str, voxels: Mapping[str, str]) -> None:
    """Check that no two sequences of a patient are one image.

    Args:
        patient: for the message.
        voxels: `voxels_sha256` of each sequence.

    Raises:
        InputError: two are; both are named.
    """
    first: dict[str, str] = {}
    for sequence, checksum in voxels.items():
        other = first.setdefault(checksum, sequence)
        if other != sequence:
            raise InputError(
                f"patient {patient}: {other} and {sequence} are the same image; find out which sequence it is, and "
                "give the other one, or exclude the patient"
            )


def notice_scaled_sequences(patient: str, inside: Mapping[str, np.ndarray]) -> None:
    """Notice two sequences of a patient of which one is the other on another scale.

    Args:
        patient: for the message.
        inside: voxels in the segmentation, in one order, of each sequence; none are all equal.
    """
    for one, other in combinations(inside, 2):
        if inside[one].size >= FEWEST_VOXELS and np.corrcoef(inside[one], inside[other])[0, 1] > SAME_CORRELATION:
            notice("", patient, f"{other} is {one} on another scale inside the mask; find out which sequence it is")


def notice_same_mask(masks: Iterable[tuple[str, Path, str]]) -> None:
    """Notice segmentations that are those of several patients, unless they were made for many.

    Two simple outlines may be equal by chance; where images are trained on, the leak gate judges them.

    Args:
        masks: patient, file and `voxels_sha256` of each segmentation.
    """
    owners: dict[str, dict[str, Path]] = {}
    for patient, path, voxels in masks:
        owners.setdefault(voxels, {})[patient] = path
    patients = len({patient for of_mask in owners.values() for patient in of_mask})
    for of_mask in owners.values():
        first, *others = of_mask
        if others and not is_made_for_all(len(of_mask), patients):
            what = f"the same segmentation as {first}, voxel for voxel; whose tumour is it?"
            for patient in others:
                notice(of_mask[patient], patient, what)


def is_made_for_all(owners: int, patients: int) -> bool:
    """Whether a segmentation that some of all patients share tells nothing about a person, as a mask of the brain."""
    return owners >= FEWEST_OWNERS and owners > LEAST_SHARE * patients
