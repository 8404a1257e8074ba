from pathlib import Path

import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.dicom_slices import read_slice

PIXELS = np.arange(30).reshape(6, 5)


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_slice(path, "EGD-0001")
    assert str(caught.value).startswith(f"patient EGD-0001: {path}: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_slice_says_where_it_lies(write_slice, tmp_path):
    position, orientation = [1.5, -2, 3], [0, 1, 0, 0, 0, -1]
    path = write_slice(tmp_path / "1.dcm", PIXELS, ImagePositionPatient=position, ImageOrientationPatient=orientation)
    found = read_slice(path)
    assert (found.path, found.series, found.size) == (path, "1.2.3", (6, 5))
    assert (found.position.tolist(), found.orientation.tolist()) == (position, orientation)
    assert found.pixel_spacing.tolist() == [0.5, 0.75]
    assert found.compression == "Explicit VR Little Endian"


@pytest.mark.parametrize("tag", ["ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"])
@pytest.mark.parametrize("value", [None, [1.0]])
def test_a_slice_without_a_place_names_the_element(write_slice, tmp_path, tag, value):
    assert f"{tag} is missing or damaged" in refused(write_slice(tmp_path / "1.dcm", PIXELS, **{tag: value}))


@pytest.mark.parametrize("spacing", [[0, 1], [1, -1]])
def test_pixels_have_a_size(write_slice, tmp_path, spacing):
    assert "PixelSpacing is missing or damaged" in refused(
        write_slice(tmp_path / "1.dcm", PIXELS, PixelSpacing=spacing)
    )


@pytest.mark.parametrize("orientation", [[1, 0, 0, 1, 0, 0], [2, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0]])
def test_directions_are_right_angled(write_slice, tmp_path, orientation):
    path = write_slice(tmp_path / "1.dcm", PIXELS, ImageOrientationPatient=orientation)
    assert "no pair of right-angled directions" in refused(path)


@pytest.mark.parametrize("elements", [{"NumberOfFrames": 2}, {"SamplesPerPixel": 3}])
def test_several_frames_or_colours(write_slice, tmp_path, elements):
    path = write_slice(tmp_path / "1.dcm", PIXELS, **elements, PixelData=bytes(180))
    assert "several frames or colours in one file" in refused(path)


def test_a_report_has_no_pixels(write_slice, tmp_path):
    assert "ends before the pixels, or has none" in refused(write_slice(tmp_path / "1.dcm", PIXELS, PixelData=None))


@pytest.mark.parametrize("content", [b"", b"no DICOM at all", bytes(200)])
def test_b03_not_a_dicom_file(tmp_path, content):
    path = tmp_path / "1.dcm"
    path.write_bytes(content)
    assert "not a DICOM file" in refused(path)


def test_b02_cut_anywhere_it_is_refused(write_slice, tmp_path):
    path = write_slice(tmp_path / "1.dcm", PIXELS)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        refused(path)


def test_damaged_bytes_never_end_in_another_error(write_slice, tmp_path):
    path = write_slice(tmp_path / "1.dcm", PIXELS)
    whole = path.read_bytes()
    generator = np.random.default_rng(0)
    for position in range(128, len(whole) - 60):
        damaged = bytearray(whole)
        damaged[position] = generator.integers(256)
        path.write_bytes(damaged)
        try:
            read_slice(path)
        except InputError as error:
            assert str(error).startswith(str(path)), position


def test_b29_a_slice_that_cannot_be_read(write_slice, tmp_path, forbid):
    path = write_slice(tmp_path / "1.dcm", PIXELS)
    forbid(path)
    assert "cannot be read (Permission denied)" in refused(path)


def test_intensities_that_would_be_turned_round(write_slice, tmp_path):
    path = write_slice(tmp_path / "a.dcm", PIXELS, PhotometricInterpretation="MONOCHROME1")
    assert "white is low" in refused(path)
