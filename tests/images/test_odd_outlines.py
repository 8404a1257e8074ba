"""A head of another outline in one sequence is told where the other patients' sequences have one outline."""

from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from radiogenomics.images.missing_tissue import SampledScan
from radiogenomics.images.odd_outlines import notice_odd_outlines
from radiogenomics.images.same_scan import voxel_sample
from radiogenomics.oddities import noticed_since_last

SHAPE = (30, 36, 36)
SEQUENCES = ("T1", "T1GD", "T2", "FLAIR")


def brain(seed):
    """A person's."""
    rng = np.random.default_rng(seed)
    radii = np.array([0.38, 0.42, 0.38]) * SHAPE * rng.uniform(0.93, 1.05, 3)
    return sum(((axis - n / 2) / r) ** 2 for axis, n, r in zip(np.indices(SHAPE), SHAPE, radii, strict=True)) < 1


def stripped_each():
    """Each patient's sequences, stripped on their own."""
    rng = np.random.default_rng(0)
    borders = {n: brain(n) + rng.normal(0, 0.001, SHAPE) for n in range(10)}
    return {
        f"P{n}": {
            name: ndimage.gaussian_filter(border + rng.normal(0, 0.8, SHAPE), 1) > rng.uniform(0.48, 0.52)
            for name in SEQUENCES
        }
        for n, border in borders.items()
    }


def stripped_alike(**changed):
    """Each patient's sequences, stripped by one mask, but for those of P1 that are changed."""
    patients = {f"P{n}": dict.fromkeys(SEQUENCES, brain(n)) for n in range(10)}
    patients["P1"] = {**patients["P1"], **changed}
    return patients


def told(patients, known=()):
    noticed_since_last()
    notice_odd_outlines(
        (
            SampledScan(patient, name, Path(f"{patient}_{name}.nii.gz"), SHAPE, voxel_sample(head * 7.0))
            for patient, heads in patients.items()
            for name, head in heads.items()
        ),
        known,
    )
    return [(each.patient_id, each.file, each.what) for each in noticed_since_last()]


def test_heads_of_one_outline_and_those_that_were_stripped_one_by_one_are_not_told():
    assert told(stripped_alike()) == told(stripped_each()) == told({}) == []


@pytest.mark.parametrize("sequence", ["T1GD", "T2", "FLAIR"])
@pytest.mark.parametrize("head", [brain(3), brain(2), np.roll(brain(1), 2, 2)])
def test_the_head_of_another_patient_and_a_moved_one_are_told(sequence, head):
    ((patient, file, what),) = told(stripped_alike(**{sequence: head}))
    assert (patient, file) == ("P1", f"P1_{sequence}.nii.gz")
    assert what.startswith(f"the head in {sequence} has another outline than in ") and "9 of 10 patients" in what


def test_two_and_two_are_told_once():
    ((patient, _, what),) = told(stripped_alike(T2=brain(3), FLAIR=brain(3)))
    assert patient == "P1" and "in T1 has another outline than in T2, FLAIR" in what


def test_of_whom_a_missing_part_is_told_the_outline_is_not():
    cut = brain(1) & (np.indices(SHAPE)[1] > 12)
    assert told(stripped_alike(FLAIR=cut), [Path("P1_FLAIR.nii.gz")]) == []


def test_of_few_patients_nothing_is_usual():
    patients = stripped_alike(FLAIR=brain(3))
    assert told({name: patients[name] for name in ("P1", "P2", "P3")}) == []
