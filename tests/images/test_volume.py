from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.images.labels import LABELS, WHOLE_TUMOUR
from radiogenomics.images.volume import (
    check_contrast,
    check_geometry,
    check_regions,
    read_mask,
    read_volume,
    source_sha256,
)
from radiogenomics.oddities import noticed_since_last

PATIENT = "UPENN-GBM-00001"


def _message(function, *arguments) -> str:
    with pytest.raises(InputError) as caught:
        function(*arguments, PATIENT)
    assert str(caught.value).startswith(f"patient {PATIENT}: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_reads_voxels_and_geometry(write_nifti, head):
    direction = (0.8, -0.6, 0.0, 0.6, 0.8, 0.0, 0.0, 0.0, 1.0)
    path = write_nifti(head, "scan.nii.gz", (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), direction)
    volume = read_volume(path)
    np.testing.assert_array_equal(volume.array, head)
    assert volume.array.dtype == np.float32
    np.testing.assert_allclose(volume.spacing, (1, 2, 3), rtol=1e-6)
    np.testing.assert_allclose(volume.origin, (4, 5, 6), rtol=1e-6)
    np.testing.assert_allclose(volume.direction, direction, atol=1e-6)
    assert volume.path == path


@pytest.mark.parametrize("dtype", [np.int16, np.uint8, np.float64])
def test_any_stored_type_becomes_float32(write_nifti, head, dtype):
    stored = (head * 200).astype(dtype)
    array = read_volume(write_nifti(stored, "scan.nii.gz")).array
    assert array.dtype == np.float32
    np.testing.assert_allclose(array, stored, rtol=1e-6)


def test_mask_is_read_as_integers_whatever_it_is_stored_as(write_nifti, tumour):
    for dtype in (np.uint8, np.int16, np.float32):
        mask = read_mask(write_nifti(tumour.astype(dtype), "mask.nii.gz"))
        assert mask.array.dtype == np.uint8
        np.testing.assert_array_equal(mask.array, tumour)


def test_b05_other_shape(write_nifti, head, tumour):
    image, mask = read_volume(write_nifti(head, "scan.nii.gz")), read_mask(write_nifti(tumour[:-1], "mask.nii.gz"))
    message = _message(check_geometry, image, mask)
    assert "38 × 60 × 60" in message
    assert "39 × 60 × 60" in message
    assert "mask.nii.gz" in message
    assert "scan.nii.gz" in message


@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        ("spacing", (1.0, 1.0, 1.1)),
        ("origin", (0.0, -239.0, 0.0)),
        ("direction", (0.8, -0.6, 0.0, 0.6, 0.8, 0.0, 0.0, 0.0, 1.0)),
    ],
)
def test_b06_other_geometry(write_nifti, head, tumour, quantity, value):
    image = read_volume(write_nifti(head, "scan.nii.gz"))
    mask = read_mask(write_nifti(tumour, "mask.nii.gz", **{quantity: value}))
    assert f": {quantity} " in _message(check_geometry, image, mask)


def test_b06_a_rounding_error_is_no_other_geometry(write_nifti, head, tumour):
    image = read_volume(write_nifti(head, "scan.nii.gz"))
    check_geometry(image, read_mask(write_nifti(tumour, "mask.nii.gz", (1.0, 1.0, 1.00001), (0.0, 1e-4, 0.0))))


@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_b08_not_finite(write_nifti, head, value, dtype, name):
    """ITK would silently read 0."""
    head[3, 4, 5] = value
    path = write_nifti(head.astype(dtype), name)
    assert "NaN or infinite" in _message(read_volume, path)
    assert "NaN or infinite" in _message(read_mask, path)


def test_b08_infinite_as_32_bit_float(write_nifti, head):
    values = head.astype(np.float64)
    values[3, 4, 5] = 1e300
    assert "exceed the range" in _message(read_volume, write_nifti(values, "scan.nii.gz"))


@pytest.mark.parametrize("value", [0.0, 7.5])
def test_b09_constant(write_nifti, head, value):
    assert f"all voxels are {value:g}" in _message(read_volume, write_nifti(np.full_like(head, value), "scan.nii.gz"))


def test_b09_constant_inside_the_mask(write_nifti, head, tumour):
    head[tumour > 0] = 0.25
    image, mask = read_volume(write_nifti(head, "scan.nii.gz")), read_mask(write_nifti(tumour, "mask.nii.gz"))
    assert "inside the mask are 0.25" in _message(check_contrast, image, mask)
    single = np.zeros_like(mask.array)
    single[tuple(np.argwhere(mask.array > 0)[0])] = 1
    check_contrast(image, replace(mask, array=single))


def test_b09_constant_inside_the_mask_but_for_rounding(write_nifti, head, tumour):
    rounding = np.random.default_rng(0).uniform(-1e-5, 1e-5, tumour.shape)
    image = read_volume(write_nifti(np.where(tumour > 0, 200 + rounding, head).astype(np.float32), "scan.nii.gz"))
    mask = read_mask(write_nifti(tumour, "mask.nii.gz"))
    assert "all voxels inside the mask are 200" in _message(check_contrast, image, mask)


def test_b10_fractions_stored_as_integers(write_nifti, head):
    anisotropy = head / head.max()
    read_volume(write_nifti(anisotropy, "DTI_FA.nii.gz"))
    for cast in (np.floor(anisotropy), np.round(anisotropy)):
        for dtype in (np.uint8, np.float32):
            message = _message(read_volume, write_nifti(cast.astype(dtype), "DTI_FA.nii.gz"))
            assert "values besides 0 are 1, as if fractions had been stored as integers" in message


def test_b10_a_segmentation_is_no_scan(write_nifti, tumour):
    assert "segmentation" in _message(read_volume, write_nifti(tumour, "T1.nii.gz"))


def test_b10_integer_scans_and_coarse_fractions_pass(write_nifti, head):
    read_volume(write_nifti((head * 500).astype(np.int16), "T1.nii.gz"))
    read_volume(write_nifti((head * 8).astype(np.uint8), "eight_levels.nii.gz"))
    read_volume(write_nifti(np.where(head > 0.7, 0.5, 0).astype(np.float32), "half.nii.gz"))


def test_b11_mask_empty(write_nifti, tumour):
    assert "empty" in _message(read_mask, write_nifti(np.zeros_like(tumour), "mask.nii.gz"))


@pytest.mark.parametrize(("label", "dtype"), [(5, np.uint8), (-1, np.int16), (257, np.int16), (0.5, np.float32)])
def test_b12_unknown_label(write_nifti, tumour, label, dtype):
    """257 would be 1 after a cast to eight bits."""
    labels = tumour.astype(dtype)
    labels[0, 0, 0] = label
    expected = f"unknown label {label:g}," if label % 1 == 0 else f"holds {label:g}, which is no label"
    assert expected in _message(read_mask, write_nifti(labels, "mask.nii.gz"))


def test_b12_labels_that_begin_with_the_background_at_one(write_nifti, tumour):
    numbered = np.select([tumour == 1, tumour == 2, tumour == 4], [2, 3, 4], 1).astype(np.uint8)
    message = _message(read_mask, write_nifti(numbered, "mask.nii.gz"))
    assert "no voxel is 0, as where 1 is the background" in message


def test_b13_enhancing_tumour_called_three(write_nifti, tumour):
    renamed = np.where(tumour == 4, 3, tumour)
    path = write_nifti(renamed, "mask.nii.gz")
    message = _message(read_mask, path)
    assert "unknown label 3" in message
    assert "rename it to 4 or declare the label convention 'brats2023'" in message
    np.testing.assert_array_equal(read_mask(path, convention="brats2023").array, tumour)


def test_b13_labels_three_and_four_in_one_mask_are_of_no_convention(write_nifti, tumour):
    tumour[tumour == 1] = 3
    path = write_nifti(tumour, "mask.nii.gz")
    for convention, label in (("brats", 3), ("brats2023", 4)):
        with pytest.raises(InputError, match=f"unknown label {label}, .*; where 3 is non-enhancing core"):
            read_mask(path, PATIENT, convention)


def test_b13_a_label_that_interpolation_made_is_not_to_be_renamed(write_nifti, tumour):
    moved = np.rint(ndimage.affine_transform(tumour.astype(float), np.eye(3), [0.4] * 3, order=1)).astype(np.uint8)
    message = _message(read_mask, write_nifti(moved, "mask.nii.gz"))
    assert "unknown label 3" in message and message.endswith("resample the mask again with the nearest neighbour")


def test_b13_a_mask_declared_in_the_wrong_convention_is_refused(write_nifti, tumour):
    with pytest.raises(InputError, match=r"unknown label 4, .*; declare the label convention 'brats'"):
        read_mask(write_nifti(tumour, "mask.nii.gz"), PATIENT, "brats2023")


def test_b13_a_mask_without_enhancing_tumour_is_the_same_in_both_conventions(write_nifti, tumour):
    tumour[tumour == 4] = 2
    path = write_nifti(tumour, "mask.nii.gz")
    for convention in ("brats", "brats2023"):
        np.testing.assert_array_equal(read_mask(path, PATIENT, convention).array, tumour)


def test_b13_real_segmentation_in_another_convention(real_case):
    assert "unknown label 3" in _message(read_mask, real_case["segmentation"])
    translated = read_mask(real_case["segmentation"], convention="brats2023")
    np.testing.assert_array_equal(translated.array, read_mask(real_case["mask"]).array)


def test_a_mask_of_the_whole_tumour_has_no_regions(write_nifti, tumour):
    mask = read_mask(write_nifti((tumour > 0).astype(np.uint8), "MASK.nii.gz"), PATIENT, "whole_tumour")
    np.testing.assert_array_equal(mask.array > 0, tumour > 0)
    assert not np.isin(mask.array, LABELS).any(), "a label of a region would be taken for the region"
    assert "no regions of it; ask for the region 'whole'" in _message(check_regions, mask)


@pytest.mark.parametrize("value", [1, 255])
def test_a_mask_of_the_whole_tumour_is_drawn_with_either_value(write_nifti, tumour, value):
    path = write_nifti(np.where(tumour > 0, value, 0).astype(np.uint8), "MASK.nii.gz")
    np.testing.assert_array_equal(
        read_mask(path, convention="whole_tumour").array, np.where(tumour > 0, WHOLE_TUMOUR, 0)
    )


@pytest.mark.parametrize(
    ("value", "fix"), [(255, "set `label_convention: whole"), (7, "store it as 1 and set `label_c")]
)
def test_a_binary_mask_is_called_one(write_nifti, tumour, value, fix):
    message = _message(read_mask, write_nifti(np.where(tumour > 0, value, 0).astype(np.uint8), "MASK.nii.gz"))
    assert f"unknown label {value}," in message and f"if this is a binary mask of the whole tumour, {fix}" in message


def test_labels_that_occur_are_told_as_they_are_here(write_nifti, tumour):
    assert read_mask(write_nifti(tumour, "mask.nii.gz")).labels == (1, 2, 4)
    path = write_nifti(np.where(tumour == 4, 3, np.where(tumour == 2, 0, tumour)), "mask.nii.gz")
    assert read_mask(path, convention="brats2023").labels == (1, 4)


def test_regions_pass_as_regions(write_nifti, tumour):
    check_regions(read_mask(write_nifti(tumour, "mask.nii.gz")))


def test_b12_regions_declared_as_whole_tumour_are_refused(write_nifti, tumour):
    with pytest.raises(
        InputError, match=r"unknown label 2, 4, .*convention 'whole_tumour'; declare the label convention"
    ):
        read_mask(write_nifti(tumour, "mask.nii.gz"), PATIENT, "whole_tumour")


def test_checksum_of_a_file_and_of_a_series(write_nifti, write_series, head, tmp_path):
    path = write_nifti(head, "scan.nii.gz")
    assert source_sha256(path) == sha256_of(path)
    array = np.arange(60).reshape(3, 4, 5)
    series = write_series(tmp_path / "one", array)
    assert source_sha256(series) == source_sha256(series) != source_sha256(write_series(tmp_path / "two", array + 1))


def test_real_case_is_accepted(real_case):
    mask = read_mask(real_case["mask"])
    for name in ("t1n", "t1c", "t2w", "t2f"):
        image = read_volume(real_case[name])
        assert image.array.shape == (155, 240, 240)
        check_geometry(image, mask)
        check_contrast(image, mask)


def test_a_segmentation_that_was_scaled_is_noticed(write_nifti, tumour):
    noticed_since_last()
    read_volume(write_nifti((tumour / 255).astype(np.float32), "scan.nii.gz"), "P1")
    ((patient, _, what),) = noticed_since_last()
    assert patient == "P1"
    assert "as of a segmentation that was scaled" in what
