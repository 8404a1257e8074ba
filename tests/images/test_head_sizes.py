from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.head_sizes import head_size, notice_odd_head_sizes
from radiogenomics.images.volume import read_volume
from radiogenomics.oddities import noticed_since_last


def told(sizes):
    noticed_since_last()
    notice_odd_head_sizes((f"P{number}", Path("T1.nii.gz"), size) for number, size in enumerate(sizes))
    return {patient: what for patient, _, what in noticed_since_last()}


def test_size_of_a_head(write_nifti, head):
    scan = read_volume(write_nifti(head, "scan.nii.gz", (2.0, 2.0, 3.0)))
    assert head_size(scan) == pytest.approx(np.count_nonzero(head) * 12e-6)
    assert np.isnan(head_size(replace(scan, array=scan.array + 1)))


@pytest.mark.parametrize("size", [1.4 * 8, 1.4 / 8, 3.5])
def test_a_head_of_another_size_is_noticed(size):
    found = told([1.4, 1.4, 1.4, size, np.nan])
    assert list(found) == ["P3"]
    assert found["P3"].startswith(f"the head has {size:.2g} litres by its voxels, others have 1.4")


def test_heads_of_people_are_not_odd():
    assert told([0.8, 1.2, 1.4, 1.6, 1.9]) == told([1.4, 11.0]) == told([]) == {}
