import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as stnp

from radiogenomics.errors import InputError
from radiogenomics.features.normalisation import normalised

IMAGES = stnp.arrays(np.float32, (2, 3, 4), elements=st.integers(0, 1000).map(float))


@given(IMAGES)
def test_z_score_of_the_brain(image):
    brain = image != 0
    assume(brain.sum() > 1 and np.ptp(image[brain]) > 0)
    result = normalised(image, "z_score", 100.0, "scan")
    assert result[brain].mean() == pytest.approx(0, abs=1e-9)
    assert result[brain].std(ddof=1) == pytest.approx(100)


@given(IMAGES)
def test_z_score_of_the_image_counts_the_background(image):
    assume(np.ptp(image) > 0)
    result = normalised(image, "z_score_image", 1.0, "scan")
    assert result.mean() == pytest.approx(0, abs=1e-9)
    assert result.std(ddof=1) == pytest.approx(1)


@given(IMAGES)
def test_min_max_of_the_brain(image):
    brain = image != 0
    assume(brain.sum() > 1 and np.ptp(image[brain]) > 0)
    result = normalised(image, "min_max", 100.0, "scan")
    assert result[brain].min() == 0
    assert result[brain].max() == pytest.approx(100)


@given(IMAGES, st.sampled_from(["z_score", "z_score_image", "min_max"]))
def test_order_of_voxels_is_kept_and_the_scan_left_alone(image, method):
    brain = image != 0
    assume(brain.sum() > 1 and np.ptp(image[brain]) > 0)
    before = image.copy()
    result = normalised(image, method, 1.0, "scan")
    orders = [np.argsort(array, axis=None, kind="stable") for array in (result, image)]
    np.testing.assert_array_equal(*orders)
    np.testing.assert_array_equal(image, before)


def test_none_is_the_scan_itself():
    image = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    assert normalised(image, "none", 100.0, "scan") is image


@pytest.mark.parametrize("foreground", [0.0, 0.5])
@pytest.mark.parametrize("method", ["z_score", "min_max"])
def test_b09_constant_brain_is_refused(method, foreground):
    image = np.zeros((2, 3, 4), np.float32)
    image[1] = foreground
    with pytest.raises(InputError, match=r"^T1\.nii\.gz: all voxels of the brain are equal; export") as caught:
        normalised(image, method, 1.0, "T1.nii.gz")
    assert "\n" not in str(caught.value)
