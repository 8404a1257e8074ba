from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from radiogenomics.images.mask_fit import fit_of_mask, notice_unfitting_masks
from radiogenomics.images.misplaced import CoarseScan, thinned
from radiogenomics.oddities import noticed_since_last

SHAPE = (30, 36, 32)


def distance(centre, radii):
    grid = zip(np.indices(SHAPE), centre, radii, strict=True)
    return np.sqrt(sum(((axis - c) / r) ** 2 for axis, c, r in grid))


def tumour(number=0):
    """Core (1) in a rim (4) in oedema (2), before the middle, above and to one side of it."""
    away = distance((18 + number % 3, 11 + number % 2, 10), (6, 7, 6))
    return np.select([away < 0.4, away < 0.7, away < 1], [1, 4, 2], 0).astype(np.uint8)


def scan(mask, contrast, seed):
    """A head whose tissue differs from place to place by 1, and its tumour's regions by `contrast` (1, 2, 4)."""
    random = np.random.default_rng(seed)
    anatomy = gaussian_filter(random.normal(size=SHAPE), 2)
    tissue = 10 + anatomy / anatomy.std() + random.normal(0, 0.3, SHAPE)
    inside = np.select([mask == 1, mask == 2, mask == 4], contrast, 0.0)
    return np.where(distance((14.5, 17.5, 15.5), (13, 16, 14)) < 1, tissue + inside, 0).astype(np.float32)


CONTRASTS = {"T1": (-1, -0.5, 0), "T1GD": (-1, 0, 5), "T2": (3, 4, 2), "FLAIR": (2, 6, 5)}


def fit(mask, drawn, seed, sequences=tuple(CONTRASTS)):
    scans = {
        name: CoarseScan(Path(name), thinned(scan(drawn, CONTRASTS[name], seed + k)), 1.0)
        for k, name in enumerate(sequences)
    }
    return fit_of_mask(mask, scans)


def told(fits):
    noticed_since_last()
    notice_unfitting_masks((f"P{number}", Path("mask.nii.gz"), each) for number, each in enumerate(fits))
    return [(each.patient_id, each.what) for each in noticed_since_last()]


@pytest.mark.parametrize("sequences", [tuple(CONTRASTS), ("FLAIR",), ("T1",), ("T1", "T1GD")])
def test_masks_that_lie_where_the_tumour_is_are_not_odd(sequences):
    assert told(fit(tumour(n), tumour(n), 10 * n, sequences) for n in range(6)) == []


@pytest.mark.parametrize("sequences", [tuple(CONTRASTS), ("FLAIR",), ("T2",)])
@pytest.mark.parametrize(
    ("axes", "sides"),
    [((2,), "left and right"), ((1,), "front and back"), ((1, 2), "left and right, and front and back")],
)
def test_a_mask_whose_sides_are_exchanged_is_told(axes, sides, sequences):
    fits = [fit(np.flip(tumour(n), axes) if n == 1 else tumour(n), tumour(n), 10 * n, sequences) for n in range(3)]
    ((patient, what),) = told(fits)
    assert patient == "P1" and f"better where {sides} are exchanged" in what


def test_only_those_sequences_are_named_in_which_it_fits_better_turned():
    """Of T1 and T1GD these labels explain little, however they lie."""
    ((_, what),) = told([fit(np.flip(tumour(1), 2), tumour(1), 10, ("T1", "T2", "FLAIR"))])
    assert what.startswith("the mask fits T2 and FLAIR better where") and "write it again, turned" in what


@pytest.mark.parametrize("turned", ["FLAIR", "T2"])
def test_a_sequence_that_is_turned_itself_is_told_and_not_the_mask(turned):
    scans = {name: scan(tumour(), CONTRASTS[name], k) for k, name in enumerate(("T2", "FLAIR"))}
    scans[turned] = scans[turned][:, :, ::-1]
    found = fit_of_mask(tumour(), {name: CoarseScan(Path(name), thinned(each), 1.0) for name, each in scans.items()})
    ((_, what),) = told([found])
    assert what.startswith(f"the mask fits {turned} better where left and right are exchanged")
    assert "as it lies: look whether" in what and "correct that scan, not the mask" in what


def test_a_mask_of_the_whole_tumour_that_is_turned_is_told():
    whole = np.where(tumour() > 0, 255, 0).astype(np.uint8)
    assert told([fit(whole, tumour(), 0)]) == []
    assert len(told([fit(whole[:, :, ::-1], tumour(), 0)])) == 1


@pytest.mark.parametrize("moved", [(-12, 7, 6), (-12, 0, 6)])
def test_a_mask_that_lies_elsewhere_is_told_among_enough_others(moved):
    fits = [fit(np.roll(tumour(n), moved, (0, 1, 2)) if n == 1 else tumour(n), tumour(n), 10 * n) for n in range(6)]
    ((patient, what),) = told(fits)
    assert patient == "P1" and "fits T1, T1GD, T2 and FLAIR far less than others do" in what
    assert told(fits[:4]) == []


def test_patients_with_other_sequences_are_not_compared():
    """Of T1 alone labels explain little, which is no fault of the mask."""
    fits = [fit(tumour(n), tumour(n), 10 * n, ("T1",) if n == 1 else ("FLAIR",)) for n in range(6)]
    assert fits[1].share < 0.2 * fits[0].share
    assert told(fits) == []


def test_no_scans_and_small_tumours_say_nothing():
    small = np.where(distance((18, 11, 10), (2, 2, 1)) < 1, 2, 0).astype(np.uint8)
    assert np.isnan(fit_of_mask(tumour(), {}).share) and np.isnan(fit(small, tumour(), 0).share)
    assert told([fit_of_mask(tumour(), {}), fit(small[:, :, ::-1], small, 0)]) == []


def test_labels_that_decide_the_grey_levels_are_explained_altogether():
    levels = np.where(distance((14.5, 17.5, 15.5), (13, 16, 14)) < 1, 1 + 7.0 * tumour(), 0).astype(np.float32)
    assert fit_of_mask(tumour(), {"FLAIR": CoarseScan(Path("FLAIR"), levels, 1.0)}).share == pytest.approx(1, abs=0.02)
