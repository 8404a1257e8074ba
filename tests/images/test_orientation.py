"""Any of the 48 orders in which a file may store a scan is read as one, to the bit."""

import itertools

import nibabel as nib
import numpy as np
import pytest
from nibabel.orientations import axcodes2ornt, io_orientation, ornt_transform

from radiogenomics.images.orientation import orientation_code, stored_array
from radiogenomics.images.volume import check_geometry, read_mask, read_volume

AFFINE = np.array([[-1.0, 0, 0, 24], [0, -2.0, 0, 24], [0, 0, 3.0, -20], [0, 0, 0, 1]])
ORDERS = ["".join(axes) for axes in itertools.product("LR", "PA", "SI")]
CODES = ["".join(code) for order in ORDERS for code in itertools.permutations(order)]
SCAN = np.random.default_rng(0).normal(100, 20, (7, 6, 5)).astype(np.float32)


def stored(array, code, path):
    image = nib.Nifti1Image(array, AFFINE)
    image = image.as_reoriented(ornt_transform(io_orientation(AFFINE), axcodes2ornt(code)))
    assert "".join(nib.aff2axcodes(image.affine)) == code
    nib.save(image, path)
    return path


@pytest.mark.parametrize("code", CODES)
def test_voxels_and_places_are_those_of_lps(tmp_path, code):
    expected = read_volume(stored(SCAN, "LPS", tmp_path / "lps.nii.gz"))
    np.testing.assert_array_equal(expected.array, SCAN.T)
    found = read_volume(stored(SCAN, code, tmp_path / "other.nii.gz"))
    np.testing.assert_array_equal(found.array, expected.array)
    assert orientation_code(found.stored.direction) == code
    for quantity in ("spacing", "origin", "direction"):
        np.testing.assert_allclose(getattr(found, quantity), getattr(expected, quantity), atol=1e-6)
    image = nib.load(tmp_path / "other.nii.gz")
    np.testing.assert_array_equal(stored_array(found.array, found.stored.direction), np.asarray(image.dataobj).T)


def test_a_scan_and_its_mask_may_be_stored_differently(tmp_path):
    labels = np.where(SCAN > 110, 2, 0).astype(np.uint8)
    scan = read_volume(stored(SCAN, "RAS", tmp_path / "scan.nii.gz"))
    mask = read_mask(stored(labels, "LPS", tmp_path / "mask.nii.gz"))
    check_geometry(scan, mask)
    np.testing.assert_array_equal(mask.array == 2, scan.array > 110)
