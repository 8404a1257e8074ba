from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from radiogenomics.explanations.geometry import on_scan_grid, seen_voxels
from radiogenomics.explanations.places import SlicePlaces, open_places, unfitted
from radiogenomics.files import write_json
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.orientation import lps_array
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.images.slice_pixels import fitted
from radiogenomics.images.volume import Volume

AXIAL = (1.0, 0, 0, 0, 1, 0, 0, 0, 1)
# Slices stored from the nose to the back of the head, upside down.
CORONAL = (1.0, 0, 0, 0, 0, 1, 0, -1, 0)


def scan(shape, direction=AXIAL, spacing=(1.0, 1.0, 1.0)) -> Volume:
    array = np.random.default_rng(0).uniform(1, 2, shape).astype(np.float32)
    return Volume(array, spacing, (0.0, 0.0, 0.0), direction, Path("scan.nii.gz"))


def slices(numbers) -> SliceArray:
    keys = [("P1", "original", item) for item in range(len(numbers))]
    rows = {key: row for row, key in enumerate(keys)}
    return SliceArray(np.zeros((len(numbers), 4, 4)), rows, dict(zip(keys, numbers, strict=True)), {}, (Path("a"),) * 2)


def test_volumes_lie_in_the_window(tmp_path):
    window = CropWindow((1, 2, 3), (5, 6, 7))
    write_json(window.to_dict(), tmp_path / "window.json")
    places = open_places({"reader": "volumes", "downscale": 2}, SimpleNamespace(places=[tmp_path / "window.json"]))
    values, volume = np.random.default_rng(0).uniform(0, 1, (2, 2, 2)), scan((8, 9, 10))
    np.testing.assert_array_equal(places.on_scan("P1", [values], volume), on_scan_grid(values, window, 2, (8, 9, 10)))
    np.testing.assert_array_equal(places.seen("P1", volume), seen_voxels(window, (8, 9, 10)))


@pytest.mark.parametrize("direction", [AXIAL, CORONAL])
@pytest.mark.parametrize("stacked", [False, True])
def test_maps_of_slices_are_found_where_the_slices_were_cut(direction, stacked):
    volume = scan((8, 9, 10), direction)
    axial = lps_array(volume.array, direction)
    numbers = [2, 5]
    maps = [axial[number].copy() for number in numbers]
    places = SlicePlaces(slices(numbers), "stretch")
    found = places.on_scan("P1", [np.stack(maps)] if stacked else maps, volume)
    seen = places.seen("P1", volume)
    assert found.shape == volume.array.shape
    np.testing.assert_array_equal(found[seen], volume.array[seen])
    assert not found[~seen].any()
    assert np.array_equal(np.flatnonzero(lps_array(seen, direction).any(axis=(1, 2))), numbers)


@pytest.mark.parametrize("fit", ["stretch", "pad"])
def test_a_bright_spot_goes_back_to_its_place(fit):
    image = np.zeros((30, 50), np.float32)
    image[20:24, 10:14] = 1
    spacing = (2.0, 1.0)
    back = unfitted(fitted(image, spacing, (64, 64), fit), spacing, image.shape, fit)
    assert back.shape == image.shape
    rows, columns = np.unravel_index(back.argmax(), back.shape)
    assert 20 <= rows < 24 and 10 <= columns < 14
    assert back[20:24, 10:14].sum() > 0.75 * back.sum()


def test_what_is_in_the_padding_is_in_no_slice():
    image = np.ones((30, 50), np.float32)
    picture = fitted(image, (1.0, 1.0), (40, 40), "pad").copy()
    assert picture[0].max() == 0
    picture[0] = 9
    assert unfitted(picture, (1.0, 1.0), image.shape, "pad").max() < 1.5
