from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.exchanged_contrast import notice_exchanged_contrast
from radiogenomics.images.misplaced import CoarseScan
from radiogenomics.oddities import noticed_since_last


def scan(tumour, head, enhancing, change=lambda scan: scan, seed=0):
    noise = np.random.default_rng(seed).normal(0, 10, head.shape)
    tissue = change(100 + noise + np.select([tumour == 4, tumour > 0], [enhancing, -20], 0))
    return np.where(head > 0, tissue, 0).astype(np.float32)


def told(mask, **scans):
    noticed_since_last()
    notice_exchanged_contrast(
        "P1", mask, {name: CoarseScan(Path(f"{name}.nii.gz"), array, 1.0) for name, array in scans.items()}
    )
    return [(each.patient_id, each.file, each.what) for each in noticed_since_last()]


@pytest.mark.parametrize("change", [lambda scan: scan, lambda scan: 9 * scan, lambda scan: (scan - 100) / 10])
def test_a_tumour_that_enhances_before_the_contrast_agent_is_told_on_any_scale(tumour, head, change):
    dull, bright = scan(tumour, head, 5), scan(tumour, head, 60, change)
    assert told(tumour, T1=dull, T1GD=bright, FLAIR=dull) == []
    ((patient, file, what),) = told(tumour, T1=bright, T1GD=dull, FLAIR=dull)
    assert (patient, file) == ("P1", "T1.nii.gz") and "as where both were exchanged" in what


def test_a_bleeding_and_a_tumour_that_hardly_enhances_are_not_odd(tumour, head):
    assert told(tumour, T1=scan(tumour, head, 50), T1GD=scan(tumour, head, 45, seed=1)) == []
    assert told(tumour, T1=scan(tumour, head, 0), T1GD=scan(tumour, head, -20)) == []
    assert told(tumour, T1=scan(tumour, head, -10), T1GD=scan(tumour, head, -60)) == []


def test_one_scan_for_both_is_told_though_it_was_filtered(tumour, head):
    after = scan(tumour, head, 60)
    smooth = np.where(head > 0, 0.3 * after + 0.02 * np.roll(after, 1, 2) + 5, 0).astype(np.float32)
    ((patient, file, what),) = told(tumour, T1=smooth, T1GD=after)
    assert (patient, file) == ("P1", "T1.nii.gz") and "as where one is the other, filtered" in what


@pytest.mark.parametrize(
    "change",
    [lambda scan: scan, lambda scan: 3 * scan + 20, lambda scan: scan * np.linspace(0.97, 1.03, scan.shape[2])],
)
def test_a_scan_before_the_contrast_agent_under_the_name_of_that_after_it_is_told(tumour, head, change):
    before = np.where(head > 0, 40 * head + scan(tumour, head, -20), 0)
    again = np.where(head > 0, change(before + np.random.default_rng(5).normal(0, 2, head.shape)), 0)
    ((patient, file, what),) = told(tumour, T1=before, T1GD=again.astype(np.float32))
    assert (patient, file) == ("P1", "T1GD.nii.gz")
    assert what.startswith("the enhancing tumour is no brighter in T1GD than in T1 (") and "label 4" in what


def test_a_tumour_that_enhances_a_little_in_a_head_that_is_alike_is_not_odd(tumour, head):
    before = np.where(head > 0, 40 * head + scan(tumour, head, -20), 0)
    assert told(tumour, T1=before, T1GD=(before + 12 * (tumour == 4)).astype(np.float32)) == []


def test_where_air_is_no_0_two_scans_are_not_called_one_by_it(tumour, head):
    after = np.where(head > 0, 200 + scan(tumour, head, 60), 1).astype(np.float32)
    before = np.where(head > 0, after + np.random.default_rng(5).normal(0, 2, head.shape), 2).astype(np.float32)
    assert told(tumour, T1=before, T1GD=after) == []


def test_without_enhancing_tumour_or_one_of_both_scans_nothing_is_said(tumour, head):
    bright, dull = scan(tumour, head, 60), scan(tumour, head, 0)
    assert told(np.where(tumour == 4, 1, tumour), T1=bright, T1GD=dull) == []
    assert told(tumour, T1=bright) == told(tumour, T1GD=dull, T2=bright) == []
