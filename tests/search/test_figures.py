import numpy as np
import pandas as pd
import pytest

from radiogenomics.report.style import save_figure
from radiogenomics.search.figures import history_figure, importance_figure, importances, scan_figure, slice_figure
from radiogenomics.search.results import trials_table
from radiogenomics.search.run import run_search


def objective(parameters, report):
    value = 1 - abs(parameters["rate"] - 0.3) + 0.01 * parameters["cycle"]
    for step in range(4):
        report(step, value)
    return value


@pytest.fixture
def journal(vary, tmp_path):
    pruning = {"after_trials": 5, "after_steps": 1}
    run_search(objective, vary(trials=25, pruning=pruning, method="random"), tmp_path / "a.journal")
    return tmp_path / "a.journal"


def test_history_shows_every_trial_and_the_best_so_far(journal, tmp_path):
    trials = trials_table(journal)
    figure = history_figure(trials, "F1")
    points = [len(collection.get_offsets()) for collection in figure.axes[0].collections]
    assert points == [(trials.state == state).sum() for state in ("complete", "given up")] and min(points) > 0
    best = figure.axes[0].lines[0].get_ydata()
    assert best[-1] == trials.value[trials.state == "complete"].max()
    assert (np.diff(best) >= 0).all()
    save_figure(figure, tmp_path / "history.svg", simulated=True)


def test_what_matters_is_found(journal, tmp_path):
    shares = importances(journal)
    assert set(shares) == {"rate", "cycle"}
    assert sum(shares.values()) == pytest.approx(1) and shares["rate"] > 0.8
    assert importances(journal) == shares
    figure = importance_figure(shares)
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    bars = dict(zip(names, [bar.get_width() for bar in figure.axes[0].patches], strict=True))
    assert bars == shares
    save_figure(figure, tmp_path / "importance.svg", simulated=True)


def test_too_few_trials_tell_no_importance(vary, tmp_path):
    run_search(objective, vary(trials=9), tmp_path / "few.journal")
    assert importances(tmp_path / "few.journal") is None
    run_search(lambda parameters, report: 1.0, vary(trials=12), tmp_path / "flat.journal")
    assert importances(tmp_path / "flat.journal") is None
    assert "need 10 complete trials" in importance_figure(None).axes[0].texts[0].get_text()


def test_each_parameter_by_itself(journal, tmp_path):
    trials = trials_table(journal)
    complete = trials[trials.state == "complete"]
    figure = slice_figure(trials, "F1", ["rate"])
    panels = {axis.get_xlabel(): axis for axis in figure.axes if axis.get_xlabel()}
    assert list(panels) == ["rate", "cycle", "peak", "epochs"]
    for name, axis in panels.items():
        places = axis.collections[0].get_offsets()
        shown = complete.dropna(subset=name)
        assert np.allclose(places[:, 1], shown.value)
        if name != "cycle":
            assert np.allclose(places[:, 0], shown[name].astype(float))
    assert panels["rate"].get_xscale() == "log" and panels["peak"].get_xscale() == "linear"
    assert [text.get_text() for text in panels["cycle"].get_xticklabels()] == ["False", "True"]
    save_figure(figure, tmp_path / "slice.svg", simulated=True)


def test_scans_show_validation_and_overfitting(tmp_path):
    rows = [
        (name, value, 0.9 + 0.01 * fold, 0.6 + 0.02 * fold)
        for name, values in {"rate": [1e-4, 1e-2, 1.0], "epochs": [30, 60]}.items()
        for value in values
        for fold in range(3)
    ]
    figure = scan_figure(pd.DataFrame(rows, columns=["parameter", "value", "training", "validation"]), "AUC")
    rate, epochs, _ = figure.axes
    assert rate.get_xscale() == "log" and epochs.get_xscale() == "linear"
    means = {container.get_label(): container[0].get_ydata() for container in rate.containers}
    assert np.allclose(means["training"], 0.91) and np.allclose(means["validation"], 0.62)
    assert np.allclose(rate.lines[-1].get_ydata(), 0.29)
    save_figure(figure, tmp_path / "scan.svg", simulated=True)
