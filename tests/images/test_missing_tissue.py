"""A sequence that is 0 where the patient's others show tissue is told; slight differences of stripping are not."""

from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.missing_tissue import SampledScan, notice_missing_tissue
from radiogenomics.images.same_scan import voxel_sample
from radiogenomics.oddities import noticed_since_last

SHAPE = (30, 36, 36)
PLACES = np.indices(SHAPE)
BRAIN = sum(((axis - n / 2) / (0.4 * n)) ** 2 for axis, n in zip(PLACES, SHAPE, strict=True)) < 1


def scan(seed, keep=True, head=BRAIN):
    rng = np.random.default_rng(seed)
    return np.where(head & keep, rng.uniform(1, 5) * (100 + rng.normal(0, 20, SHAPE)), 0)


def told(patients):
    noticed_since_last()
    notice_missing_tissue(
        SampledScan(patient, name, Path(f"{patient}_{name}.nii.gz"), SHAPE, voxel_sample(array))
        for patient, scans in patients.items()
        for name, array in scans.items()
    )
    return [(each.patient_id, each.file, each.what) for each in noticed_since_last()]


def patient(**changed):
    return {**{name: scan(n) for n, name in enumerate(("T1", "T1GD", "T2", "FLAIR"))}, **changed}


def test_whole_sequences_and_slight_differences_of_stripping_are_not_told():
    assert told({"P1": patient(), "P2": patient(T2=scan(9, PLACES[0] > 6), FLAIR=scan(8, PLACES[2] < 30))}) == []


@pytest.mark.parametrize("keep", [PLACES[1] > 14, PLACES[0] < 16, np.random.default_rng(1).random(SHAPE) > 0.5])
def test_a_part_that_is_cut_or_not_scanned_and_a_difference_are_told(keep):
    ((name, file, what),) = told({"P1": patient(FLAIR=scan(8, keep)), "P2": patient()})
    assert (name, file) == ("P1", "P1_FLAIR.nii.gz")
    assert what.startswith("FLAIR is 0 in ") and "of the head that T1, T1GD and T2 show, as where" in what


def test_two_of_four_that_are_cut_alike_are_both_told():
    cut = PLACES[0] < 16
    found = told({"P1": patient(FLAIR=scan(8, cut), T2=scan(9, cut))})
    assert [file for _, file, _ in found] == ["P1_T2.nii.gz", "P1_FLAIR.nii.gz"]
    assert all("that T1 and T1GD show, as" in what for *_, what in found)


def test_of_two_sequences_the_empty_one_is_told():
    ((_, file, what),) = told({"P1": {"T1GD": scan(1), "FLAIR": scan(2, PLACES[1] > 14)}})
    assert file == "P1_FLAIR.nii.gz" and "of the head that T1GD shows, as" in what


def test_a_displaced_scan_noise_in_the_air_and_a_slab_of_perfusion_are_not_told():
    assert told({"P1": patient(T2=np.roll(scan(9), 12, 2))}) == []
    noise = np.random.default_rng(3).uniform(0.1, 4, SHAPE)
    assert told({"P1": patient(T2=scan(9) + noise, T1=scan(8) + noise)}) == []
    assert told({"P1": patient(DSC_PH=scan(9, PLACES[0] < 12))}) == []
    assert told({"P1": {"T1": scan(1)}}) == told({}) == []


def test_what_is_so_of_most_patients_is_told_once():
    slab = {f"P{n}": patient(T1GD=scan(n, PLACES[0] < 14 + n % 3)) for n in range(4)}
    ((name, file, what),) = told({**slab, "P9": patient()})
    assert (name, file) == ("", "") and "of 4 of 5 patients" in what
