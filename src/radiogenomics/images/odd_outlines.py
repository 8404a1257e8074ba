"""A sequence whose head has another outline than the patient's others, where those of the other patients have one."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

import numpy as np

from radiogenomics.images.missing_tissue import SampledScan, sequences_of_patients
from radiogenomics.oddities import notice

SAME_OUTLINE = 0.99
"""Dice coefficient of the outlines of two sequences of a patient that were stripped by one mask. Of 188 simulated
patients it was 1.000, and 0.998 and more in a real case."""
OTHER_OUTLINE = 0.97
"""Dice coefficient below which an outline is another one: of the brains of two people, or displaced by 8 mm, 0.91 to
0.96."""
LEAST_USUAL, FEWEST_USUAL = 0.8, 5
"""Share of the patients, and their number, whose sequences all have one outline, from which that is usual here. Where
each sequence is stripped on its own, outlines agree by 0.95 to 0.98 in all patients, and nothing is odd."""
FEWEST_VOXELS = 300
"""Sampled voxels of a head, from which two outlines are compared."""


def notice_odd_outlines(scans: Iterable[SampledScan], told: Iterable[Path] = ()) -> None:
    """Notice sequences whose outline is not that of the patient's others, where it is in nearly all patients.

    Args:
        scans: of a cohort.
        told: files of which it was told that a part is missing.
    """
    known = set(told)
    listed = [scan for scan in scans if np.count_nonzero(scan.sample) >= FEWEST_VOXELS]
    patients = sequences_of_patients(scan for scan in listed if scan.path not in known)
    agreements = [_agreements(sequences) for sequences in patients]
    usual = sum(min(found.values()) >= SAME_OUTLINE for found in agreements)
    if usual < max(FEWEST_USUAL, LEAST_USUAL * len(patients)):
        return
    for sequences, found in zip(patients, agreements, strict=True):
        if min(found.values()) < OTHER_OUTLINE:
            _notice(sequences, found, usual, len(patients))


def _agreements(sequences: Mapping[str, SampledScan]) -> dict[frozenset[str], float]:
    """Dice coefficient of the outlines of every two sequences."""
    heads = {name: scan.sample != 0 for name, scan in sequences.items()}
    return {
        frozenset(pair): 2
        * np.count_nonzero(heads[pair[0]] & heads[pair[1]])
        / (np.count_nonzero(heads[pair[0]]) + np.count_nonzero(heads[pair[1]]))
        for pair in combinations(heads, 2)
    }


def _notice(
    sequences: Mapping[str, SampledScan], agreements: Mapping[frozenset[str], float], usual: int, patients: int
) -> None:
    """Tell the sequences that agree with fewest others; where that is so of most, the first of them."""
    alike = {
        name: sum(share >= OTHER_OUTLINE for pair, share in agreements.items() if name in pair) for name in sequences
    }
    fewest = min(alike.values())
    odd = [name for name in sequences if alike[name] == fewest]
    if 2 * len(odd) > len(sequences):
        # Of two, or two and two, nothing tells which are the other ones.
        odd = odd[:1]
    causes = "as of a scan of another patient, one that was moved or lacks a part, or one that was stripped on its own"
    for name in odd:
        others = [other for other in sequences if agreements.get(frozenset((name, other)), 1.0) < OTHER_OUTLINE]
        dice = max(agreements[frozenset((name, other))] for other in others)
        said = f"the head in {name} has another outline than in {', '.join(others)} (Dice {dice:.2f}), where all"
        told = f"sequences of {usual} of {patients} patients have one, {causes}"
        fix = "look at them together, and correct the name of the file if it is another patient's"
        notice(sequences[name].path, sequences[name].patient_id, f"{said} {told}; {fix}")
