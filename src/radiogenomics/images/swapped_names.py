"""Sequences of one patient that stand under each other's names, by the grey levels of the other patients."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

from radiogenomics.oddities import notice

SHARES = (0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98)
"""Of the voxels that are not 0: quantiles, less the median, in units of the middle half's width, tell a sequence by
whatever scale it has."""
FEWEST_VOXELS = 300
FEWEST_PATIENTS = 5
"""Patients with both sequences, of whom the others tell how each looks."""
LEAST_BETTER = 1 / 3
"""Distance from the other patients with the names exchanged, as a share of that as they are, at most. Of 565 simulated
patients of three cohorts, in sixteen pairs of sequences, one had 0.36 and the next ones 0.43 (of two sequences that are
hardly apart) and 0.54; of exchanged ones, some six of ten have less than a third."""
ALIKE = {"T1", "T1GD"}
"""A pair with nearly the same grey levels; the enhancing tumour tells them apart (`exchanged_contrast`)."""
LEAST_APART = 0.8
"""Distance as they are, as a share of that between the two sequences of the other patients, at least."""
LEAST_TOLD_APART = 2.5
"""Distance between the two sequences, as a multiple of what a patient's differ from those of others, at least; of a
pair that is less apart, as two maps of one perfusion, nothing is said."""


class Levels(NamedTuple):
    """Grey levels of a scan: whose, which and where it is, and its quantiles."""

    patient_id: str
    sequence: str
    path: Path
    quantiles: np.ndarray


def grey_levels_of(sample: np.ndarray) -> np.ndarray:
    """Quantiles of the voxels of a sample that are not 0, whatever their scale; not numbers where there are too few."""
    inside = sample[sample != 0].astype(np.float64)
    if len(inside) < FEWEST_VOXELS:
        return np.full(len(SHARES), np.nan)
    found = np.quantile(inside, SHARES)
    width = found[SHARES.index(0.75)] - found[SHARES.index(0.25)]
    return (found - found[SHARES.index(0.5)]) / width if width > 0 else np.full(len(SHARES), np.nan)


def notice_swapped_names(scans: Iterable[Levels]) -> None:
    """Notice two sequences of a patient of which each looks like the other one of the other patients.

    Args:
        scans: of a cohort.
    """
    by_sequence: dict[str, dict[str, Levels]] = {}
    for scan in scans:
        if np.isfinite(scan.quantiles).all():
            by_sequence.setdefault(scan.sequence, {})[scan.patient_id] = scan
    for one, other in combinations(by_sequence, 2):
        if {one, other} == ALIKE:
            continue
        for patient in _swapped(by_sequence[one], by_sequence[other]):
            said = f"{one} has the grey levels that {other} has in the other patients, and {other} those of {one}"
            fix = "as where two files were exchanged; look at both"
            notice(by_sequence[one][patient].path, patient, f"{said}, {fix}")


def _swapped(ones: Mapping[str, Levels], others: Mapping[str, Levels]) -> list[str]:
    patients = [patient for patient in ones if patient in others]
    if len(patients) < FEWEST_PATIENTS:
        return []
    levels = [np.stack([scans[patient].quantiles for patient in patients]) for scans in (ones, others)]
    # Of so many patients, one more or less changes a median little.
    usual = [np.median(each, axis=0) for each in levels]
    apart = 2 * np.abs(usual[0] - usual[1]).sum()
    as_they_are = sum(np.abs(each - middle).sum(axis=1) for each, middle in zip(levels, usual, strict=True))
    exchanged = sum(np.abs(each - middle).sum(axis=1) for each, middle in zip(levels, usual[::-1], strict=True))
    if apart < LEAST_TOLD_APART * np.median(as_they_are):
        return []
    odd = (exchanged < LEAST_BETTER * as_they_are) & (as_they_are > LEAST_APART * apart)
    return [patient for patient, is_odd in zip(patients, odd, strict=True) if is_odd]
