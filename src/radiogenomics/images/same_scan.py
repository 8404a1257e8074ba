"""One image under two names: of two patients, who could train and be tested with it, or of two sequences of one."""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from radiogenomics.errors import InputError
from radiogenomics.oddities import notice

FEWEST_OWNERS, LEAST_SHARE = 5, 0.1
"""A segmentation that so many patients share, and more than this share of all, was made for all of them, as a mask of
the brain in a common space, and tells nothing about a person."""


SAME_CORRELATION = 0.999
"""As of rounding and rescaling; two sequences of one tumour have less. Heads of two people, simulated in seven ways and
mirrored or not, had 0.86 at most."""
FEWEST_VOXELS = 30
SAMPLED, FEWEST_COMMON = 4096, 300
"""Voxels of a scan that are compared with other scans', and the fewest that must be in two heads."""
SAME_OUTLINE, MOST_MOVED = 0.98, 5
"""Dice coefficient above which two tumours are one, and voxels by which their boxes may differ then."""
FEWEST_OF_OUTLINE = 200
"""Voxels of a tumour whose very outline no other one has by chance."""


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
        inside: voxels in the segmentation, in one order, of each sequence; those that are all equal do not count.
    """
    varied = {name: voxels for name, voxels in inside.items() if voxels.size >= FEWEST_VOXELS and np.ptp(voxels) > 0}
    # By their order, in which no scale and no equalisation of a histogram changes anything.
    ranks = {sequence: rankdata(voxels) for sequence, voxels in varied.items()}
    for one, other in combinations(varied, 2):
        if max(np.corrcoef(each[one], each[other])[0, 1] for each in (varied, ranks)) > SAME_CORRELATION:
            notice("", patient, f"{other} is {one} on another scale inside the mask; find out which sequence it is")


def voxel_sample(array: np.ndarray) -> np.ndarray:
    """Some voxels of a scan (z, y, x), the same ones of all scans of one shape; the second half mirrors the first."""
    places = np.unravel_index(np.random.default_rng(0).integers(0, array.size, SAMPLED // 2), array.shape)
    return np.concatenate([array[places], array[..., ::-1][places]])


def _mirrored(samples: np.ndarray) -> np.ndarray:
    """Of scans whose left and right are exchanged."""
    return np.roll(samples, samples.shape[1] // 2, axis=1)


def notice_alike_scans(scans: Iterable[tuple[str, Path, tuple[int, ...], np.ndarray]]) -> None:
    """Notice scans of two patients, of any sequences, that are one but for scale and slight changes, or mirrored.

    Heads of two people on one grid are far less alike where both are not 0; each pair of patients is told once.

    Args:
        scans: patient, file, shape and `voxel_sample` of each scan.
    """
    by_shape: dict[tuple[int, ...], list[tuple[str, Path, np.ndarray]]] = {}
    for patient, path, shape, sample in scans:
        by_shape.setdefault(shape, []).append((patient, path, sample))
    told = set()
    for alike in by_shape.values():
        patients, paths, listed = zip(*alike, strict=True)
        samples = np.stack(listed)
        for others, mirror in ((samples, ""), (_mirrored(samples), ", mirrored (left and right),")):
            for one, other in np.argwhere(np.triu(_correlations(samples, others) > SAME_CORRELATION, 1)):
                pair = (patients[one], patients[other])
                if pair[0] != pair[1] and pair not in told:
                    told.add(pair)
                    said = f"the scan is {paths[one].name} of {pair[0]}{mirror} but for its scale and slight changes"
                    notice(paths[other], pair[1], f"{said}; whose is it?")


def _correlations(samples: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Correlation of every two rows of both where neither is 0; 0 of rows that share too few such voxels."""
    # Small numbers lose fewer digits.
    one, two = (
        each / np.abs(each.astype(np.float64)).max(axis=1, keepdims=True).clip(min=np.finfo(float).tiny)
        for each in (samples, others)
    )
    here, there = ((each != 0).astype(np.float64) for each in (one, two))
    count, products = here @ there.T, one @ two.T
    sums, squares = one @ there.T, one**2 @ there.T
    other_sums, other_squares = here @ two.T, here @ (two**2).T
    spread = (count * squares - sums**2) * (count * other_squares - other_sums**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (count * products - sums * other_sums) / np.sqrt(spread)
    return np.where((count >= FEWEST_COMMON) & np.isfinite(found), found, 0.0)


class Outline(NamedTuple):
    """Where a tumour lies in a scan: shape of the scan, first voxel and shape of the box around it, and which voxels.

    Attributes:
        shape, start, box: z, y, x.
        packed: eight voxels of the box a byte.
        voxels: their number.
    """

    shape: tuple[int, ...]
    start: tuple[int, ...]
    box: tuple[int, ...]
    packed: bytes
    voxels: int


def outline_of(mask: np.ndarray) -> Outline:
    """The outline of a segmentation that is not empty."""
    places = [np.flatnonzero(mask.any(axis=others)) for others in ((1, 2), (0, 2), (0, 1))]
    inside = mask[tuple(slice(place[0], place[-1] + 1) for place in places)] > 0
    start = tuple(int(place[0]) for place in places)
    return Outline(mask.shape, start, inside.shape, np.packbits(inside).tobytes(), int(inside.sum()))


def notice_alike_masks(masks: Iterable[tuple[str, Path, Outline]]) -> None:
    """Notice segmentations of two patients that are one but for few voxels, or for their place, once of each patient.

    Equal ones are told by `notice_same_mask`; an outline that many share was made for all of them, as a sphere.

    Args:
        masks: patient, file and outline of each segmentation.
    """
    listed = list(masks)
    told = _notice_moved_masks(listed)
    for (one, _, theirs), (other, path, ours) in combinations(listed, 2):
        if other not in told and theirs != ours and (share := _overlap(theirs, ours)) > SAME_OUTLINE:
            told.add(other)
            said = (
                f"the segmentation overlaps with that of {one} by {share:.3f} (Dice), as one that was changed a little"
            )
            notice(path, other, f"{said}; whose tumour is it?")


def _notice_moved_masks(masks: list[tuple[str, Path, Outline]]) -> set[str]:
    """Notice equal outlines at different places, and say of whom."""
    owners: dict[tuple[tuple[int, ...], bytes], dict[str, tuple[Path, Outline]]] = {}
    for patient, path, outline in masks:
        if outline.voxels >= FEWEST_OF_OUTLINE:
            owners.setdefault((outline.box, outline.packed), {}).setdefault(patient, (path, outline))
    told = set()
    for of_outline in owners.values():
        (first, (_, theirs)), *others = of_outline.items()
        for patient, (path, ours) in others:
            if ours != theirs and not is_made_for_all(len(of_outline), len(masks)):
                told.add(patient)
                moved = [abs(here - there) for here, there in zip(ours.start, theirs.start, strict=True)]
                said = f"the segmentation has the very outline of that of {first}, {' × '.join(map(str, moved))} voxels"
                notice(path, patient, f"{said} (z, y, x) away, as of one patient under two names; whose tumour is it?")
    return told


def _overlap(one: Outline, other: Outline) -> float:
    """Dice coefficient of two outlines; 0 without a look where it cannot be high."""
    few, many = sorted((one.voxels, other.voxels))
    if 2 * few < SAME_OUTLINE * (few + many) or few < FEWEST_VOXELS:
        return 0.0
    if max(abs(ours - theirs) for ours, theirs in zip(one.start, other.start, strict=True)) > MOST_MOVED:
        return 0.0
    return dice_of_outlines(one, other)


def dice_of_outlines(one: Outline, other: Outline) -> float:
    """Dice coefficient of two outlines of one grid; 0 of scans of other shapes."""
    first = [max(starts) for starts in zip(one.start, other.start, strict=True)]
    stop = [min(a + n, b + m) for a, n, b, m in zip(one.start, one.box, other.start, other.box, strict=True)]
    if one.shape != other.shape or any(last <= begin for begin, last in zip(first, stop, strict=True)):
        return 0.0
    common = [part_of_outline(outline, first, stop) for outline in (one, other)]
    return 2 * int(np.count_nonzero(common[0] & common[1])) / (one.voxels + other.voxels)


def part_of_outline(outline: Outline, first: Sequence[int], stop: Sequence[int]) -> np.ndarray:
    """Voxels of an outline, 0 or 1, from one corner within its box to another."""
    bits = np.unpackbits(np.frombuffer(outline.packed, np.uint8), count=math.prod(outline.box)).reshape(outline.box)
    return bits[tuple(slice(a - at, b - at) for a, b, at in zip(first, stop, outline.start, strict=True))]


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
