"""Slices of a few patients, as the networks see them."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from radiogenomics.images.arrays import ORIGINAL
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.images.slice_figure import MOST, slice_figure


def slices(**counts: int) -> SliceArray:
    """As many slices of each patient, the first of them number 10 of its scan."""
    keys = [(patient, ORIGINAL, item) for patient, count in counts.items() for item in range(count)]
    rows = {key: row for row, key in enumerate(keys)}
    numbers = {key: 10 + key[2] for key in keys}
    return SliceArray(np.zeros((len(keys), 4, 4), np.float32), rows, numbers, {}, (Path("a.npy"), Path("a.csv")))


def titles(figure):
    return [axis.get_title(loc="left") for axis in figure.axes if axis.images]


def test_a_row_of_slices_per_patient_upwards():
    figure = slice_figure(slices(A=3, B=2), ["A", "B"], "FLAIR")
    assert titles(figure) == ["A, slice 10", "slice 11", "slice 12", "B, slice 10", "slice 11"]


def test_of_many_slices_some_are_shown_the_first_and_the_last_among_them():
    shown = titles(slice_figure(slices(A=30), ["A"], "T1"))
    assert len(shown) == MOST and (shown[0], shown[-1]) == ("A, slice 10", "slice 39")


@pytest.mark.parametrize("patients", [1, 3])
def test_patients_of_one_slice_stand_in_one_row_and_the_title_fits(patients):
    names = "ABC"[:patients]
    figure = slice_figure(slices(**dict.fromkeys(names, 1)), list(names), "DSC_ap-rCBV")
    assert titles(figure) == [f"{name}, slice 10" for name in names]
    assert len({axis.get_position().y0 for axis in figure.axes}) == 1
    drawn = figure._suptitle.get_window_extent(FigureCanvasAgg(figure).get_renderer())
    assert drawn.x0 >= 0 and drawn.x1 <= figure.bbox.width
