import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.bundles.grids import check_grid, training_grid
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_volume


@pytest.fixture
def path(tmp_path):
    image = SimpleITK.GetImageFromArray(np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32))
    image.SetSpacing((1.0, 2.0, 3.0))
    SimpleITK.WriteImage(image, str(tmp_path / "scan.nii.gz"))
    return tmp_path / "scan.nii.gz"


def test_the_grid_is_that_of_the_included_scan(path, tmp_path):
    rows = [{"patient_id": "P1", "included": False, "path_T1": "gone"}]
    rows.append({"patient_id": "P1", "included": True, "path_T1": str(path)})
    pd.DataFrame(rows).to_csv(tmp_path / "cohort.csv", index=False)
    grid = training_grid(tmp_path / "cohort.csv", "T1", "P1")
    assert grid == {"scan_shape": [3, 4, 5], "scan_spacing": [1.0, 2.0, 3.0]}


def test_spacing_always_counts_and_the_number_of_voxels_where_it_is_asked_for(path):
    volume, same = read_volume(path, "P1"), {"scan_shape": [3, 4, 5], "scan_spacing": [1.0, 2.0, 3.0]}
    check_grid(volume, same, "P1")
    larger = {**same, "scan_shape": [9, 9, 9]}
    check_grid(volume, larger, "P1", same_shape=False)
    with pytest.raises(InputError, match=r"3×4×5 voxels .* of 1×2×3 mm .* trained on 9×9×9 voxels"):
        check_grid(volume, larger, "P1")
    with pytest.raises(InputError, match=r"trained on 3×4×5 voxels .* of 1×1×1 mm .*; register the scan first"):
        check_grid(volume, {**same, "scan_spacing": [1.0, 1.0, 1.0]}, "P1", same_shape=False)
