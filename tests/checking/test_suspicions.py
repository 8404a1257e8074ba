"""Suspicions on made heads, whose faults are known, and on a real case, which has none."""

import numpy as np
import pytest
from scipy import ndimage

from radiogenomics.checking.suspicions import of_scan, of_sequences
from radiogenomics.images.volume import Volume, read_volume

SHAPE = (50, 60, 60)


def volume(array, spacing=(3.0, 3.0, 3.0), origin=(0.0, 0.0, 0.0)):
    return Volume(array.astype(np.float32), spacing, origin, tuple(np.eye(3).ravel()), "scan.nii.gz")


@pytest.fixture(scope="module")
def brain():
    """Ventricles (1), white (2) and folded grey matter (3) in an ellipsoid of about 1.3 litres."""
    grid = [axis - length / 2 for axis, length in zip(np.indices(SHAPE), SHAPE, strict=True)]
    distance = np.sqrt(sum((axis / radius) ** 2 for axis, radius in zip(grid, (20, 26, 22), strict=True)))
    folds = ndimage.gaussian_filter(np.random.default_rng(1).normal(size=SHAPE), 2) > 0
    return np.select([distance < 0.35, (distance < 0.6) | (folds & (distance < 1)), distance < 1], [1, 2, 3], 0)


def sequence(brain, fluid, white, grey, seed):
    noise = np.random.default_rng(seed).normal(0, 4, SHAPE)
    return np.where(brain > 0, np.choose(brain, [0, fluid, white, grey]) + noise, 0)


@pytest.fixture(scope="module")
def scans(brain):
    enhanced = sequence(brain, 60, 310, 240, 2)
    enhanced[24:28, 20:24, 20:24] = 900
    return {
        "T1": volume(sequence(brain, 60, 300, 220, 1)),
        "T1GD": volume(enhanced),
        "T2": volume(sequence(brain, 900, 260, 340, 3)),
        "FLAIR": volume(sequence(brain, 70, 260, 330, 4)),
    }


def test_scans_without_fault_are_not_suspected(scans):
    assert [finding for scan in scans.values() for finding in of_scan(scan)] == []
    assert of_sequences(scans) == []


@pytest.mark.parametrize(("one", "other"), [("T2", "FLAIR"), ("T2", "T1"), ("T1GD", "T1")])
def test_swapped_names_are_suspected(scans, one, other):
    found = of_sequences({**scans, one: scans[other], other: scans[one]})
    assert any(name == one and "may be swapped" in text and other in text for name, (text, _) in found)


@pytest.fixture(scope="module")
def without_fluid(brain):
    """Heads without fluid-filled spaces, of which the tumour is brightest in T1GD and FLAIR."""
    solid = np.where(brain == 1, 2, brain)
    tumour = np.zeros(SHAPE, bool)
    tumour[22:34, 22:36, 20:34] = True
    tissues = {"T1": (300, 220, 180), "T1GD": (310, 240, 900), "T2": (260, 340, 420), "FLAIR": (260, 330, 700)}
    return {
        name: volume(np.where(tumour, bright, sequence(solid, 0, white, grey, seed)))
        for seed, (name, (white, grey, bright)) in enumerate(tissues.items())
    }


def test_heads_without_fluid_are_not_suspected(without_fluid):
    assert of_sequences(without_fluid) == []
    some = {name: without_fluid[name] for name in ("T2", "FLAIR")}
    assert of_sequences(some) == of_sequences({**some, "FLAIR": some["T2"], "T2": some["FLAIR"]}) == []


def test_fat_that_is_suppressed_in_one_sequence_alone_is_not_taken_for_fluid(scans, brain):
    head = ndimage.binary_dilation(brain > 0, iterations=5)
    skin = head & (brain == 0)
    fat = {"T2": 100, "FLAIR": 360}
    with_skull = {name: volume(np.where(skin, grey, scans[name].array)) for name, grey in fat.items()}
    assert of_sequences(with_skull) == []


def test_a_scan_on_another_grid_is_suspected(scans):
    ((name, (text, mend)),) = of_sequences({"T1GD": scans["T1GD"], "T1": volume(scans["T1"].array, (3.0, 3.0, 5.0))})
    assert name == "T1" and "another grid than T1GD" in text and "`radiogenomics register`" in mend


def test_of_a_scan_that_lost_slices_it_is_told_and_not_of_the_whole_ones(scans):
    cut = {name: volume(scan.array[:35]) if name == "T1GD" else scan for name, scan in scans.items()}
    ((name, (text, mend)),) = of_sequences(cut)
    assert name == "T1GD" and text == "lacks 15 slice(s) (45 mm) at the top that are in T1, T2, FLAIR"
    assert mend.startswith("were slices lost? If so, export it again and resample nothing, otherwise register all")
    cut = {name: volume(scan.array[5:], origin=(0, 0, 15.0)) if name == "T2" else scan for name, scan in scans.items()}
    ((name, (text, mend)),) = of_sequences(cut)
    assert name == "T2" and text == "lacks 5 slice(s) (15 mm) at the bottom that are in T1GD"
    assert mend.endswith("otherwise register it to T1GD, as `radiogenomics register` does")


def test_skull_whole_numbers_and_thick_slices_are_suspected(scans, brain):
    head = ndimage.binary_dilation(brain > 0, iterations=6)
    with_skull = np.where(head & (brain == 0), 250, scans["T1"].array)
    assert any("skull" in text and "`radiogenomics register`" in mend for text, mend in of_scan(volume(with_skull)))
    byte = np.round(np.clip(scans["T1"].array / 400 * 255, 0, 255))
    assert any("whole numbers of a byte" in text for text, _ in of_scan(volume(byte)))
    unit = np.clip(scans["T1"].array, 0, None) / scans["T1"].array.max()
    assert any("scaled to 0–1" in text for text, _ in of_scan(volume(unit)))
    assert not any("scaled to 0–1" in text for text, _ in of_scan(volume(unit), fraction=True))
    assert any("large voxels" in text for text, _ in of_scan(volume(scans["T1"].array[::2], (3.0, 3.0, 6.0))))


def test_a_head_that_was_cropped_around_a_tumour_is_suspected_and_a_tightly_cropped_one_is_not(scans):
    array = scans["T2"].array
    assert of_scan(volume(array[4:46, 3:57, 7:53])) == []
    ((text, mend),) = of_scan(volume(array[12:34, 14:40, 16:38]))
    assert "part of a head" in text and "sides" in text and "whole head" in mend
    ((text, _),) = of_scan(volume(array[8:30, 4:30, 16:44]))
    assert "part of a head" in text


def test_a_slab_and_a_small_head_that_reaches_no_side_are_no_parts_that_were_cut_out(scans):
    array = scans["T2"].array
    assert of_scan(volume(array[20:28])) == of_scan(volume(array, (2.0, 2.0, 2.0))) == []


@pytest.mark.full
def test_a_real_case_is_not_suspected_until_its_names_are_swapped(shared):
    folder = shared / "real" / "mri" / "brainlesion_brats_case"
    files = {"T1": "t1n", "T1GD": "t1c", "T2": "t2w", "FLAIR": "t2f"}
    scans = {name: read_volume(folder / f"{file}.nii.gz") for name, file in files.items()}
    assert of_sequences(scans) == []
    for one, other in (("T2", "FLAIR"), ("T1GD", "T1")):
        found = of_sequences({**scans, one: scans[other], other: scans[one]})
        assert any(name == one for name, _ in found), (one, other)
