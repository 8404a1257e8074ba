"""Scans and segmentations of a cohort are held against each other, sequence by sequence."""

import numpy as np
import pytest

from radiogenomics.images.cohort_facts import mask_facts, notice_odd_among_masks, notice_odd_among_scans, scan_facts
from radiogenomics.images.volume import read_mask, read_volume
from radiogenomics.oddities import noticed_since_last

ORIGIN = (5.0, -7.0, 3.0)


@pytest.fixture
def facts(write_nifti, head):
    """Of scans with noise of their own, by patient and sequence."""
    noticed_since_last()

    def made(patient, sequence, seed, change=lambda scan: scan, **header):
        noise = np.random.default_rng(seed).normal(0, 30, head.shape)
        scan = np.where(head > 0, 100 + 50 * head + noise, 0)
        path = write_nifti(
            change(scan).astype(np.float32), f"{patient}_{sequence}.nii.gz", **{"origin": ORIGIN, **header}
        )
        return scan_facts(read_volume(path), patient, sequence)

    return made


def told():
    return [(each.patient_id, each.file.rsplit("/", 1)[-1], each.what) for each in noticed_since_last()]


def test_nothing_is_odd_among_different_people(facts):
    scans = [facts(f"P{n}", sequence, 10 * n + k) for n in range(4) for k, sequence in enumerate(("T1", "T2"))]
    notice_odd_among_scans(scans)
    assert told() == []


def test_a_scan_that_is_another_s_but_for_its_scale_is_told_also_under_another_sequence(facts):
    scans = [facts(f"P{n}", "T1", n) for n in range(3)]
    notice_odd_among_scans([*scans, facts("P3", "T2", 1, lambda scan: 0.3 * scan)])
    ((patient, file, what),) = told()
    assert (patient, file) == ("P3", "P3_T2.nii.gz") and "P1_T1.nii.gz of P1 but for its scale" in what


def test_sizes_and_headers_are_compared_within_a_sequence(facts):
    scans = [facts(f"P{n}", "T1", n) for n in range(4)] + [facts(f"P{n}", "T2", 9 + n) for n in range(3)]
    large = facts("P3", "T2", 20, spacing=(2.0, 2.0, 2.0))
    bare = facts("P4", "T2", 21, origin=(0.0, 0.0, 0.0), direction=(-1, 0, 0, 0, -1, 0, 0, 0, 1))
    notice_odd_among_scans([*scans, large, bare])
    assert [(patient, file) for patient, file, _ in told()] == [("P3", "P3_T2.nii.gz"), ("P4", "P4_T2.nii.gz")]


def test_segmentations_of_two_patients_that_are_one_or_nearly_or_moved_are_told(write_nifti, tumour):
    noticed_since_last()
    changed = tumour.copy()
    changed[tuple(np.argwhere(tumour > 0)[0])] = 0
    masks = [tumour, np.roll(tumour, 9, 2), tumour, changed]
    paths = [write_nifti(mask, f"P{n}_segm.nii.gz") for n, mask in enumerate(masks)]
    notice_odd_among_masks(mask_facts(read_mask(path), f"P{n}") for n, path in enumerate(paths))
    assert [(patient, what.split(" ")[0:2]) for patient, _, what in told()] == [
        ("P2", ["the", "same"]),
        ("P1", ["the", "segmentation"]),
        ("P3", ["the", "segmentation"]),
    ]
