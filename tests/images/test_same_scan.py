from pathlib import Path

import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.same_scan import (
    notice_alike_masks,
    notice_alike_scans,
    notice_same_mask,
    notice_scaled_sequences,
    outline_of,
    refuse_same_scan,
    refuse_same_sequences,
    voxel_sample,
    voxels_sha256,
)
from radiogenomics.oddities import noticed_since_last


def test_b16_two_patients_with_one_scan_are_both_named():
    scans = [("A", Path("a.nii.gz"), "1"), ("B", Path("b.nii.gz"), "2"), ("C", Path("c.nii"), "1")]
    with pytest.raises(InputError) as caught:
        refuse_same_scan(scans)
    assert str(caught.value) == (
        "patients A and C have the same scan (a.nii.gz and c.nii); find out whose it is and exclude the other patient"
    )


def test_different_scans_pass():
    refuse_same_scan([("A", Path("a.nii.gz"), "1"), ("B", Path("b.nii.gz"), "2"), ("A", Path("a.nii.gz"), "1")])


def test_the_checksum_is_of_the_voxels_and_their_shape():
    array = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    assert voxels_sha256(array) == voxels_sha256(np.asfortranarray(array))
    others = [array + 1, array.reshape(3, 2, 4), array.astype(np.float64)]
    assert len({voxels_sha256(other) for other in [array, *others]}) == 4


def test_one_image_under_two_sequences_of_a_patient():
    refuse_same_sequences("A", {"T1": "1", "T2": "2"})
    with pytest.raises(InputError, match="patient A: T1 and T1GD are the same image"):
        refuse_same_sequences("A", {"T1": "1", "T2": "2", "T1GD": "1"})


def test_one_segmentation_under_two_patients_is_noticed_but_not_one_that_was_made_for_all():
    noticed_since_last()
    masks = [(f"P{i}", Path(f"{i}.nii.gz"), str(i)) for i in range(12)]
    notice_same_mask(masks)
    notice_same_mask([(patient, path, "brain") for patient, path, _ in masks])
    assert noticed_since_last() == []
    notice_same_mask([*masks, ("X", Path("x.nii.gz"), "3")])
    what = "the same segmentation as P3, voxel for voxel; whose tumour is it?"
    assert noticed_since_last() == [("X", "x.nii.gz", what)]


def test_a_sequence_on_another_scale_is_noticed():
    noticed_since_last()
    one, other = np.random.default_rng(0).normal(100, 20, (2, 500)).astype(np.float32)
    notice_scaled_sequences("A", {"T1": one, "T1GD": np.round(3 * one), "T2": other, "FLAIR": 0.9 * one + 0.1 * other})
    ((patient, _, what),) = noticed_since_last()
    assert patient == "A" and what.startswith("T1GD is T1 on another scale inside the mask")


def heads(count):
    """Scans (z, y, x) of several people on one grid: one outline, other voxels."""
    outline = sum((axis - 12) ** 2 for axis in np.indices((24, 24, 24))) < 100
    return [np.where(outline, np.random.default_rng(seed).normal(100, 10, outline.shape), 0) for seed in range(count)]


def test_a_scan_of_another_that_was_scaled_and_rounded_is_noticed():
    one, other, third = heads(3)
    noticed_since_last()
    scans = {"P1": one, "P2": other, "P3": np.round(one * 1.3 + 2 * (one > 0)), "P4": third[1:]}
    notice_alike_scans((who, Path(f"{who}_T1"), scan.shape, voxel_sample(scan)) for who, scan in scans.items())
    ((patient, file, what),) = noticed_since_last()
    assert (patient, file) == ("P3", "P3_T1") and what.startswith("the scan is P1_T1 of P1 but for its scale")


def test_a_scan_of_another_that_was_mirrored_is_noticed_and_no_symmetrical_head():
    random = np.random.default_rng(4)
    half = random.normal(100, 20, (20, 24, 11))
    symmetrical = np.concatenate([half, half[..., ::-1]], axis=2)
    scans = {who: symmetrical + random.normal(0, 5, symmetrical.shape) for who in ("P1", "P2", "P3")}
    listed = [(who, Path(f"{who}_T1"), scan.shape, voxel_sample(scan)) for who, scan in scans.items()]
    noticed_since_last()
    notice_alike_scans(listed)
    assert noticed_since_last() == []
    mirrored = np.round(0.5 * scans["P2"][:, :, ::-1], 1)
    notice_alike_scans([*listed, ("P4", Path("P4_T1"), mirrored.shape, voxel_sample(mirrored))])
    ((patient, _, what),) = noticed_since_last()
    assert patient == "P4" and what.startswith("the scan is P2_T1 of P2, mirrored (left and right), but for its scale")


def test_a_segmentation_of_another_that_was_changed_a_little_is_noticed():
    place = np.indices((24, 24, 24))
    ball = (sum((axis - 12) ** 2 for axis in place) < 64).astype(np.uint8)
    edited = ball.copy()
    edited[tuple(np.argwhere(ball)[:3].T)] = 0
    apart, cropped = np.roll(edited, 2, axis=2), ball[1:].copy()
    apart[12, 12, 12] = cropped[10, 12, 12] = 0
    masks = {"P1": ball, "P2": edited, "P3": ball, "P4": apart, "P5": cropped}
    noticed_since_last()
    notice_alike_masks((who, Path(who), outline_of(mask)) for who, mask in masks.items())
    assert [each.patient_id for each in noticed_since_last()] == ["P2", "P3"]


def moved(masks):
    noticed_since_last()
    notice_alike_masks((f"P{number}", Path("segm"), outline_of(mask)) for number, mask in enumerate(masks))
    return [(each.patient_id, each.what) for each in noticed_since_last()]


def test_a_segmentation_of_another_at_another_place_is_noticed():
    random = np.random.default_rng(0)
    drawn = [np.pad(random.random((9, 8, 7)) > 0.4, 8).astype(np.uint8) for _ in range(3)]
    assert moved(drawn) == []
    for copy in (np.roll(drawn[1], (2, -5), (1, 2)), drawn[1][3:], np.pad(4 * drawn[1], ((0, 0), (9, 0), (0, 0)))):
        ((patient, what),) = moved([*drawn, copy])
        assert patient == "P3" and what.startswith("the segmentation has the very outline of that of P1, ")
    assert "0 × 2 × 5 voxels (z, y, x) away" in moved([*drawn, np.roll(drawn[1], (2, -5), (1, 2))])[0][1]


def test_small_outlines_and_those_that_many_share_are_not_odd():
    small = np.zeros((24, 24, 24), np.uint8)
    small[4:9, 4:9, 4:9] = 1
    assert moved([small, np.roll(small, 6, 0)]) == []
    sphere = (sum((axis - 12) ** 2 for axis in np.indices((24, 24, 24))) < 40).astype(np.uint8)
    assert len(moved([sphere, np.roll(sphere, 2, 0)])) == 1
    assert moved([np.roll(sphere, number, number % 3) for number in range(6)]) == []


def test_a_sequence_whose_histogram_was_equalised_is_noticed():
    values = np.random.default_rng(0).gamma(2, 50, 500)
    noticed_since_last()
    notice_scaled_sequences("P1", {"T1": values, "T1GD": np.searchsorted(np.sort(values), values) // 2})
    assert [each.what for each in noticed_since_last()] == [
        "T1GD is T1 on another scale inside the mask; find out which sequence it is"
    ]
