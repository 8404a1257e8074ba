"""A header that says in several fields where voxels lie is believed only as far as they agree."""

import gzip
import struct

import nibabel as nib
import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.axial import open_scan
from radiogenomics.images.volume import check_geometry, read_mask, read_volume
from radiogenomics.oddities import noticed_since_last

AFFINE = np.array([[-1.0, 0, 0, 24], [0, -1.0, 0, 24], [0, 0, 1.0, -20], [0, 0, 0, 1]])
SCAN = np.random.default_rng(0).normal(100, 20, (8, 9, 10)).astype(np.float32)
LABELS = np.where(SCAN > 110, 2, 0).astype(np.uint8)


@pytest.fixture
def write(tmp_path):
    noticed_since_last()

    def write(array, sform=None, qform=None, pixdim=None, name="scan.nii.gz"):
        image = nib.Nifti1Image(array, AFFINE)
        image.set_qform(qform, 0 if qform is None else 1)
        image.set_sform(sform, 0 if sform is None else 2)
        if pixdim is not None:
            image.header["pixdim"][1:4] = pixdim
        nib.save(image, tmp_path / name)
        return tmp_path / name

    return write


def moved(*millimetres):
    affine = AFFINE.copy()
    affine[:3, 3] += millimetres
    return affine


def message(path):
    for read in (read_volume, open_scan):
        with pytest.raises(InputError) as caught:
            read(path, "P1")
    return str(caught.value)


def test_one_form_or_two_that_agree_are_read_without_a_word(write):
    for forms in ({"sform": AFFINE}, {"qform": AFFINE}, {"sform": AFFINE, "qform": AFFINE}):
        volume = read_volume(write(SCAN, **forms))
        assert volume.elsewhere is None
        assert volume.origin == (-24, -24, -20)
    assert noticed_since_last() == []


def test_of_two_places_the_sform_counts_and_it_is_said(write):
    scan = read_volume(write(SCAN, AFFINE, moved(7, -4, 12)), "P1")
    assert scan.origin == (-24, -24, -20)
    ((patient, file, what),) = noticed_since_last()
    assert (patient, file) == ("P1", str(scan.path))
    assert "sform and qform of the header disagree (their origins by 14.46 mm)" in what
    for place in (AFFINE, moved(7, -4, 12)):
        check_geometry(scan, read_mask(write(LABELS, place, place, name="mask.nii.gz")))
    with pytest.raises(InputError) as caught:
        check_geometry(scan, read_mask(write(LABELS, moved(1, 0, 0), name="mask.nii.gz")))
    assert "sform and qform of the header disagree" in str(caught.value)
    assert "resample nothing" in str(caught.value)


def test_forms_that_disagree_on_sides_are_refused(write):
    flipped = AFFINE @ np.diag([-1.0, 1, 1, 1])
    assert "disagree on which side is left" in message(write(SCAN, AFFINE, flipped))


@pytest.mark.parametrize("factor", [2, 1.01])
def test_another_size_in_sform_and_pixdim_is_refused(write, factor):
    affine = AFFINE.copy()
    affine[:3, :3] *= factor
    assert "by the sform of the header" in message(write(SCAN, affine, pixdim=(1, 1, 1)))
    assert "find out which is right" in message(write(SCAN, affine, AFFINE))


@pytest.mark.parametrize("size", [0.001, 0.1, 1000])
def test_a_size_in_another_unit_is_refused(write, size):
    affine = np.diag([-size, -size, size, 1])
    assert "which no scan of a head has" in message(write(SCAN, affine, affine, (size, size, size)))


@pytest.mark.parametrize("shear", [2e-4, 1e-3])
def test_a_small_shear_is_taken_out(write, shear):
    affine = AFFINE.copy()
    affine[0, 1] += shear
    volume = read_volume(write(SCAN, affine, pixdim=(1, np.hypot(1, shear), 1)))
    axes = np.reshape(volume.direction, (3, 3))
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-9)
    assert volume.spacing == (1, 1, 1)
    check_geometry(volume, read_mask(write(LABELS, affine, pixdim=(1, np.hypot(1, shear), 1), name="mask.nii.gz")))


def test_of_a_larger_shear_the_angle_is_named(write):
    affine = AFFINE.copy()
    affine[0, 1] += 0.02
    assert "88.85° instead of 90° apart" in message(write(SCAN, affine, pixdim=(1, np.hypot(1, 0.02), 1)))


def patched(path, offset, *numbers):
    data = bytearray(gzip.decompress(path.read_bytes()))
    struct.pack_into(f"<{len(numbers)}f", data, offset, *numbers)
    path.write_bytes(gzip.compress(bytes(data)))
    return path


@pytest.mark.parametrize(("offset", "number"), [(80, np.nan), (256, np.nan), (256, 1.5), (268, np.nan)])
def test_of_a_damaged_qform_the_sform_counts_and_without_one_it_is_refused(write, offset, number):
    scan = read_volume(patched(write(SCAN, AFFINE, AFFINE), offset, number), "P1")
    assert (scan.origin, scan.spacing) == ((-24, -24, -20), (1, 1, 1))
    assert "the qform of the header is damaged" in message(patched(write(SCAN, qform=AFFINE), offset, number))


def test_a_header_that_says_nothing_of_the_place_is_noticed(write):
    read_volume(write(SCAN), "P1")
    ((patient, _, what),) = noticed_since_last()
    assert patient == "P1"
    assert "the header says nothing of orientation and place" in what


@pytest.mark.parametrize("sform", [None, np.eye(4)])
def test_a_mask_without_the_header_of_its_scan_is_not_to_be_resampled(write, sform):
    scan, mask = read_volume(write(SCAN, AFFINE, AFFINE)), read_mask(write(LABELS, sform, name="segm.nii.gz"))
    with pytest.raises(InputError, match=r"write it again with the header of the scan .* and resample nothing"):
        check_geometry(scan, mask, "P1")


@pytest.mark.parametrize("fitting", ["", "T1.nii.gz"])
def test_a_scan_without_its_header_is_no_reason_to_resample(write, fitting):
    scan, mask = read_volume(write(SCAN)), read_mask(write(LABELS, AFFINE, name="segm.nii.gz"))
    with pytest.raises(InputError, match=r"the scan has its origin at 0, 0, 0, .* the header that it had, .* nothing"):
        check_geometry(scan, mask, "P1", fitting)


def test_an_intercept_that_is_no_number_is_none(write):
    path = patched(write(np.arange(720, dtype=np.int16).reshape(8, 9, 10), AFFINE, AFFINE), 112, 2.0, np.nan)
    whole, slices = read_volume(path), open_scan(path)
    np.testing.assert_array_equal(slices.slices(range(10)), whole.array)
    assert whole.array.max() == 2 * 719


@pytest.mark.parametrize("forms", [{}, {"qform": AFFINE}])
def test_a_size_of_0_is_refused_for_programs_take_it_for_1(write, forms):
    path = patched(write(SCAN, **forms), 88, 0)
    assert "voxels of 1 × 1 × 0 mm by the pixdim of the header, which no voxel has; find out" in message(path)


@pytest.mark.parametrize(("unit", "factor"), [("meter", 1e-3), ("micron", 1e3)])
@pytest.mark.parametrize("forms", ["sform", "qform", "both"])
def test_other_units_of_length_are_turned_into_millimetres(tmp_path, unit, factor, forms):
    affine = np.diag([factor, factor, factor, 1]) @ AFFINE
    image = nib.Nifti1Image(SCAN, affine)
    image.set_sform(affine, 0 if forms == "qform" else 1)
    image.set_qform(affine, 0 if forms == "sform" else 1)
    image.header.set_xyzt_units(unit)
    nib.save(image, tmp_path / "scan.nii.gz")
    for volume in (read_volume(tmp_path / "scan.nii.gz"), open_scan(tmp_path / "scan.nii.gz")):
        np.testing.assert_allclose(volume.spacing, 1, rtol=1e-5)
    np.testing.assert_allclose(read_volume(tmp_path / "scan.nii.gz").origin, (-24, -24, -20), rtol=1e-5)


def test_where_pixdim_has_no_size_that_of_the_sform_counts(write):
    thick = AFFINE @ np.diag([1, 1, 3, 1])
    path = patched(write(SCAN, thick, thick), 88, 0)
    assert read_volume(path).spacing == (1, 1, 3)


def refused_mask(scan, mask):
    with pytest.raises(InputError) as caught:
        check_geometry(read_volume(scan), read_mask(mask), "P1")
    return str(caught.value)


def tilted(angle):
    cosine, sine = np.cos(angle), np.sin(angle)
    affine = np.array([[1, 0, 0, 0], [0, cosine, -sine, 0], [0, sine, cosine, 0], [0, 0, 0, 1]]) @ AFFINE
    affine[:3, 3] = AFFINE[:3, 3]
    return affine


@pytest.mark.parametrize(
    ("of_scan", "of_mask"),
    [
        (AFFINE, moved(-1, -1, 1)),
        (AFFINE @ np.diag([0.9375, 0.9375, 1, 1]), AFFINE @ np.diag([0.94, 0.94, 1, 1])),
        (tilted(0.2), AFFINE),
    ],
    ids=["counted from 1", "rounded", "without the tilt"],
)
def test_of_a_mask_whose_header_a_program_changed_it_is_said_how_to_tell(write, of_scan, of_mask):
    message = refused_mask(write(SCAN, of_scan, of_scan), write(LABELS, of_mask, of_mask, name="mask.nii.gz"))
    assert "write it again with the scan's header and resample nothing, otherwise resample the mask" in message


def test_a_mask_of_voxels_of_another_size_is_to_be_resampled_unless_a_header_is_wrong(write):
    """As of a DICOM series with half the field of view and the PixelSpacing from before."""
    larger = AFFINE @ np.diag([1.5, 1, 1, 1])
    message = refused_mask(write(SCAN, AFFINE), write(LABELS, larger, larger, name="mask.nii.gz"))
    assert "if one header has a wrong size of them (in DICOM, PixelSpacing" in message
    assert message.endswith("correct that and resample nothing, otherwise resample the mask to the grid of the image")


def test_a_mask_with_its_axes_reversed_is_to_be_transposed(write):
    message = refused_mask(write(SCAN, AFFINE), write(LABELS.T.copy(), AFFINE, name="mask.nii.gz"))
    assert "axes are in the reverse order" in message and message.endswith("resample nothing")
