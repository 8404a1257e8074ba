"""Scans and segmentations of a cohort are held against each other, sequence by sequence."""

import numpy as np
import pytest

from radiogenomics.images.cohort_facts import mask_facts, notice_odd_among_masks, notice_odd_among_scans, scan_facts
from radiogenomics.images.misplaced import CoarseScan, thinned
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


def test_of_a_scan_that_lacks_a_part_neither_volume_nor_outline_is_told_too(facts):
    scans = [facts(f"P{n}", name, 10 * n + k) for n in range(6) for k, name in enumerate(("T1", "T2", "T1GD"))]
    cut = facts("P3", "FLAIR", 99, lambda scan: np.where(np.arange(60) < 27, scan, 0))
    notice_odd_among_scans([*scans, cut, *(facts(f"P{n}", "FLAIR", 80 + n) for n in (0, 1, 2, 4))])
    ((patient, file, what),) = told()
    assert (patient, file) == ("P3", "P3_FLAIR.nii.gz") and what.startswith("FLAIR is 0 in ")


def test_a_sequence_of_another_outline_is_told(facts):
    scans = [facts(f"P{n}", name, 10 * n + k) for n in range(6) for k, name in enumerate(("T1", "T2"))]
    moved = facts("P3", "FLAIR", 99, lambda scan: np.roll(scan, 6, 2))
    notice_odd_among_scans([*scans, moved])
    ((patient, file, what),) = told()
    assert (patient, file) == ("P3", "P3_FLAIR.nii.gz") and what.startswith("the head in FLAIR has another outline")


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


@pytest.fixture
def masks(write_nifti, head, tumour):
    """Facts of a patient's mask, as it lies in scans of which FLAIR shows all of the tumour; each differs."""

    def made(patient, number, change=lambda mask: mask, edges=(1.0, 1.0, 1.0)):
        own = np.roll(tumour, (number % 3, number // 3), (0, 1))
        own[tuple(np.argwhere(own > 0)[7 * number])] = 0
        noise = np.random.default_rng(number).normal(0, 5, head.shape)
        scan = np.where(head > 0, 100 + noise + 60 * (own > 0) + 30 * (own == 4), 0).astype(np.float32)
        mask = read_mask(write_nifti(np.ascontiguousarray(change(own)), f"{patient}_segm.nii.gz", edges))
        return mask_facts(mask, patient, {"FLAIR": CoarseScan(mask.path, thinned(scan), 1.0)})

    noticed_since_last()
    return made


def test_masks_of_different_people_are_not_odd(masks):
    notice_odd_among_masks([masks(f"P{n}", n) for n in range(6)], {f"P{n}": "Basel" for n in range(6)})
    assert told() == []


def test_masks_that_lie_elsewhere_or_hold_a_slice_are_told(masks):
    flat = masks("P1", 1, lambda mask: np.where(np.arange(39)[:, None, None] == 21, mask, 0))
    turned = masks("P2", 2, lambda mask: mask[:, :, ::-1])
    notice_odd_among_masks([masks("P0", 0), flat, turned, masks("P3", 3)])
    found = {patient: what for patient, _, what in told()}
    assert list(found) == ["P2", "P1"]
    assert "left and right are exchanged" in found["P2"] and "one axial slice alone" in found["P1"]


def test_a_mask_that_was_moved_is_told_so_and_nothing_else_of_it(masks):
    moved = masks("P4", 4, lambda mask: np.roll(mask, 10, 1))
    notice_odd_among_masks([*(masks(f"P{n}", n) for n in range(4)), moved, *(masks(f"P{n}", n) for n in range(5, 9))])
    ((patient, _, what),) = told()
    assert patient == "P4" and what.startswith("the mask fits FLAIR better where it is moved by about")


def test_a_scan_in_which_the_tumour_hardly_stands_out_is_told_once(masks, write_nifti):
    usual = [masks(f"P{n}", n) for n in range(9)]
    faint = usual[4]._replace(heights=[height._replace(height=0.1) for height in usual[4].heights])
    assert faint.heights
    notice_odd_among_masks([*usual[:4], faint, *usual[5:]])
    ((patient, _, what),) = told()
    assert patient == "P4" and what.startswith("the oedema stands out in FLAIR by 0.1")
    turned = masks("P4", 4, lambda mask: mask[:, :, ::-1])._replace(heights=faint.heights)
    notice_odd_among_masks([*usual[:4], turned, *usual[5:]])
    ((patient, _, what),) = told()
    assert patient == "P4" and "left and right are exchanged" in what


def test_a_region_that_one_site_lacks_is_told_where_sites_are_known(masks):
    joined = [masks(f"K{n}", 10 + n, lambda mask: np.where(mask == 4, 1, mask)) for n in range(6)]
    others = [masks(f"B{n}", n) for n in range(6)]
    notice_odd_among_masks([*others, *joined], {mask.patient_id: mask.patient_id[0] for mask in [*others, *joined]})
    ((patient, _, what),) = told()
    assert patient == "" and what.startswith("none of the 6 masks of the site K has label 4 (enhancing tumour)")
    notice_odd_among_masks([*others, *joined])
    assert told() == []
