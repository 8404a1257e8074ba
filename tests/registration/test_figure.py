import numpy as np
import pytest
import SimpleITK

from radiogenomics.registration.figure import SHEET_INCHES, registration_figure, registration_sheet


@pytest.fixture
def scan():
    array = np.zeros((20, 24, 22), np.float32)
    array[4:16, 4:20, 4:18] = np.random.default_rng(0).uniform(1, 2, (12, 16, 14))
    return SimpleITK.GetImageFromArray(array)


@pytest.fixture
def tumour(scan):
    array = np.zeros(scan.GetSize()[::-1], np.uint8)
    array[12, 9:12, 9:12] = 1
    return SimpleITK.GetImageFromArray(array)


def test_a_patient_s_picture_has_a_column_per_sequence_through_the_tumour(scan, tumour):
    figure = registration_figure("P1", {"T1GD": scan, "FLAIR": scan}, scan > 0.5, {"corrected": tumour})
    axes = figure.axes
    assert len(axes) == 4
    shown = SimpleITK.GetArrayFromImage(scan)[12]
    assert any(np.array_equal(axis.images[0].get_array(), shown) for axis in axes)


def test_a_sheet_holds_the_pictures_of_patients_below_each_other_at_their_own_proportions(scan, tumour, tmp_path):
    figure = registration_figure("P1", {"T1GD": scan}, scan > 0.5, {})
    files = [tmp_path / f"{name}.png" for name in "ab"]
    for file in files:
        figure.savefig(file)
    sheet = registration_sheet(files)
    width, height = sheet.get_size_inches()
    one_width, one_height = figure.get_size_inches()
    assert width <= SHEET_INCHES
    assert height / width == pytest.approx(2 * one_height / one_width, rel=0.02)
    assert len(sheet.axes) == 2


def test_a_sheet_of_no_patient_says_so():
    assert registration_sheet([]).axes[0].texts[0].get_text() == "No scan could be registered."
