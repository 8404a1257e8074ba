from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.images.dicom import read_series, series_sha256
from radiogenomics.images.volume import read_volume

PATIENT = "BraTS2021_00001"
ARRAY = np.random.default_rng(0).integers(0, 2000, (7, 6, 5))


def refused(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_volume(folder, PATIENT)
    message = str(caught.value)
    assert message.startswith(f"patient {PATIENT}: {folder}")
    assert "\n" not in message
    return message


def test_a_folder_is_a_volume(write_series, tmp_path):
    volume = read_volume(write_series(tmp_path / "T1w", ARRAY))
    assert volume.array.dtype == np.float32
    np.testing.assert_array_equal(volume.array, ARRAY)
    assert volume.spacing == pytest.approx((0.75, 0.5, 2.5))
    assert volume.origin == pytest.approx((-10, 20, 5))
    assert volume.direction == pytest.approx(np.eye(3).ravel())
    assert volume.path == tmp_path / "T1w"


def test_slices_are_ordered_by_place_and_not_by_name_or_number(write_series, tmp_path):
    names = [f"Image-{number}.dcm" for number in (10, 2, 33, 1, 9, 100, 4)]
    folder = write_series(tmp_path / "T1w", ARRAY, names=names, InstanceNumber=1)
    np.testing.assert_array_equal(read_volume(folder).array, ARRAY)


ANGLE = st.floats(-3.1, 3.1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(angles=st.tuples(ANGLE, ANGLE, ANGLE), step=st.floats(0.4, 8), order=st.permutations(range(5)))
def test_any_orientation_reads_as_itk_reads_it(write_slice, tmp_path_factory, angles, step, order):
    """ITK's own reader, given the files in the right order, is the reference."""
    folder = tmp_path_factory.mktemp("oblique")
    rotation = np.array(SimpleITK.Euler3DTransform((0, 0, 0), *angles).GetMatrix()).reshape(3, 3)
    row, column, normal = rotation.T
    paths = []
    for place, name in enumerate(order):
        position = np.array([-100.0, 50.0, 7.0]) + place * step * normal
        elements = {
            "ImagePositionPatient": [f"{value:.9f}" for value in position],
            "ImageOrientationPatient": [f"{value:.9f}" for value in (*row, *column)],
        }
        paths.append(write_slice(folder / f"{name}.dcm", ARRAY[place], **elements))
    image = read_series(folder)
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames([str(path) for path in paths])
    reference = reader.Execute()
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(image), SimpleITK.GetArrayFromImage(reference))
    np.testing.assert_allclose(image.GetOrigin(), reference.GetOrigin(), atol=1e-6)
    np.testing.assert_allclose(image.GetSpacing(), reference.GetSpacing(), atol=1e-6)
    np.testing.assert_allclose(image.GetDirection(), reference.GetDirection(), atol=1e-6)


def test_each_slice_has_a_scale_of_its_own(write_slice, tmp_path):
    for number, pixels in enumerate(ARRAY):
        elements = {"RescaleSlope": 1 + number / 2, "RescaleIntercept": -number}
        write_slice(tmp_path / f"{number}.dcm", pixels, ImagePositionPatient=[0, 0, number], **elements)
    slopes = (1 + np.arange(7) / 2)[:, None, None]
    np.testing.assert_allclose(read_volume(tmp_path).array, ARRAY * slopes - np.arange(7)[:, None, None])


@pytest.mark.parametrize(("slope", "intercept"), [(1, 0), (2, -10)])
def test_pixels_outside_of_the_field_of_view_are_background(write_series, tmp_path, slope, intercept):
    """Which a header names by their value; a value of 0, or none, changes nothing."""
    array = ARRAY + 1
    array[:, :2, :2] = 4095
    scale = {"RescaleSlope": slope, "RescaleIntercept": intercept}
    padded = read_volume(write_series(tmp_path / "padded", array, PixelPaddingValue=4095, **scale)).array
    plain = read_volume(write_series(tmp_path / "plain", array, **scale)).array
    assert not padded[:, :2, :2].any() and plain[0, 0, 0] == slope * 4095 + intercept
    np.testing.assert_array_equal(padded[:, 2:], plain[:, 2:])
    zero = read_volume(write_series(tmp_path / "zero", array, PixelPaddingValue=0)).array
    np.testing.assert_array_equal(zero, array)


def test_what_downloads_leave_beside_the_slices_is_no_slice(write_series, tmp_path):
    folder = write_series(tmp_path / "T1w", ARRAY)
    for name in ("LICENSE", ".DS_Store", "metadata.csv", "Thumbs.db"):
        (folder / name).write_text("no slice")
    np.testing.assert_array_equal(read_volume(folder).array, ARRAY)


@pytest.mark.parametrize("missing", [1, 3, 5])
def test_a_missing_slice_is_refused_where_it_is_missing(write_series, tmp_path, missing):
    folder = write_series(tmp_path / "T1w", ARRAY)
    (folder / f"Image-{missing + 1}.dcm").unlink()
    message = refused(folder)
    assert f"a gap between Image-{missing}.dcm and Image-{missing + 2}.dcm (5 mm, elsewhere 2.5 mm)" in message


def test_rounded_positions_are_no_gap(write_slice, tmp_path):
    for number, pixels in enumerate(ARRAY):
        position = [0, 0, round(number * 10 / 3 + 0.004 * (number % 2), 2)]
        write_slice(tmp_path / f"{number}.dcm", pixels, ImagePositionPatient=position)
    assert read_volume(tmp_path).spacing[2] == pytest.approx(10 / 3, abs=2e-3)


def test_two_slices_in_one_place(write_series, write_slice, tmp_path):
    folder = write_series(tmp_path / "T1w", ARRAY, SeriesInstanceUID="1.2.3")
    write_slice(folder / "copy.dcm", ARRAY[2], ImagePositionPatient=[-10, 20, 10])
    message = refused(folder)
    assert "lie in the same place" in message
    assert "copy.dcm" in message and "Image-3.dcm" in message


@pytest.mark.parametrize(
    ("elements", "told"),
    [
        ({"SeriesInstanceUID": "1.2.4"}, "several series in one folder"),
        ({"ImageOrientationPatient": [0, 1, 0, 0, 0, -1]}, "several orientations"),
        ({"PixelSpacing": [0.5, 0.8]}, "several pixel sizes"),
        ({"Rows": 5, "Columns": 6}, "several sizes"),
        ({"ImagePositionPatient": [-9, 20, 22.5]}, "shifted sideways by 1 mm"),
    ],
)
def test_what_belongs_to_another_acquisition_is_named(write_series, write_slice, tmp_path, elements, told):
    folder = write_series(tmp_path / "T1w", ARRAY, SeriesInstanceUID="1.2.3")
    place = {"ImagePositionPatient": [-10, 20, 22.5]}
    write_slice(folder / "stranger.dcm", ARRAY[0], **(place | elements))
    message = refused(folder)
    assert told in message
    assert "stranger.dcm" in message


@pytest.mark.parametrize("files", [[], ["LICENSE"]])
def test_a_folder_without_dicom(tmp_path, files):
    for name in files:
        (tmp_path / name).write_text("text")
    assert "0 DICOM slice(s), which make no 3-D volume" in refused(tmp_path)


def test_b07_one_slice_is_no_volume(write_series, tmp_path):
    assert "1 DICOM slice(s)" in refused(write_series(tmp_path / "T1w", ARRAY[:1]))


def test_b09_a_constant_series(write_series, tmp_path):
    assert "all voxels are 0" in refused(write_series(tmp_path / "T1w", np.zeros_like(ARRAY)))


def test_compressed_slices_are_read(write_series, tmp_path):
    import pydicom
    from pydicom.uid import RLELossless

    array = np.random.default_rng(1).integers(0, 2000, (4, 32, 24))
    folder = write_series(tmp_path / "T1w", array)
    for path in folder.iterdir():
        header = pydicom.dcmread(path)
        header.compress(RLELossless)
        header.save_as(path)
    np.testing.assert_array_equal(read_volume(folder).array, array)


def test_a_compression_that_cannot_be_decoded_is_named(write_series, tmp_path):
    """Truthfully announced as JPEG 2000, but the bytes are none."""
    import pydicom
    from pydicom.encaps import encapsulate
    from pydicom.uid import JPEG2000Lossless

    folder = write_series(tmp_path / "T1w", ARRAY)
    for path in folder.iterdir():
        header = pydicom.dcmread(path)
        header.PixelData = encapsulate([b"no image" * 10])
        header["PixelData"].VR = "OB"
        header["PixelData"].is_undefined_length = True
        header.file_meta.TransferSyntaxUID = JPEG2000Lossless
        header.save_as(path)
    message = refused(folder)
    assert "cannot be decoded (transfer syntax JPEG 2000" in message
    assert "gdcmconv --raw" in message


def test_the_checksum_depends_on_the_slices_and_not_on_their_names(write_series, tmp_path):
    folder = write_series(tmp_path / "T1w", ARRAY)
    before = series_sha256(folder)
    for number, path in enumerate(sorted(folder.iterdir())):
        path.rename(folder / f"{7 - number}-renamed.dcm")
    assert series_sha256(folder) == before
    next(folder.iterdir()).unlink()
    assert series_sha256(folder) != before


def test_b29_a_folder_that_cannot_be_read(write_series, tmp_path, monkeypatch):
    folder = write_series(tmp_path / "T1w", ARRAY)

    def forbidden(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", forbidden)
    assert "cannot be read (Permission denied)" in refused(folder)


def test_slices_of_two_patients_are_no_series(write_series, write_slice, tmp_path):
    folder = write_series(tmp_path / "T1w", ARRAY[:6], PatientID="A", SeriesInstanceUID="1.2")
    write_slice(
        folder / "other.dcm", ARRAY[6], ImagePositionPatient=[-10, 20, 20], PatientID="B", SeriesInstanceUID="1.2"
    )
    assert "slices of several patients" in refused(folder)


def test_pixels_of_metres_are_refused(write_series, tmp_path):
    assert "which no scan of a head has" in refused(write_series(tmp_path / "T1w", ARRAY, PixelSpacing=[500, 500]))


def test_a_link_to_nothing_is_a_missing_slice(write_series, tmp_path):
    folder = write_series(tmp_path / "T1w", ARRAY)
    (folder / "Image-99.dcm").symlink_to(tmp_path / "nowhere")
    assert "Image-99.dcm: cannot be read" in refused(folder)


def test_a_series_that_lost_its_places_is_exported_again_and_no_slice_is_removed(write_slice, tmp_path):
    for number, pixels in enumerate(ARRAY):
        write_slice(tmp_path / f"{number}.dcm", pixels, ImagePositionPatient=[0, 0, 0], InstanceNumber=number)
    assert f"all {len(ARRAY)} slices have the same place by their headers (ImagePositionPatient)" in refused(tmp_path)
