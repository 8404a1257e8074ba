from pathlib import Path

import numpy as np

from radiogenomics.images.selection_figure import selection_figure
from radiogenomics.images.slice_arrays import SliceArray


def slices(numbers) -> SliceArray:
    keys = [("P1", "original", item) for item in range(len(numbers))]
    array = np.random.default_rng(numbers[0]).uniform(0, 1, (len(numbers), 4, 5)).astype(np.float32)
    rows = {key: row for row, key in enumerate(keys)}
    return SliceArray(array, rows, dict(zip(keys, numbers, strict=True)), {}, (Path("a"), Path("b")))


def test_each_choice_shows_its_middle_slice_with_the_numbers_of_all():
    central, brightest = slices([18, 19, 20]), slices([25])
    figure = selection_figure({"central": central, "on the tumour": brightest}, ["P1"])
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["central\nslices 18 to 20, shown 19", "on the tumour\nslice 25"]
    np.testing.assert_array_equal(figure.axes[0].images[0].get_array(), central.array[1])
