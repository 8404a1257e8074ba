import gzip
import itertools

import nibabel as nib
import numpy as np
import pytest
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.images.axial import VolumeScan, axial_spacing, count_slices, grid_text, open_scan
from radiogenomics.images.orientation import Grid, lps_array
from radiogenomics.images.volume import read_volume

ARRAY = np.random.default_rng(0).integers(1, 2000, (7, 6, 5)).astype(np.float32)


def stored_in_all_ways() -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All 48 ways to store a volume along the body's axes."""
    return list(itertools.product(itertools.permutations(range(3)), itertools.product((1, -1), repeat=3)))


def reoriented(order, signs) -> SimpleITK.Image:
    """An image in LPS, stored another way."""
    image = SimpleITK.GetImageFromArray(ARRAY)
    image.SetSpacing((0.5, 0.75, 2.5))
    image.SetOrigin((-3, 4, 5))
    image = SimpleITK.PermuteAxes(image, order)
    return SimpleITK.Flip(image, [sign < 0 for sign in signs], flipAboutOrigin=False)


@pytest.mark.parametrize(("order", "signs"), stored_in_all_ways())
def test_any_way_to_store_a_scan_gives_the_same_slices(order, signs):
    image = reoriented(order, signs)
    array = lps_array(SimpleITK.GetArrayFromImage(image), image.GetDirection())
    np.testing.assert_array_equal(array, ARRAY)
    assert axial_spacing(image.GetSpacing(), image.GetDirection()) == pytest.approx((0.75, 0.5))


def test_a_small_tilt_changes_nothing():
    tilted = SimpleITK.Euler3DTransform((0, 0, 0), 0.2, -0.1, 0.15).GetMatrix()
    np.testing.assert_array_equal(lps_array(ARRAY, tilted), ARRAY)


@pytest.mark.parametrize(("order", "signs"), [((0, 1, 2), (1, 1, 1)), ((2, 0, 1), (1, -1, 1)), ((1, 2, 0), (-1, 1, 1))])
def test_nifti(write_nifti, order, signs):
    image = reoriented(order, signs)
    geometry = image.GetSpacing(), image.GetOrigin(), image.GetDirection()
    path = write_nifti(SimpleITK.GetArrayFromImage(image), "scan.nii.gz", *geometry)
    scan = open_scan(path)
    assert scan.count == count_slices(path) == 7
    np.testing.assert_array_equal(scan.whole(), ARRAY)
    np.testing.assert_array_equal(scan.slices([2, 5]), ARRAY[[2, 5]])


PLANES = {
    "axial": ([1, 0, 0, 0, 1, 0], [0, 0, 1], (2, 1, 0), (1, 1, 1)),
    "axial from the head down": ([1, 0, 0, 0, 1, 0], [0, 0, -1], (2, 1, 0), (-1, 1, 1)),
    "axial, right and left exchanged": ([-1, 0, 0, 0, 1, 0], [0, 0, 1], (2, 1, 0), (1, 1, -1)),
    "coronal": ([1, 0, 0, 0, 0, -1], [0, 1, 0], (1, 2, 0), (1, -1, 1)),
    "sagittal": ([0, 1, 0, 0, 0, -1], [-1, 0, 0], (0, 2, 1), (-1, -1, 1)),
}


@pytest.mark.parametrize("plane", PLANES)
def test_dicom_in_any_plane(write_slice, tmp_path, plane):
    """ARRAY is a body's voxels (z, y, x); a series stores them along its own axes, named by `order`, with `signs`."""
    orientation, through, order, signs = PLANES[plane]
    axis_of = {2: 0, 1: 1, 0: 2}
    stored = np.flip(ARRAY, [axis_of[axis] for axis, sign in zip(order, signs, strict=True) if sign < 0])
    stored = stored.transpose([axis_of[axis] for axis in order])
    # Files in no order of place: the last slice is called first.
    for number, pixels in enumerate(stored):
        elements = {"ImagePositionPatient": [2.5 * number * value for value in through], "SeriesInstanceUID": "1.2"}
        path = tmp_path / f"{99 - number}.dcm"
        write_slice(path, pixels, ImageOrientationPatient=orientation, PixelSpacing=[1, 1], **elements)
    scan = open_scan(tmp_path)
    assert scan.count == count_slices(tmp_path) == 7
    np.testing.assert_array_equal(scan.whole(), ARRAY)
    np.testing.assert_array_equal(scan.slices([1, 4]), ARRAY[[1, 4]])


def test_only_the_slices_asked_for_are_decoded(write_series, tmp_path, monkeypatch):
    import radiogenomics.images.dicom as dicom

    folder = write_series(tmp_path / "FLAIR", ARRAY.astype(int))
    read = []
    decode = dicom.read_pixels
    monkeypatch.setattr(dicom, "read_pixels", lambda items, name: read.extend(items) or decode(items, name))
    np.testing.assert_array_equal(open_scan(folder).slices([3, 4]), ARRAY[[3, 4]])
    assert [item.path.name for item in read] == ["Image-4.dcm", "Image-5.dcm"]


def test_folder_without_slices(tmp_path):
    assert count_slices(tmp_path) == 0
    with pytest.raises(InputError, match="no DICOM slice in it"):
        open_scan(tmp_path, "BraTS2021_00001")


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        count_slices(tmp_path / "scan.nii.gz")


def test_grid_text_tells_grids_apart_and_not_rounding():
    grid = Grid((3, 4, 5), (1.0, 1.0, 2.0), (0.0, -1.0, 3.0), tuple(np.eye(3).ravel()))
    assert grid_text(grid) == grid_text(grid._replace(spacing=(1.0, 1.0, 2.00001), origin=(-0.0001, -1.0, 3.0)))
    for place, other in enumerate([(3, 4, 6), (1.0, 1.0, 2.1), (0.0, -1.0, 4.0), tuple(-np.eye(3).ravel())]):
        assert grid_text(grid) != grid_text(Grid(*grid[:place], other, *grid[place + 1 :]))


@pytest.mark.parametrize("kind", ["<i2", ">i2", "u1", "<f4", ">f4", "<f8", "<u2", "<i4"])
@pytest.mark.parametrize("scale", [(None, None), (0.5, -3.0), (1.0, 7.0)])
def test_slices_of_any_type_are_those_of_the_volume(tmp_path, kind, scale):
    """The volume is ITK's, which is read and checked another way."""
    array = np.random.default_rng(1).integers(0, 200, (5, 6, 7)).astype(kind)
    image = nib.Nifti1Image(array, np.diag([-2.0, -1.5, 3.0, 1]))
    image.header.set_data_dtype(np.dtype(kind))
    header = image.header if kind[0] != ">" else image.header.as_byteswapped(">")
    header.set_slope_inter(*scale)
    with gzip.open(tmp_path / "scan.nii.gz", "wb") as file:
        header["vox_offset"] = 352
        file.write(header.binaryblock + bytes(4) + array.tobytes(order="F"))
    volume, scan = read_volume(tmp_path / "scan.nii.gz"), open_scan(tmp_path / "scan.nii.gz")
    whole = VolumeScan(volume)
    np.testing.assert_allclose(scan.slices([1, 5]), whole.slices([1, 5]), rtol=1e-6)
    assert scan.slices([2]).dtype == np.float32
    assert (scan.grid, scan.spacing, scan.count) == (whole.grid, whole.spacing, whole.count)


def test_a_fourth_axis_of_one(write_nifti):
    path = write_nifti(ARRAY[None], "four.nii.gz")
    np.testing.assert_array_equal(open_scan(path).whole().shape, VolumeScan(read_volume(path)).whole().shape)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda content: content[:-20], "the gzip file is truncated"),
        (lambda content: content[:200] + bytes(20) + content[220:], "the gzip file is damaged"),
        (lambda content: gzip.compress(gzip.decompress(content)[:-8]), "header and data disagree"),
    ],
)
def test_b02_damaged_nifti(write_nifti, spoil, told):
    path = write_nifti(ARRAY, "scan.nii.gz")
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(InputError, match=told):
        open_scan(path)


def test_a_gzip_file_of_several_parts(write_nifti):
    path = write_nifti(ARRAY, "scan.nii.gz")
    content = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(content[:500]) + gzip.compress(content[500:]))
    np.testing.assert_array_equal(open_scan(path).whole(), ARRAY)


def test_nan_and_colours_are_refused(write_nifti, tmp_path):
    spoilt = ARRAY.copy()
    spoilt[0, 0, 0] = np.nan
    with pytest.raises(InputError, match="NaN or infinite"):
        open_scan(write_nifti(spoilt, "nan.nii.gz"))
    colours = np.zeros((5, 6, 7), [("R", "u1"), ("G", "u1"), ("B", "u1")])
    nib.save(nib.Nifti1Image(colours, np.eye(4)), tmp_path / "colours.nii.gz")
    with pytest.raises(InputError, match="several values per voxel"):
        open_scan(tmp_path / "colours.nii.gz")
