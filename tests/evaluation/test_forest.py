import pandas as pd
import pytest

from radiogenomics.evaluation.forest import forest_figure
from radiogenomics.report.fragments import BROAD
from radiogenomics.report.style import save_figure


@pytest.fixture
def areas():
    """AUCs of two models on two ensembles, one of them not defined."""
    rows = [
        ("spottune", "dsc", 0.61, 0.46, 0.74, 0.58),
        ("random", "dsc", 0.55, 0.40, 0.69, None),
        ("spottune", "dti", None, None, None, None),
        ("random", "dti", 0.48, 0.33, 0.63, 0.5),
    ]
    columns = ["model", "ensemble", "value", "ci_low", "ci_high", "published"]
    return pd.DataFrame(rows, columns=columns).astype({"published": float}).assign(n=57, n_positive=24)


def drawn(figure):
    """Positions of markers by their kind, and all horizontal intervals."""
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata())]
    marks = {kind: [float(line.get_xdata()[0]) for line in lines if line.get_marker() == kind] for kind in ("s", "x")}
    spans = [
        tuple(line.get_xdata())
        for line in lines
        if len(line.get_xdata()) == 2 and line.get_xdata()[0] != line.get_xdata()[1]
    ]
    return marks, spans


def test_every_defined_area_has_its_mark_and_interval(areas, titles):
    marks, spans = drawn(forest_figure(areas, {}, titles, "MGMT", simulated=False))
    assert [value for value in marks["s"] if value == value] == [0.61, 0.55, 0.48]
    assert [span for span in spans if span[0] == span[0]] == [(0.46, 0.74), (0.40, 0.69), (0.33, 0.63)]
    assert marks["x"] == [0.58, 0.5]


def test_areas_of_one_ensemble_stand_together_and_the_ideal_spans_them(areas, titles):
    figure = forest_figure(areas, {"dti": 0.9}, titles, "MGMT", simulated=True)
    lines = figure.axes[0].lines
    [ideal] = [line for line in lines if list(line.get_xdata()) == [0.9, 0.9]]
    heights = {
        float(line.get_xdata()[0]): line.get_ydata()[0]
        for line in lines
        if line.get_marker() == "s" and len(line.get_xdata())
    }
    low, high = ideal.get_ydata()
    assert low < heights[0.48] < high
    assert not low < heights[0.61] < high and not low < heights[0.55] < high


@pytest.mark.parametrize(("lowest", "left"), [(0.33, 0.3), (0.31, 0.2), (0.9, 0.4), (0.01, 0.0), (float("nan"), 0.4)])
def test_the_axis_begins_near_the_lowest_of_what_is_drawn_and_holds_chance(areas, titles, lowest, left):
    areas = areas.drop(columns="published").assign(value=lowest, ci_low=lowest, ci_high=lowest)
    (axes,) = forest_figure(areas, {}, titles, "MGMT", simulated=False).axes
    assert axes.get_xlim() == (pytest.approx(left), 1.01)
    published = areas.assign(published=0.12)
    assert forest_figure(published, {}, titles, "MGMT", simulated=False).axes[0].get_xlim()[0] <= 0.1


def test_a_phone_shows_the_whole_figure_without_scrolling(areas, titles):
    assert forest_figure(areas, {}, titles, "MGMT", simulated=False).get_figwidth() <= BROAD


@pytest.mark.parametrize("title", ["SpotTune", "EfficientNet (small), transfer alone", "One of many long words " * 2])
def test_the_legend_lies_within_the_figure_and_leaves_the_axes_their_height(areas, title):
    figure = forest_figure(areas, {}, {"spottune": title, "random": f"{title}, too"}, "MGMT", simulated=False)
    figure.draw_without_rendering()
    box = figure.legends[0].get_window_extent()
    assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1
    short = forest_figure(areas, {}, {}, "MGMT", simulated=False)
    short.draw_without_rendering()
    assert figure.axes[0].get_window_extent().height == pytest.approx(short.axes[0].get_window_extent().height, rel=0.1)


def test_legend_names_only_what_is_there(areas, titles, tmp_path):
    figure = forest_figure(areas.drop(columns="published"), {}, titles, "MGMT", simulated=True)
    save_figure(figure, tmp_path / "forest.svg", simulated=True)
    text = (tmp_path / "forest.svg").read_text()
    assert "Published" not in text and "Ideal observer" not in text and "Chance" in text
    assert "57 (24 positive) simulated test patients" in text
