"""A sequence that is 0 where the patient's other sequences show tissue: cut, not scanned, or a difference of two."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from radiogenomics.images.plausibility import DARK, LEAST_BACKGROUND
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.oddities import notice

MOST_MISSING = 0.2
"""Share of the tissue of the patient's other sequences in which a sequence may be 0. Of 188 simulated patients and a
real case it was 0.4 % at most, and 9 % of a scan that lies 8 mm elsewhere or is of another head; brains that were
stripped one by one differ by some per cent. A T1GD that ends in the middle of the head has 44 %."""
MOST_BESIDE = 0.5
"""Tissue where the other sequences have none, as a share of what is missing, at most. A scan that was cut has none; one
that is turned or displaced has as much, and is told as such (`misplaced`)."""
FEWEST_VOXELS = 300
"""Sampled voxels of tissue of which the share is taken: a share of 20 % is known to 2 % then."""
FEWEST_WITNESSES = 2
"""Other sequences that must show tissue, where there are so many; one of several may be cut itself."""
FEWEST_PATIENTS, MOST_SINGLE = 3, 0.5
"""Patients with a sequence, and the share of them, from which it is said once of all, as of a protocol."""
CAUSES = (
    "as where a part was not scanned or was cut off with the skull, negative differences of two scans were set to 0, "
    "or the others still have the skull"
)


class SampledScan(NamedTuple):
    """Some voxels of a scan, the same ones of all scans of one shape.

    Attributes:
        patient_id, sequence, path: whose and which it is.
        shape: voxels (z, y, x) of the scan.
        sample: `same_scan.voxel_sample`.
    """

    patient_id: str
    sequence: str
    path: Path
    shape: tuple[int, ...]
    sample: np.ndarray


class _Missing(NamedTuple):
    scan: SampledScan
    share: float
    others: tuple[str, ...]


def sequences_of_patients(scans: Iterable[SampledScan]) -> list[dict[str, SampledScan]]:
    """Structural scans with background by sequence, of each patient who has several of one shape.

    Maps of perfusion and diffusion are left out: they rarely cover the head.
    """
    by_patient: dict[tuple[str, tuple[int, ...]], dict[str, SampledScan]] = {}
    for scan in scans:
        if scan.sequence in STRUCTURAL and np.mean(scan.sample == 0) >= LEAST_BACKGROUND:
            by_patient.setdefault((scan.patient_id, scan.shape), {})[scan.sequence] = scan
    return [scans for scans in by_patient.values() if len(scans) > 1]


def notice_missing_tissue(scans: Iterable[SampledScan]) -> set[Path]:
    """Notice sequences that are 0 in a large part of the tissue that the patient's others show, and say which files.

    Args:
        scans: of a cohort or of one patient.
    """
    patients = sequences_of_patients(scans)
    found = [missing for sequences in patients for name in sequences if (missing := _missing(name, sequences))]
    for sequence in dict.fromkeys(missing.scan.sequence for missing in found):
        of_one = [missing for missing in found if missing.scan.sequence == sequence]
        count = sum(sequence in sequences for sequences in patients)
        if count >= FEWEST_PATIENTS and len(of_one) > MOST_SINGLE * count:
            lowest, highest = (of_all(missing.share for missing in of_one) for of_all in (min, max))
            said = f"{sequence} is 0 in {lowest:.0%} to {highest:.0%} of the head that other sequences show"
            fix = "look whether it covers the tumours, and whether all scans are stripped alike"
            notice("", None, f"{said}, of {len(of_one)} of {count} patients, {CAUSES}; {fix}")
            continue
        for scan, share, others in of_one:
            said = f"{sequence} is 0 in {share:.0%} of the head that {_listed(others)} show{'s' * (len(others) == 1)}"
            fix = "look at them together, and give the whole scan, or exclude the patient if the tumour is cut"
            notice(scan.path, scan.patient_id, f"{said}, {CAUSES}; {fix}")
    return {missing.scan.path for missing in found}


def _missing(name: str, sequences: Mapping[str, SampledScan]) -> _Missing | None:
    """In which share of the others' tissue a sequence is 0, and which others show it; None where that is little."""
    others = [other for other in sequences if other != name]
    shown = {other: _tissue(sequences[other].sample) for other in others}
    witnesses = np.sum(list(shown.values()), axis=0)
    tissue = witnesses >= min(FEWEST_WITNESSES, len(others))
    is_empty = sequences[name].sample == 0
    missing = tissue & is_empty
    share = np.count_nonzero(missing) / max(1, np.count_nonzero(tissue))
    beside = np.count_nonzero(~is_empty & (witnesses == 0))
    if np.count_nonzero(tissue) < FEWEST_VOXELS or share <= MOST_MISSING:
        return None
    if beside > MOST_BESIDE * np.count_nonzero(missing):
        return None
    telling = tuple(other for other in others if shown[other][missing].mean() > MOST_BESIDE)
    return _Missing(sequences[name], share, telling)


def _tissue(sample: np.ndarray) -> np.ndarray:
    """Where a scan shows tissue; where air has noise and no value is negative, what is not dark."""
    return sample > DARK * np.percentile(sample, 99) if sample.min() >= 0 else sample != 0


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
