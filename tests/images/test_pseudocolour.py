from dataclasses import replace

import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.pseudocolour import (
    CONFIGURATIONS,
    channels_of,
    check_same_place,
    is_grey,
    name_of,
    number_of,
    pseudo_colour,
)
from radiogenomics.images.pseudocolour_figure import pseudo_colour_figure
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.report.style import save_figure

KEY = ("p1", "original", 0)


def slices_of(value: float, number: int = 7, grid: str = "1 mm", shape=(4, 5)) -> SliceArray:
    array = np.full((1, *shape), value, np.float32)
    return SliceArray(array, {KEY: 0}, {KEY: number}, {"p1": grid}, ("a.npy", "a.csv"))


@pytest.fixture
def slices() -> dict[str, SliceArray]:
    return {"T1": slices_of(0.1), "T1GD": slices_of(0.2), "T2": slices_of(0.3), "FLAIR": slices_of(0.4)}


@pytest.mark.parametrize(
    ("number", "channels"),
    [
        (0, ("T1", "T1GD", "T2")),
        (1, ("T1", "T1GD", "FLAIR")),
        (15, ("T2", "T1GD", "FLAIR")),  # The paper's best, section 5.
        (21, ("FLAIR", "T1GD", "T2")),  # Of the paper's search, Figure 1 and Table 1.
        (23, ("FLAIR", "T2", "T1GD")),
        (24, ("T1",) * 3),  # The paper's "all-T1", the worst of all.
        (25, ("T1GD",) * 3),
        (26, ("T2",) * 3),
        (27, ("FLAIR",) * 3),
    ],
)
def test_numbers_are_the_papers(number, channels):
    assert channels_of(number) == channels
    assert number_of(channels) == number


def test_all_28_differ():
    assert len(set(CONFIGURATIONS)) == len(CONFIGURATIONS) == 28
    assert [number for number in range(28) if is_grey(number)] == [24, 25, 26, 27]
    assert len({name_of(number) for number in range(28)}) == 28
    assert name_of(21) == "FLAIR, T1GD, T2" and name_of(24) == "grey T1"


@pytest.mark.parametrize("number", [-1, 28])
def test_there_are_no_others(number):
    with pytest.raises(InputError, match="there are only 0 to 27"):
        channels_of(number)


@pytest.mark.parametrize("channels", [("T1", "T1", "T2"), ("T1", "T1GD", "T1w"), ("T1", "T2")])
def test_what_is_no_configuration(channels):
    with pytest.raises(InputError, match="make a configuration; correct the names"):
        number_of(channels)


def test_channels_are_red_green_and_blue(slices):
    image = pseudo_colour(slices, 21, "p1")
    assert image.shape == (3, 4, 5) and image.dtype == np.float32
    np.testing.assert_allclose(image[:, 0, 0], [0.4, 0.2, 0.3])
    np.testing.assert_allclose(pseudo_colour(slices, 26, "p1")[:, 1, 1], [0.3] * 3)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (slices_of(0.3, shape=(5, 4)), "T1 and T2 have slices of 4×5 and 5×4 pixels"),
        (slices_of(0.3, grid="2 mm"), r"T1 and T2 are not on one grid \(1 mm; 2 mm\); register the scans"),
        (slices_of(0.3, number=9), "T1 and T2 show slices 7 and 9 of one grid"),
    ],
)
def test_channels_of_different_places_are_refused(slices, other, told):
    with pytest.raises(InputError, match=f"^patient p1: {told}") as caught:
        pseudo_colour(slices | {"T2": other}, 0, "p1")
    assert "\n" not in str(caught.value)
    # Only the sequences shown matter.
    pseudo_colour(slices | {"T2": other}, 1, "p1")


def test_one_channel_alone_needs_no_other(slices):
    check_same_place({"T1": replace(slices["T1"])}, "p1")


def test_figure_of_all_28(slices, tmp_path):
    figure = pseudo_colour_figure(slices, "p1")
    assert len(figure.axes) == 28
    for number, axis in enumerate(figure.axes):
        assert axis.get_title(loc="left") == f"{number}: {name_of(number)}"
        shown = axis.images[0].get_array()[0, 0]
        expected = [slices[name].array[0, 0, 0] for name in channels_of(number)]
        np.testing.assert_allclose(shown, expected)
    save_figure(figure, tmp_path / "colours.png", tmp_path / "colours.svg", simulated=True)
