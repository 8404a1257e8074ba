import nibabel as nib
import numpy as np
import pytest
import SimpleITK
from hypothesis import given, settings
from hypothesis import strategies as st

from radiogenomics.explanations.geometry import on_scan_grid, seen_voxels
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.preprocess import downscaled, padded, preprocess
from radiogenomics.images.volume import read_volume
from radiogenomics.segmentation.masks import write_on_grid

SCAN = (11, 12, 13)


@st.composite
def geometries(draw) -> tuple[CropWindow, int, tuple[int, ...]]:
    """Window within the scan, factor, and shape of the input with some padding."""
    ends = [sorted(draw(st.lists(st.integers(0, n), min_size=2, max_size=2, unique=True))) for n in SCAN]
    window = CropWindow(*map(tuple, zip(*ends, strict=True)))
    factor = draw(st.integers(1, 4))
    shape = tuple(-(-length // factor) + draw(st.integers(0, 3)) for length in window.shape)
    return window, factor, shape


@settings(deadline=None)
@given(geometries(), st.integers(0, 99))
def test_every_voxel_of_the_input_goes_back_to_the_voxels_it_was_made_from(geometry, seed):
    window, factor, shape = geometry
    scan = np.random.default_rng(seed).uniform(1, 2, SCAN).astype(np.float32)
    values = padded(downscaled(scan[window.slices], factor), shape)
    back = on_scan_grid(values, window, factor, SCAN)
    assert back.shape == SCAN and back.dtype == np.float32
    assert not back[~seen_voxels(window, SCAN)].any() and (back[window.slices] >= 1).all()
    # Made into an input again, it is the same input.
    assert padded(downscaled(back[window.slices], factor), shape) == pytest.approx(values, abs=1e-6)
    # One voxel that stands out is found where it was.
    place = tuple(np.random.default_rng(seed).integers(window.start, window.stop))
    scan[place] = 1000
    found = on_scan_grid(padded(downscaled(scan[window.slices], factor), shape), window, factor, SCAN)
    assert found[place] == found.max()


def test_published_geometry():
    window = CropWindow((0, 39, 44), (140, 211, 208))
    scan = np.zeros((155, 240, 240), np.float32)
    scan[60:80, 101:141, 90:120] = 7
    values = preprocess(scan, None, window, 2, (70, 86, 86))
    back = on_scan_grid(values, window, 2, scan.shape)
    assert np.array_equal(back > 0.99, scan == 7)
    # What lies in the padding is in no voxel of the scan.
    values[:, :, 0] = 5
    assert on_scan_grid(values, window, 2, scan.shape).max() == 1


def test_seen_voxels_are_those_of_the_window():
    seen = seen_voxels(CropWindow((1, 2, 3), (3, 4, 9)), SCAN)
    assert seen.sum() == 2 * 2 * 6 and seen[1, 2, 3] and not seen[0, 2, 3]


def test_a_map_is_written_in_the_geometry_of_its_scan(tmp_path):
    image = SimpleITK.GetImageFromArray(np.random.default_rng(0).uniform(1, 9, SCAN).astype(np.float32))
    image.SetSpacing((1.0, 2.0, 3.0))
    image.SetOrigin((-4.0, 5.0, 6.0))
    SimpleITK.WriteImage(image, str(tmp_path / "scan.nii.gz"))
    scan = read_volume(tmp_path / "scan.nii.gz")
    saliency = on_scan_grid(np.ones((2, 2, 2)), CropWindow((1, 2, 3), (5, 6, 7)), 2, SCAN)
    write_on_grid(saliency, scan, tmp_path / "saliency.nii.gz")
    written = nib.load(tmp_path / "saliency.nii.gz")
    np.testing.assert_allclose(written.affine, nib.load(scan.path).affine)
    assert written.get_data_dtype() == np.float32
    assert np.array_equal(np.asarray(written.dataobj).transpose(2, 1, 0), saliency)
