import gzip

import numpy as np

from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.nifti import write_nifti


def test_nifti_bytes_have_no_timestamp(tmp_path):
    write_nifti(np.ones((3, 4, 5), np.float32), Grid(4.0).affine, tmp_path / "a.nii.gz")
    write_nifti(np.ones((3, 4, 5), np.float32), Grid(4.0).affine, tmp_path / "b.nii.gz")
    first = (tmp_path / "a.nii.gz").read_bytes()
    assert first == (tmp_path / "b.nii.gz").read_bytes()
    assert first[4:8] == bytes(4)
    assert gzip.decompress(first)[344:347] == b"n+1"
