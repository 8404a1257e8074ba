import nibabel
import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.window import study_window


def write(path, array, spacing=4.0):
    nibabel.save(nibabel.Nifti1Image(array.T.astype(np.float32), np.diag([-spacing, -spacing, spacing, 1])), path)


@pytest.fixture
def training(tmp_path):
    """Two patients of 39×60×60 voxels of 4 mm with a tumour each."""
    rows = []
    for number, start in enumerate((10, 20)):
        mask = np.zeros((39, 60, 60))
        mask[start : start + 5, 20:25, 30:35] = 2
        write(tmp_path / f"{number}_mask.nii.gz", mask)
        write(tmp_path / f"{number}_T1.nii.gz", np.random.default_rng(number).normal(size=(39, 60, 60)))
        rows.append((f"p{number}", str(tmp_path / f"{number}_T1.nii.gz"), str(tmp_path / f"{number}_mask.nii.gz"), ""))
    return pd.DataFrame(rows, columns=["patient_id", "path_T1", "path_automatic", "path_corrected"])


def test_published_window_follows_the_grid_of_the_scans(training):
    window, patients = study_window(training, ImageSettings())
    assert window.to_dict() == {"z": [0, 35], "y": [10, 53], "x": [11, 52]}
    assert patients == ("p0",), "one scan tells the grid of all"


@pytest.mark.parametrize("mask", ["automatic", "none"])
def test_tumour_window_is_the_union_of_the_training_tumours_and_a_margin(training, mask):
    settings = ImageSettings(crop="training_tumours", margin=4, mask=mask)
    window, patients = study_window(training, settings)
    assert window.to_dict() == {"z": [9, 26], "y": [19, 26], "x": [29, 36]}
    assert patients == ("p0", "p1")


def test_b13_tumours_in_another_convention_give_the_same_window(training, tmp_path):
    settings = ImageSettings(crop="training_tumours", margin=4)
    expected = study_window(training, settings)
    for path in training["path_automatic"]:
        write(path, 3.0 * (nibabel.load(path).get_fdata().T > 0))
    with pytest.raises(InputError, match="unknown label 3"):
        study_window(training, settings)
    assert study_window(training.assign(label_convention="brats2023"), settings) == expected


def test_b01_no_scan_at_all_is_said_in_one_line(training):
    with pytest.raises(InputError, match="no scan of any training patient was found; set local_dir"):
        study_window(training.assign(path_T1=""), ImageSettings())
