from pathlib import Path

import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.same_scan import (
    notice_same_mask,
    notice_scaled_sequences,
    refuse_same_scan,
    refuse_same_sequences,
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
