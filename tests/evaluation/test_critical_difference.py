import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.evaluation.critical_difference import (
    BAR,
    critical_difference,
    critical_difference_figure,
    indistinct_groups,
    mean_ranks,
)
from radiogenomics.evaluation.friedman import nemenyi_p
from radiogenomics.report.style import save_figure

# Demšar 2006, table 5 (a): critical values of Nemenyi's test at 5 %, the studentized range over the root of two.
DEMSAR = {2: 1.960, 3: 2.343, 4: 2.569, 5: 2.728, 6: 2.850, 7: 2.949, 8: 3.031, 9: 3.102, 10: 3.164}


@pytest.mark.parametrize(("k", "q"), DEMSAR.items())
def test_critical_difference_is_demsars(k, q):
    assert critical_difference(k, 30) == pytest.approx(q * np.sqrt(k * (k + 1) / (6 * 30)), abs=5e-4)


def test_worked_example_of_demsar():
    """Section 3.2.2: four classifiers on 14 data sets, critical difference 2.569 √(4·5/(6·14)) = 1.25."""
    assert critical_difference(4, 14) == pytest.approx(1.25, abs=0.005)
    assert indistinct_groups([1.964, 2.000, 2.893, 3.143], 1.25) == [(0, 3)]


@given(st.integers(2, 6), st.integers(2, 200))
def test_at_the_critical_difference_nemenyis_p_is_the_level(k, n):
    assert float(nemenyi_p(critical_difference(k, n), k, n)) == pytest.approx(0.05, abs=1e-6)


@given(st.lists(st.floats(1, 6), min_size=2, max_size=6), st.floats(0.05, 3))
def test_bars_join_exactly_the_models_that_cannot_be_told_apart(ranks, difference):
    ranks = sorted(ranks)
    groups = indistinct_groups(ranks, difference)
    for i in range(len(ranks)):
        for j in range(i + 1, len(ranks)):
            joined = any(first <= i and j <= last for first, last in groups)
            assert joined == (ranks[j] - ranks[i] < difference)
    assert not any(a != b and a[0] >= b[0] and a[1] <= b[1] for a in groups for b in groups)


def test_mean_ranks_of_a_family_are_sorted_and_those_of_the_test(make_predictions):
    comparisons = compare_models(make_predictions({"spottune": 4.0, "random": 0.0, "transfer": 1.0}))
    ranks, p, blocks, test = mean_ranks(comparisons, "dsc", "true_class_probability")
    assert ranks.index[0] == "spottune"
    assert ranks.is_monotonic_increasing
    assert ranks.sum() == pytest.approx(6)
    assert (p < 0.05, blocks, test) == (True, 57, "friedman")


def test_figure_names_families_models_patients_and_tests(make_predictions, tmp_path, titles):
    comparisons = compare_models(make_predictions())
    figure = critical_difference_figure(comparisons, {**titles, "dsc": "Perfusion"}, "Mean ranks", simulated=True)
    texts = " ".join(text.get_text() for axes in figure.axes for text in axes.texts)
    assert "n = 57 simulated test patients" in texts
    assert "Critical difference 0.44" in texts
    assert texts.count("Friedman p") == 2 * 3
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["Perfusion", "DTI", "Best overall"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["SpotTune", "Random", "Transfer"]
    save_figure(figure, tmp_path / "ranks.svg", simulated=True)
    assert "SIMULATED PATIENTS" in (tmp_path / "ranks.svg").read_text()


def test_figure_is_the_same_from_the_file(make_predictions, tmp_path):
    comparisons = compare_models(make_predictions())
    comparisons.to_csv(tmp_path / "comparisons.csv", index=False)
    for name, table in (("a", comparisons), ("b", pd.read_csv(tmp_path / "comparisons.csv"))):
        save_figure(critical_difference_figure(table, {}, "Ranks", False), tmp_path / f"{name}.svg", simulated=False)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_critical_difference_wider_than_the_axis_is_said(make_predictions):
    few = make_predictions().query("patient_id in ['UPENN-GBM-00001', 'UPENN-GBM-00050']")
    figure = critical_difference_figure(compare_models(few, ["dsc"]), {}, "Ranks", simulated=False)
    assert any("wider than the axis" in text.get_text() for text in figure.axes[0].texts)


def test_of_two_models_mean_ranks_and_wilcoxons_p_are_drawn_and_no_critical_difference(make_predictions, tmp_path):
    comparisons = compare_models(make_predictions({"spottune": 2.0, "random": 0.0}))
    figure = critical_difference_figure(comparisons, {}, "Ranks", simulated=False)
    texts = " ".join(text.get_text() for axes in figure.axes for text in axes.texts)
    assert texts.count("Wilcoxon p") == 2 * 3 and "Friedman" not in texts
    assert texts.count("Two models: no critical difference") == 2
    drawn = {float(line.get_xdata()[0]) for line in figure.axes[0].lines if line.get_marker() in ("o", "s")}
    rows = comparisons[comparisons["ranked"] == "true_class_probability"]
    assert drawn == set(rows["mean_rank_a"]) | set(rows["mean_rank_b"])
    assert not [line for line in figure.axes[0].lines if line.get_linewidth() == BAR["linewidth"]]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["spottune", "random"]
    save_figure(figure, tmp_path / "ranks.svg", simulated=False)
