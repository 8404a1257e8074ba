"""Two sequences of a patient under each other's names are told where the other patients' grey levels say so."""

from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.swapped_names import Levels, grey_levels_of, notice_swapped_names
from radiogenomics.oddities import noticed_since_last

PATIENTS = [f"P{number}" for number in range(8)]
TAILS = {"T1": -0.5, "T1GD": -0.4, "T2": 2.0, "FLAIR": 0.3}
"""How skewed the grey levels of a sequence are."""


def sample(sequence: str, seed: int) -> np.ndarray:
    """Voxels of which two thirds are air, on a scale of the patient's own."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=4096)
    skewed = values + (TAILS[sequence] + rng.normal(0, 0.1)) * np.clip(values, 0, None) ** 2
    return np.where(rng.random(4096) < 2 / 3, 0, rng.uniform(1, 50) * (30 + skewed))


def told(names: dict[str, dict[str, str]], patients=PATIENTS) -> list[tuple[str, str]]:
    """What is told of patients whose sequences have other names than they are."""
    noticed_since_last()
    notice_swapped_names(
        Levels(
            patient,
            name,
            Path(f"{patient}_{name}.nii.gz"),
            grey_levels_of(sample(names.get(patient, {}).get(name, name), 10 * n + k)),
        )
        for n, patient in enumerate(patients)
        for k, name in enumerate(TAILS)
    )
    return [(each.patient_id, each.what) for each in noticed_since_last()]


def test_sequences_under_their_own_names_are_not_told():
    assert told({}) == []


@pytest.mark.parametrize(("one", "other"), [("T2", "FLAIR"), ("T1", "T2"), ("T1GD", "T2")])
def test_exchanged_names_are_told_patient_by_patient(one, other):
    found = told({patient: {one: other, other: one} for patient in ("P2", "P5")})
    assert [patient for patient, _ in found] == ["P2", "P5"]
    assert all(f"{one} has the grey levels that {other} has in the other patients" in what for _, what in found)


def test_of_t1_before_and_after_contrast_agent_the_tumour_tells():
    assert told({"P2": {"T1": "T1GD", "T1GD": "T1"}}) == []


def test_few_patients_and_few_voxels_tell_nothing():
    assert told({"P2": {"T2": "FLAIR", "FLAIR": "T2"}}, PATIENTS[:4]) == []
    assert not np.isfinite(grey_levels_of(np.zeros(4096))).any()
    assert not np.isfinite(grey_levels_of(np.full(4096, 3.0))).any()


def test_of_two_maps_that_are_hardly_apart_nothing_is_told():
    """Of 40 patients, chance brings some nearer to the other map than to their own."""
    rng, scans = np.random.default_rng(0), []
    for number in range(40):
        for name, tail in (("DSC_PH", 0.5), ("DSC_ap-rCBV", 0.55)):
            values = rng.normal(size=4096)
            voxels = 30 + values + (tail + rng.normal(0, 0.2)) * np.clip(values, 0, None) ** 2
            scans.append(Levels(f"P{number}", name, Path(f"P{number}_{name}.nii.gz"), grey_levels_of(voxels)))
    noticed_since_last()
    notice_swapped_names(scans)
    assert noticed_since_last() == []
