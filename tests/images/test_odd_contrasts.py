"""A region that hardly stands out where it does in nearly all others is told, of the scan in which it is so."""

from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.misplaced import CoarseScan, thinned
from radiogenomics.images.odd_contrasts import notice_odd_contrasts, region_heights
from radiogenomics.oddities import noticed_since_last

SHAPE = (24, 30, 30)
HEIGHTS = {"T1": (0.0, 0.0), "T1GD": (0.0, 4.0), "T2": (2.5, 1.0), "FLAIR": (4.0, 2.0)}
"""Of oedema and enhancing tumour above the rest of the head, in its standard deviations."""


def mask(place=8):
    labels = np.zeros(SHAPE, np.uint8)
    labels[8:16, place : place + 8, 8:16] = 2
    labels[10:14, place + 2 : place + 6, 10:14] = 4
    return labels


def scans(labels, seed, share=1.0, sequences=tuple(HEIGHTS)):
    """Heads of noise with a tumour, the heights of which are a share of the usual ones."""
    random, found = np.random.default_rng(seed), {}
    for name in sequences:
        oedema, enhancing = HEIGHTS[name]
        tumour = np.select([labels == 2, labels == 4], [oedema, enhancing], 0.0)
        array = np.pad((100 + 10 * (share * tumour + random.normal(size=SHAPE)))[2:-2, 2:-2, 2:-2], 2)
        found[name] = CoarseScan(Path(f"{name}.nii.gz"), thinned(array), 1.0)
    return found


def told(patients):
    noticed_since_last()
    listed = [each for name, (labels, found) in patients.items() for each in region_heights(name, labels, found)]
    notice_odd_contrasts(listed)
    return [(each.patient_id, each.file, each.what) for each in noticed_since_last()]


@pytest.fixture
def cohort():
    return {f"P{n}": (mask(), scans(mask(), n, 0.7 + 0.06 * n)) for n in range(10)}


def test_tumours_that_differ_in_height_are_not_odd(cohort):
    assert told(cohort) == []


@pytest.mark.parametrize(("sequence", "region"), [("FLAIR", "oedema"), ("T2", "oedema"), ("T1GD", "enhancing tumour")])
def test_scans_of_two_patients_that_are_exchanged_are_told_by_sequence_and_region(cohort, sequence, region):
    for n in (3, 7):
        elsewhere = scans(mask(19), 50 + n)
        cohort[f"P{n}"][1][sequence] = elsewhere[sequence]
    found = told(cohort)
    assert [(patient, file) for patient, file, _ in found] == [(f"P{n}", f"{sequence}.nii.gz") for n in (3, 7)]
    assert all(what.startswith(f"the {region} stands out in {sequence} by ") for *_, what in found)
    assert all("of another patient or session" in what for *_, what in found)


def test_masks_of_the_whole_tumour_are_judged_where_water_is_bright(cohort):
    whole = {
        name: (np.where(labels > 0, 255, 0).astype(np.uint8), {"FLAIR": found["FLAIR"], "T1GD": found["T1GD"]})
        for name, (labels, found) in cohort.items()
    }
    assert told(whole) == []
    whole["P4"] = (np.roll(whole["P4"][0], 11, 1), whole["P4"][1])
    assert [(patient, file) for patient, file, _ in told(whole)] == [("P4", "FLAIR.nii.gz")]


def test_of_few_patients_it_is_not_known_what_is_usual(cohort):
    cohort["P1"] = (mask(19), cohort["P1"][1])
    assert told(cohort)
    assert told({name: cohort[name] for name in list(cohort)[:7]}) == []


def test_faint_tumours_among_such_that_differ_widely_are_not_odd():
    """As of cohorts of which some tumours hardly enhance."""
    shares = [0.05, 0.2, 0.4, 0.5, 0.7, 0.8, 1.0, 1.3, 1.6, 2.0]
    assert told({f"P{n}": (mask(), scans(mask(), n, share, ("T1GD",))) for n, share in enumerate(shares)}) == []


def test_a_height_is_counted_in_standard_deviations_of_the_rest_of_the_head():
    labels, found = mask(), scans(mask(), 1)
    heights = {(each.sequence, each.label): each.height for each in region_heights("P", labels, found)}
    assert set(heights) == {("T1GD", 4), ("T2", 2), ("FLAIR", 2)}
    assert heights["FLAIR", 2] == pytest.approx(4.0, abs=0.2) and heights["T1GD", 4] == pytest.approx(4.0, abs=0.3)


def test_small_regions_and_heads_of_one_value_say_nothing():
    small = np.where(mask() == 4, 2, 0).astype(np.uint8)
    small[12:] = 0
    small[:, :, 12:] = 0
    assert np.count_nonzero(small) < 30 and region_heights("P", small, scans(small, 0)) == []
    flat = {"FLAIR": CoarseScan(Path("FLAIR"), thinned(np.ones(SHAPE)), 1.0)}
    assert region_heights("P", mask(), flat) == []
