import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import logit

from radiogenomics.evaluation.reliability import reliability
from radiogenomics.evaluation.reliability_figure import recalibrated_curve, reliability_figure


@pytest.fixture
def curves(labels):
    random = np.random.default_rng(2)
    return {name: (labels, random.uniform(0.1, 0.9, size=57)) for name in ("SpotTune", "Random", "Transfer", "Fourth")}


def test_smooth_curve_is_the_fitted_logistic_model(labels):
    probabilities = np.random.default_rng(0).uniform(0.2, 0.7, 57)
    points, curve, band = recalibrated_curve(labels == 1, probabilities)
    model = sm.GLM(labels, sm.add_constant(logit(probabilities)), sm.families.Binomial()).fit()
    assert curve == pytest.approx(model.predict(sm.add_constant(logit(points))), abs=1e-6)
    assert (points[0], points[-1]) == (probabilities.min(), probabilities.max())
    assert ((band[0] <= curve) & (curve <= band[1])).all()


@pytest.mark.filterwarnings("error")
def test_smooth_curve_needs_probabilities_that_differ_and_overlap(labels):
    assert recalibrated_curve(labels == 1, np.full(57, 0.4)) is None
    assert recalibrated_curve(labels == 1, np.where(labels == 1, 0.8, 0.2)) is None
    _, _, band = recalibrated_curve(np.arange(6) % 2 == 1, np.array([0.1, 0.2, 0.3, 0.4, 0.7, 0.6]))
    assert band is None


def test_every_model_has_its_panel_with_its_bins(curves):
    figure = reliability_figure(curves, "MGMT: DSC", False, draws=100)
    assert [axes.get_title("left") for axes in figure.axes] == list(curves)
    for axes, (labels, probabilities) in zip(figure.axes, curves.values(), strict=True):
        points = axes.containers[0].lines[0].get_xydata()
        bins = reliability(labels == 1, probabilities)
        assert points == pytest.approx(bins[["mean_probability", "observed"]].to_numpy())
        lines = axes.get_xlabel().splitlines()
        assert [line.split(" ")[0] for line in lines] == ["Intercept", "Slope", "ECE"]


@pytest.mark.parametrize("simulated", [True, False])
def test_below_the_title_stands_how_many_patients_and_whether_simulated(curves, simulated):
    figure = reliability_figure(curves, "MGMT: DSC", simulated, draws=100)
    assert figure.get_suptitle() == "MGMT: DSC"
    assert figure.texts[1].get_text() == f"n = 57 {'simulated ' if simulated else ''}patients (24 positive)"


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize(
    "title", ["MGMT: DSC", "IDH mutation on TCGA, validation: published predictions of other groups"]
)
def test_the_head_is_neither_cut_nor_drawn_over(curves, count, title):
    figure = reliability_figure(dict(list(curves.items())[:count]), title, True, draws=100)
    figure.draw_without_rendering()
    heading, patients = figure._suptitle.get_window_extent(), figure.texts[1].get_window_extent()
    assert heading.x1 <= figure.bbox.x1 and heading.y1 <= figure.bbox.y1 and patients.x1 <= figure.bbox.x1
    assert heading.y0 >= patients.y1 - 1
    assert all(axes.get_tightbbox().y1 <= patients.y0 for axes in figure.axes)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_nothing_overlaps_or_leaves_the_figure(curves, count):
    figure = reliability_figure(dict(list(curves.items())[:count]), "MGMT: DSC", False, draws=100)
    figure.draw_without_rendering()
    boxes = [axes.get_tightbbox() for axes in figure.axes]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 + 1 and box.y0 >= 0 for box in boxes)
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:number])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("probability", [0.0, 0.3, 1.0])
def test_constant_probabilities_are_drawn_without_a_warning(labels, probability):
    figure = reliability_figure({"Majority": (labels, np.full(57, probability))}, "", False, draws=100)
    assert "Slope –" in figure.axes[0].get_xlabel()


def test_axes_end_above_what_they_show_where_all_probabilities_are_low():
    random = np.random.default_rng(0)
    labels, low = np.r_[np.ones(5), np.zeros(150)], random.uniform(0, 0.1, 155)
    figure = reliability_figure(
        {"Forest": (labels, low), "Majority": (labels, np.full(155, 0.03))}, "", False, draws=100
    )
    ends = {axes.get_xlim()[1] for axes in figure.axes} | {axes.get_ylim()[1] for axes in figure.axes}
    assert len(ends) == 1 and ends.pop() in (0.3, 0.4)
    assert all(axes.get_xticks()[-1] == axes.get_xlim()[1] for axes in figure.axes)
    other = reliability_figure({"Forest": (labels, low), "Sure": (labels, 9 * low)}, "", False, draws=100)
    assert {axes.get_xlim() for axes in other.axes} == {(0, 1)}
