from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from radiogenomics.images.misplaced import CoarseScan, notice_misplaced_sequences, thinned
from radiogenomics.oddities import noticed_since_last

SHAPE = (40, 48, 48)
ANATOMY = gaussian_filter(np.random.default_rng(0).normal(size=SHAPE), 2)
HEAD = sum(((axis - n / 2) / r) ** 2 for axis, n, r in zip(np.indices(SHAPE), SHAPE, (16, 20, 15), strict=True)) < 1
EDGE = 4.0


def scan(contrast, seed, anatomy=ANATOMY):
    noise = np.random.default_rng(seed).normal(0, 0.1, SHAPE)
    return np.where(HEAD, 10 + contrast * anatomy / ANATOMY.std() + noise, 0).astype(np.float32)


def told(**scans):
    noticed_since_last()
    coarse = {name: CoarseScan(Path(f"{name}.nii.gz"), thinned(array), EDGE) for name, array in scans.items()}
    notice_misplaced_sequences("P1", coarse)
    return [(each.file, each.what) for each in noticed_since_last()]


def test_sequences_that_lie_as_they_should_are_not_odd():
    assert told(T1=scan(1, 1), T2=scan(-1, 2), FLAIR=scan(0.5, 3)) == told() == told(T1=scan(1, 1)) == []
    normalised = [np.where(HEAD, array - array[HEAD].mean(), 0) for array in (scan(1, 1), scan(-1, 2))]
    assert told(T1=normalised[0], T2=normalised[1]) == []
    assert told(T1=scan(1, 1), T2=scan(-1, 2)[1:]) == []


@pytest.mark.parametrize(
    ("axes", "sides"),
    [((1, 2), "left and right, and front and back"), ((2,), "left and right"), ((0,), "top and bottom")],
)
def test_a_sequence_that_is_turned_is_noticed(axes, sides):
    ((file, what),) = told(T1=scan(1, 1), T2=scan(-1, 2), FLAIR=np.flip(scan(0.5, 3), axes))
    assert file == "FLAIR.nii.gz" and what.startswith(f"FLAIR fits T1 better where {sides} are exchanged")


@pytest.mark.parametrize("flipped", [(), (1,), (0, 2)])
def test_a_sequence_that_is_transposed_is_noticed_and_how(flipped):
    transposed = np.flip(scan(0.5, 3).swapaxes(1, 2), flipped)
    ((file, what),) = told(T1=scan(1, 1), T2=scan(-1, 2), FLAIR=transposed)
    assert file == "FLAIR.nii.gz" and what.startswith("FLAIR fits T1 better where the axes left–right and front–back")
    assert "a program transposed the array" in what and "write that array again" in what


@pytest.mark.parametrize("move", [((3, -2), (1, 0)), ((4,), (2,)), ((-5,), (1,))])
def test_a_sequence_that_lies_elsewhere_is_noticed_and_not_taken_for_a_turned_one(move):
    ((file, what),) = told(T1GD=scan(1, 1), T2=scan(-1, 2), FLAIR=np.roll(scan(0.5, 3), *move))
    assert file == "FLAIR.nii.gz" and what.startswith("FLAIR seems not to be registered to T1GD: it fits no better")
    assert "`radiogenomics register`" in what


def test_a_scan_of_another_head_is_noticed():
    other = gaussian_filter(np.random.default_rng(9).normal(size=SHAPE), 2)
    ((file, what),) = told(T1=scan(1, 1), T2=np.where(HEAD, 0, scan(-1, 2, other) + other))
    assert file == "T2.nii.gz" and "find out whose scan it is" in what


def test_the_one_that_all_others_contradict_is_told():
    ((file, what),) = told(T1GD=np.roll(scan(1, 1), 4, 2), T1=scan(1, 4), T2=scan(-1, 2), FLAIR=scan(0.5, 3))
    assert file == "T1GD.nii.gz" and what.startswith("T1GD seems not to be registered to T1, T2, FLAIR")
    ((file, what),) = told(T1GD=scan(1, 1)[:, :, ::-1], T1=scan(1, 4), T2=scan(-1, 2))
    assert file == "T1GD.nii.gz" and what.startswith("T1GD fits T1, T2 better where left and right")


def test_of_few_voxels_it_is_not_judged_whether_they_are_registered():
    few = [array[::2, ::2, ::2] for array in (scan(1, 1), np.roll(scan(-1, 2), 8, 1))]
    assert told(T1=few[0], T2=few[1]) == []


def test_a_large_scan_is_thinned():
    assert thinned(np.zeros((150, 240, 240), np.float32)).shape == (38, 60, 60)


@pytest.mark.parametrize("change", [lambda array: array[:, :, ::-1], lambda array: np.roll(array, 4, 2)])
def test_what_is_left_are_the_scans_of_which_nothing_was_told(change):
    arrays = {"T1": scan(1, 1), "T2": scan(-1, 2), "FLAIR": scan(0.5, 3)}
    whole = {name: CoarseScan(Path(name), thinned(array), EDGE) for name, array in arrays.items()}
    assert list(notice_misplaced_sequences("P1", whole)) == ["T1", "T2", "FLAIR"]
    odd = whole | {"FLAIR": CoarseScan(Path("FLAIR"), thinned(change(arrays["FLAIR"])), EDGE)}
    assert list(notice_misplaced_sequences("P1", odd)) == ["T1", "T2"]
    assert notice_misplaced_sequences("P1", {}) == {}
