import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.bundles.features import FeatureForm
from radiogenomics.bundles.grids import check_atlas, check_grid, common_spacing, registered_spacing, training_grid
from radiogenomics.bundles.masks import MaskForm
from radiogenomics.bundles.slices import SliceForm
from radiogenomics.bundles.towers import TowerForm
from radiogenomics.bundles.volumes import VolumeForm
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_volume
from radiogenomics.registration.geometry import grid_over


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


@pytest.mark.parametrize("spacing", [1.0, 1.55, 2.0, 3.1, 4.0, 4.5])
def test_scans_are_registered_to_the_grid_of_the_training_scans(spacing):
    # 32-bit floats, as headers have them: 50 voxels of 3.1 mm must not become 51.
    stored = [float(np.float32(spacing))] * 3
    grid = {"scan_shape": list(Grid(spacing).shape), "scan_spacing": stored}
    field = SimpleITK.Image([240, 240, 155], SimpleITK.sitkUInt8)
    check_atlas(grid_over(field, registered_spacing("model", grid)), "model", grid)


def test_models_whose_grid_cannot_be_registered_to_are_refused():
    with pytest.raises(InputError, match=r"model: trained on voxels of 1×1×2 mm .* writes cubes"):
        registered_spacing("model", {"scan_spacing": [1.0, 1.0, 2.0]})
    with pytest.raises(InputError, match=r"trained on 9×9×9 voxels .* the atlas covers 155×240×240 .* by --atlas"):
        check_atlas(
            SimpleITK.Image([240, 240, 155], SimpleITK.sitkUInt8),
            "model",
            {"scan_shape": [9, 9, 9], "scan_spacing": [1.0] * 3},
        )
    assert registered_spacing("model", {}) == 1.0


def test_which_forms_count_voxels():
    assert VolumeForm().same_shape({})
    assert MaskForm().same_shape({"preparation": {"window": [4, 4, 4]}})
    assert not MaskForm().same_shape({"preparation": {"window": None}})
    assert not any(form.same_shape({}) for form in (SliceForm(), TowerForm(), FeatureForm()))


def test_models_on_any_grid_know_a_spacing_only_where_all_training_scans_have_it(path, tmp_path):
    thin = SimpleITK.ReadImage(str(path))
    thin.SetSpacing((1.0, 2.0, 1.0))
    SimpleITK.WriteImage(thin, str(tmp_path / "thin.nii.gz"))
    (tmp_path / "series").mkdir()
    names = {"P1": path, "P2": path, "P3": tmp_path / "thin.nii.gz", "P4": tmp_path / "series"}
    rows = [{"patient_id": name, "included": True, "path_T1": str(where)} for name, where in names.items()]
    pd.DataFrame(rows).to_csv(tmp_path / "cohort.csv", index=False)
    found = {last: common_spacing(tmp_path / "cohort.csv", "T1", ["P1", last]) for last in ("P2", "P3", "P4")}
    assert found == {"P2": {"scan_spacing": [1.0, 2.0, 3.0]}, "P3": {}, "P4": {}}
