import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.evaluation.bootstrap import patient_counts
from radiogenomics.evaluation.decision_curve import THRESHOLDS, benefit_band, decision_figure, net_benefit


@pytest.fixture
def curves(labels):
    random = np.random.default_rng(2)
    return {name: (labels, random.uniform(size=57)) for name in ("SpotTune", "Random", "Transfer")}


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1), st.integers(0, 3)), min_size=1, max_size=20))
def test_net_benefit_is_its_definition(patients):
    truth, probabilities, counts = (np.array(column) for column in zip(*patients, strict=True))
    truth = truth.astype(bool)
    if not counts.sum():
        return
    found = net_benefit(truth, probabilities, counts[None, :])[0]
    truth, probabilities = np.repeat(truth, counts), np.repeat(probabilities, counts)
    for threshold, value in zip(THRESHOLDS, found, strict=True):
        treated = probabilities >= threshold
        true_positive, false_positive = np.sum(treated & truth), np.sum(treated & ~truth)
        expected = true_positive / truth.size - false_positive / truth.size * threshold / (1 - threshold)
        assert value == pytest.approx(expected, abs=1e-12)


def test_treating_everybody_is_worth_the_prevalence_at_its_start_and_nothing_at_it(labels):
    everybody = net_benefit(labels == 1, np.ones(57), np.ones((1, 57)), np.array([0.0, 24 / 57]))
    assert everybody[0] == pytest.approx([24 / 57, 0], abs=1e-12)


def test_a_perfect_model_is_worth_the_prevalence_everywhere(labels):
    assert net_benefit(labels == 1, labels.astype(float), np.ones((1, 57)))[0] == pytest.approx(24 / 57)


def test_band_is_of_the_draws_and_absent_for_few_patients(labels):
    probabilities = np.random.default_rng(0).random(57)
    low, high = benefit_band(labels == 1, probabilities, seed=4)
    value = net_benefit(labels == 1, probabilities, np.ones((1, 57)))[0]
    assert ((low <= value + 1e-12) & (value - 1e-12 <= high)).all()
    drawn = net_benefit(labels == 1, probabilities, patient_counts(57, 2000, 4))
    assert (low[49], high[49]) == pytest.approx(np.quantile(drawn[:, 49], [0.025, 0.975]))
    assert benefit_band(np.arange(9) < 4, np.linspace(0, 1, 9)) is None


@pytest.mark.parametrize("simulated", [True, False])
def test_figure_has_every_model_beside_everybody_and_nobody(curves, simulated):
    figure = decision_figure(curves, "MGMT: DSC", simulated, draws=100)
    axes = figure.axes[0]
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts == ["SpotTune (band: 95 % interval)", "Random", "Transfer", "Treat everybody", "Treat nobody"]
    assert axes.texts[0].get_text() == f"n = 57 {'simulated ' if simulated else ''}patients (24 positive)"
    assert len(axes.collections) == 1
    everybody = axes.lines[3].get_ydata()
    assert everybody == pytest.approx(net_benefit(curves["Random"][0] == 1, np.ones(57), np.ones((1, 57)))[0])


def test_legend_lies_below_the_axes_and_within_the_figure(curves):
    figure = decision_figure({name + ", DSC+DTI+Struct": c for name, c in curves.items()}, "DSC", False, draws=100)
    figure.draw_without_rendering()
    legend = figure.legends[0].get_window_extent()
    assert legend.y1 <= figure.axes[0].get_tightbbox().y0 + 1
    assert legend.x0 >= 0 and legend.x1 <= figure.bbox.x1


@pytest.mark.filterwarnings("error")
def test_b22_one_class_is_drawn_without_a_warning():
    decision_figure({"A": (np.ones(12), np.linspace(0.1, 0.9, 12))}, "", False, draws=100)


def test_band_knows_that_the_share_of_positives_is_an_estimate():
    """Treating everybody is worth the share of positives, which draws within each class would leave no error."""
    low, high = benefit_band(np.arange(155) < 5, np.ones(155))
    assert (low[0], high[0]) == pytest.approx((0, 0.055), abs=0.015)
