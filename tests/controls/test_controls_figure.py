import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from radiogenomics.controls.controls_figure import controls_figure
from radiogenomics.report.style import save_figure


@pytest.fixture
def null() -> pd.DataFrame:
    auc = np.linspace(0.3, 0.7, 50)
    p = (np.arange(50) + 0.5) / 50
    intervals = {"auc": auc, "ci_low": auc - 0.15, "ci_high": auc + 0.15}
    return pd.DataFrame({**intervals, "p": p, "p_paired": p, "method_paired": "DeLong", "n": 57, "n_positive": 24})


@pytest.fixture
def planted(null) -> pd.DataFrame:
    return null[["auc", "ci_low", "ci_high"]].add(0.3).clip(upper=1).assign(ideal_auc=0.8)


def test_figure_says_who_and_counts_what_missed(null, planted, tmp_path):
    figure = controls_figure(null, planted, "MGMT", simulated=False)
    save_figure(figure, tmp_path / "controls.svg", simulated=False)
    text = (tmp_path / "controls.svg").read_text()
    assert "n = 57 patients (24 positive)" in text
    held = int(((null["ci_low"] <= 0.5) & (null["ci_high"] >= 0.5)).sum())
    assert f"holds 0.5: {held}" in text
    assert f"misses 0.5: {50 - held}" in text
    assert "paired, DeLong" in text
    assert "c  Planted effect, simulated" in text


def test_titles_are_no_wider_than_their_panels(null, planted):
    figure = controls_figure(null, planted, "MGMT", simulated=False)
    FigureCanvasAgg(figure).draw()
    assert len(figure.axes) == 3
    for axes in figure.axes:
        title = next(text for text in axes.findobj(Text) if text.get_text()[:3] in ("a  ", "b  ", "c  "))
        assert title.get_window_extent().x1 <= axes.bbox.x1, title.get_text()


def test_simulated_patients_are_called_so_and_one_model_has_no_paired_test(null, planted, tmp_path):
    figure = controls_figure(null.assign(p_paired=np.nan), planted, "MGMT", simulated=True)
    save_figure(figure, tmp_path / "controls.svg", simulated=True)
    text = (tmp_path / "controls.svg").read_text()
    assert "simulated patients" in text
    assert "SIMULATED PATIENTS" in text
    assert "paired, DeLong" not in text
