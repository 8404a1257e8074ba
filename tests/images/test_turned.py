from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from radiogenomics.images.turned import notice_turned_sequences, thinned
from radiogenomics.oddities import noticed_since_last

ANATOMY = gaussian_filter(np.random.default_rng(0).normal(size=(30, 36, 32)), 2)
HEAD = (
    sum(((axis - n / 2) / (0.4 * n)) ** 2 for axis, n in zip(np.indices(ANATOMY.shape), ANATOMY.shape, strict=True)) < 1
)


def scan(contrast, seed):
    noise = np.random.default_rng(seed).normal(0, 0.1, ANATOMY.shape)
    return np.where(HEAD, 10 + contrast * ANATOMY / ANATOMY.std() + noise, 0).astype(np.float32)


def told(**scans):
    noticed_since_last()
    notice_turned_sequences("P1", {name: (Path(f"{name}.nii.gz"), thinned(array)) for name, array in scans.items()})
    return [(each.file, each.what) for each in noticed_since_last()]


def test_sequences_that_lie_as_they_should_are_not_odd():
    assert told(T1=scan(1, 1), T2=scan(-1, 2), FLAIR=scan(0.5, 3)) == []
    assert told(T1=scan(1, 1), T2=np.random.default_rng(4).normal(size=ANATOMY.shape).astype(np.float32)) == []
    assert told(T1=scan(1, 1), T2=scan(-1, 2)[1:]) == []


@pytest.mark.parametrize(
    ("axes", "sides"),
    [((1, 2), "left and right, and front and back"), ((2,), "left and right"), ((0,), "top and bottom")],
)
def test_a_sequence_that_is_turned_is_noticed(axes, sides):
    ((file, what),) = told(T1=scan(1, 1), T2=scan(-1, 2), FLAIR=np.flip(scan(0.5, 3), axes))
    assert file == "FLAIR.nii.gz" and what.startswith(f"FLAIR fits T1 better where {sides} are exchanged")


def test_a_large_scan_is_thinned():
    assert thinned(np.zeros((150, 240, 240), np.float32)).shape == (38, 60, 60)
