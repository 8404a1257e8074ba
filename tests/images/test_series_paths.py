"""A folder or a file of DICOM names a series; a NIfTI file does not, nor does what is not there."""

import numpy as np

from radiogenomics.images.series_paths import folder_of_series, is_file_of_series, is_series


def test_what_names_a_series(tmp_path, write_series):
    folder = write_series(tmp_path / "DICOM", np.ones((2, 3, 3), int), names=["IM1", "IM2"])
    assert is_series(folder) and not is_file_of_series(folder)
    assert is_series(folder / "IM1") and is_file_of_series(folder / "IM1")
    assert folder_of_series(folder) == folder_of_series(folder / "IM1") == folder
    (tmp_path / "scan.nii.gz").write_bytes((folder / "IM1").read_bytes())
    (tmp_path / "short").write_bytes(b"DICM")
    for name in ("scan.nii.gz", "short", "nowhere"):
        assert not is_series(tmp_path / name)
