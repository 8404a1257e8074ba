"""A series is told that has fewer slices than its headers say, and none that a scanner or an archive makes as it is."""

import numpy as np
import pytest

from radiogenomics.images.volume import read_volume
from radiogenomics.oddities import noticed_since_last

PLACES = range(20)


@pytest.fixture
def told(tmp_path, write_slice):
    """Function that writes slices with numbers, reads them, and returns what was noticed."""

    def read(numbers, places=None, **elements):
        noticed_since_last()
        for place, number in zip(places or range(len(numbers)), numbers, strict=True):
            own = {key: value(place) if callable(value) else value for key, value in elements.items()}
            pixels = np.arange(30).reshape(6, 5) + place
            position = {"ImagePositionPatient": [0, 0, 3 * place], "InstanceNumber": number, "SeriesInstanceUID": "1.2"}
            write_slice(tmp_path / f"{place}.dcm", pixels, **position, **own)
        read_volume(tmp_path, "P1")
        found = noticed_since_last()
        assert {(each.patient_id, each.file) for each in found} <= {("P1", str(tmp_path))}
        return [each.what for each in found]

    return read


@pytest.mark.parametrize("tag", ["ImagesInAcquisition", "NumberOfSlices"])
def test_slices_that_are_missing_at_the_end_or_the_beginning_are_told(told, tag):
    (what,) = told(range(1, 14), **{tag: 20})
    assert what.startswith("13 slices, but its headers say that there are 20 (ImagesInAcquisition or NumberOfSlices)")
    assert "so that by their numbers 7 at the end are missing; if a copy broke off" in what


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (range(4, 21), "3 at the beginning are missing"),
        (range(4, 19), "3 at the beginning and 2 at the end are missing"),
        (range(13, 0, -1), "7 at the end are missing"),
        ([1] * 13, "NumberOfSlices); if a copy broke off"),
    ],
)
def test_where_they_are_missing_is_said_by_their_numbers(told, numbers, words):
    (what,) = told(numbers, ImagesInAcquisition=20)
    assert words in what


@pytest.mark.parametrize(
    ("numbers", "elements"),
    [
        (PLACES, {}),
        (range(1, 21), {"ImagesInAcquisition": 20, "NumberOfSlices": 20}),
        ([1] * 20, {}),
        ([None] * 20, {"ImagesInAcquisition": None}),
        # The second echo, phase or b-value of several, numbered on or one by one, which an archive kept apart.
        (range(21, 41), {"ImagesInAcquisition": 40}),
        (range(2, 42, 2), {"ImagesInAcquisition": 40}),
        (range(41, 61), {"ImagesInAcquisition": 60}),
        # Of several acquisitions, in each of which another number of slices was measured.
        (range(1, 21), {"ImagesInAcquisition": lambda place: 12 if place % 2 else 8}),
        (range(1, 21), {"ImagesInAcquisition": 10, "AcquisitionNumber": lambda place: place % 2}),
        # What was made of another series keeps its numbers.
        (range(1, 21), {"ImagesInAcquisition": 248, "ImageType": ["DERIVED", "SECONDARY", "REFORMATTED"]}),
        (range(6, 26), {"ImageType": ["DERIVED ", "PRIMARY"]}),
        # Numbered from anywhere, as in RSNA-MICCAI, or on over a whole study.
        (range(6, 26), {}),
        (range(33, 53), {}),
        # Every second one of a series with overlapping slices.
        (range(1, 41, 2), {}),
    ],
)
def test_whole_series_and_parts_of_several_are_not_told(told, numbers, elements):
    assert told(list(numbers), **elements) == []
