"""A tumour of which much has the scan's highest value is told; a few brightest voxels are not."""

from dataclasses import replace

import numpy as np
import pytest

from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.saturated_tumours import notice_saturated_tumour
from radiogenomics.images.volume import read_mask, read_volume
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def scan(write_nifti, head, tumour):
    """FLAIR: the oedema, core and rim are bright."""
    noise = np.random.default_rng(1).normal(0, 40, head.shape)
    array = np.where(head > 0, 300 + noise + 250 * (tumour > 0), 0).astype(np.float32)
    return read_volume(write_nifti(array, "scan.nii.gz"))


@pytest.fixture
def mask(write_nifti, tumour):
    return read_mask(write_nifti(tumour, "mask.nii.gz"))


def told(scan, mask, ceiling, function=notice_saturated_tumour, sequence="FLAIR"):
    noticed_since_last()
    function(replace(scan, array=np.minimum(scan.array, np.float32(ceiling))), mask, "P1", sequence)
    return [(each.patient_id, each.file.rsplit("/", 1)[-1], each.what) for each in noticed_since_last()]


@pytest.mark.parametrize("share", [0.3, 0.4, 0.9])
def test_a_tumour_of_which_much_is_at_the_ceiling_is_told(scan, mask, share):
    ceiling = np.quantile(scan.array[mask.array > 0], 1 - share)
    small = replace(mask, array=np.where(np.arange(mask.array.shape[0])[:, None, None] < 18, mask.array, 0))
    flat = replace(scan, array=np.where((mask.array > 0) & (small.array == 0), 300, scan.array))
    ((patient, file, what),) = told(flat, small, ceiling)
    assert (patient, file) == ("P1", "scan.nii.gz")
    assert "of the tumour have the scan's highest value" in what and "0.0% of the rest of the head" in what


def test_the_few_brightest_voxels_and_a_cut_at_a_high_percentile_are_not_told(scan, mask):
    assert told(scan, mask, scan.array.max()) == []
    assert told(scan, mask, np.percentile(scan.array[scan.array > 0], 99.5)) == []


def test_what_is_told_of_a_region_or_of_the_head_is_not_told_once_more(scan, mask):
    ceiling = np.quantile(scan.array[mask.array > 0], 0.2)
    assert all("of the tumour have" not in what for *_, what in told(scan, mask, ceiling, notice_odd_voxels))
    assert told(scan, mask, np.quantile(scan.array[scan.array > 0], 0.5)) == []


def test_few_voxels_and_a_mask_without_tumour_are_not_judged(scan, mask):
    array = np.zeros_like(mask.array)
    assert told(scan, replace(mask, array=array), 400) == []
    array[20, 26, 20:30] = 1
    assert told(scan, replace(mask, array=array), 500) == []


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_a_map_of_fractions_may_reach_its_end(scan, mask, share):
    fractions = replace(scan, array=scan.array / np.quantile(scan.array[mask.array > 0], 1 - share))
    assert told(fractions, mask, 1, notice_odd_voxels)
    assert told(fractions, mask, 1, notice_odd_voxels, "DTI_FA") == []
