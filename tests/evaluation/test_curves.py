import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from radiogenomics.evaluation.curves import precision_recall_figure, precision_steps, roc_figure
from radiogenomics.evaluation.metrics import evaluate


@pytest.fixture
def curves(labels):
    random = np.random.default_rng(2)
    return {name: (labels, random.uniform(size=57)) for name in ("SpotTune", "Random", "Transfer")}


def legend_texts(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


@pytest.mark.parametrize(("draw", "metric"), [(roc_figure, "AUC"), (precision_recall_figure, "AP")])
def test_legend_has_each_model_with_interval_and_chance(curves, draw, metric):
    texts = legend_texts(draw(curves, "DSC+DTI", simulated=False))
    assert [text.split(",")[0] for text in texts] == ["SpotTune", "Random", "Transfer", "Chance"]
    assert all(f"{metric} 0." in text for text in texts)
    assert all("–" in text for text in texts[:3])


@pytest.mark.parametrize("draw", [roc_figure, precision_recall_figure])
@pytest.mark.parametrize("simulated", [True, False])
def test_title_says_how_many_patients_and_whether_simulated(curves, draw, simulated):
    axes = draw(curves, "DSC+DTI", simulated).axes[0]
    subtitle = axes.texts[0].get_text()
    assert axes.get_title("left").startswith("DSC+DTI")
    assert subtitle == f"n = 57 {'simulated ' if simulated else ''}patients (24 positive)"


@pytest.mark.parametrize("ensemble", ["", ", DSC+DTI+Struct", ", structural with the last two blocks fine-tuned"])
def test_legend_lies_below_the_axes_and_within_the_figure(curves, ensemble):
    figure = roc_figure({name + ensemble: curve for name, curve in curves.items()}, "DSC", simulated=False)
    figure.draw_without_rendering()
    legend = figure.legends[0].get_window_extent()
    assert legend.y1 <= figure.axes[0].get_tightbbox().y0 + 1
    assert legend.x0 >= 0
    assert legend.x1 <= figure.bbox.x1


def test_roc_curve_runs_through_its_patients():
    axes = roc_figure({"A": ([1, 1, 0, 0], [0.9, 0.4, 0.6, 0.1])}, "", simulated=False).axes[0]
    np.testing.assert_allclose(axes.lines[0].get_xydata(), [(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)])


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=30))
def test_area_under_the_precision_steps_is_the_average_precision(patients):
    labels, scores = (np.array(column) for column in zip(*patients, strict=True))
    if not labels.any():
        return
    recall, precision = precision_steps(labels, scores)
    assert np.sum(np.diff(recall) * precision[1:]) == pytest.approx(average_precision_score(labels, scores))
    assert (recall[0], recall[-1]) == (0, 1)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("draw", [roc_figure, precision_recall_figure])
def test_b22_a_model_with_one_class_has_no_curve_and_the_legend_says_so(curves, draw):
    one_class = {"Elsewhere": ([1, 1, 1], [0.1, 0.2, 0.3])}
    figure = draw({**curves, **one_class}, "DSC", simulated=False)
    assert "Elsewhere, no curve: one class" in legend_texts(figure)
    assert len(figure.axes[0].lines[3].get_xdata()) == 0
    assert figure.axes[0].texts[0].get_text() == "n = 57 patients (24 positive) or n = 3 patients (3 positive)"


def test_legend_has_the_interval_of_the_table(labels):
    probabilities = np.random.default_rng(0).random(57)
    row = evaluate(labels, probabilities, seed=7, draws=300).set_index("metric").loc["AP"]
    legend = legend_texts(precision_recall_figure({"A": (labels, probabilities)}, "", False, seed=7, draws=300))
    assert legend[0] == f"A, AP {row['value']:.2f} ({row['ci_low']:.2f}–{row['ci_high']:.2f})"
