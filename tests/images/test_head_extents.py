from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.head_extents import HeadExtent, head_extent, notice_odd_extents, odd_extents
from radiogenomics.images.volume import read_volume
from radiogenomics.oddities import noticed_since_last

USUAL = [(30, 45, 36), (28, 44, 35), (31, 46, 38), (29, 43, 37)]
EDGES = (4.0, 4.0, 4.0)


def extents(*odd, sequences=("T1", "T2")):
    every = [(voxels, EDGES) for voxels in USUAL] + list(odd)
    return [
        HeadExtent(f"P{number}", sequence, Path(f"P{number}_{sequence}.nii.gz"), voxels, edges)
        for number, (voxels, edges) in enumerate(every)
        for sequence in sequences
    ]


def test_extent_of_a_head(write_nifti, head):
    scan = read_volume(write_nifti(head, "scan.nii.gz", (2.0, 2.0, 3.0)))
    extent = head_extent(scan, "P1", "T1")
    assert extent.edges == (3.0, 2.0, 2.0)
    np.testing.assert_allclose(extent.voxels, (29, 47, 39), atol=6)
    assert np.isnan(head_extent(replace(scan, array=scan.array + 1), "P1", "T1").voxels).all()
    assert np.isnan(head_extent(replace(scan, array=0 * scan.array), "P1", "T1").voxels).all()


@pytest.mark.parametrize(
    ("edges", "direction"),
    [((2.5, 4.0, 4.0), "top to bottom"), ((6.0, 4.0, 4.0), "top to bottom"), ((4.0, 2.0, 4.0), "front to back")],
)
def test_a_wrong_size_of_voxels_is_noticed_once_of_a_patient(edges, direction):
    noticed_since_last()
    notice_odd_extents(extents(((29, 44, 36), edges)))
    (found,) = noticed_since_last()
    assert (found.patient_id, Path(found.file).name) == ("P4", "P4_T1.nii.gz")
    assert f"header seems wrong: from {direction} by {min(edges, key=lambda edge: edge == 4):g} mm" in found.what
    assert "resample nothing" in found.what


def test_scans_of_other_sizes_whose_heads_are_as_long_are_not_odd():
    thick, thin = ((22, 44, 36), (5.5, 4.0, 4.0)), ((116, 176, 144), (1.0, 1.0, 1.0))
    assert odd_extents(extents(thick, thin)) == []
    assert odd_extents(extents(((21, 44, 36), EDGES), ((29, 44, 36), (4.05, 4.0, 4.0)))) == []
    assert odd_extents(extents(((np.nan,) * 3, (2.5, 4.0, 4.0)))) == odd_extents([]) == []
