"""The controls as a figure: intervals of the null cohorts, their p-values, and intervals around a planted effect."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from scipy.stats import kstwo

from radiogenomics.evaluation.delong import LEVEL
from radiogenomics.report.style import CHANCE, COLOURS, PAGE_WIDTH, journal_style

HELD, MISSED = COLOURS[0], COLOURS[1]
HEIGHT = 2.9
TITLE_SIZE = 8


@journal_style()
def controls_figure(null: pd.DataFrame, planted: pd.DataFrame, title: str, simulated: bool) -> Figure:
    """Three panels: intervals of null cohorts, their p-values, intervals around a planted effect.

    Args:
        null: result of `null_repeats`.
        planted: result of `planted_repeats`.
        title: what the study predicts.
        simulated: whether the patients of the negative control are simulated, too.
    """
    figure = Figure(figsize=(PAGE_WIDTH, HEIGHT))
    left, middle, right = figure.subplots(1, 3)
    n, n_positive = null[["n", "n_positive"]].iloc[0]
    who = "simulated patients" if simulated else "patients"
    size = f"n = {n} {who} ({n_positive} positive) in each test set"
    figure.suptitle(f"{title}: controls, {size}", x=0.01, ha="left", fontsize=8, color="0.3")
    _intervals(left, null, 0.5, "a  No effect" if simulated else "a  Permuted labels", "0.5")
    _p_values(middle, null)
    ideal = planted["ideal_auc"].iloc[0]
    _intervals(right, planted, ideal, "c  Planted effect, simulated", f"the ideal {ideal:.2f}")
    return figure


def _intervals(axes: Axes, repeats: pd.DataFrame, truth: float, title: str, name: str) -> None:
    """95 % intervals of all repeats, ordered by AUC, those that miss the truth in another colour."""
    ordered = repeats.sort_values("auc", ignore_index=True)
    held = (ordered["ci_low"] <= truth) & (ordered["ci_high"] >= truth)
    for chosen, colour, label in ((held, HELD, "holds"), (~held, MISSED, "misses")):
        rows = ordered[chosen]
        text = f"{label} {name}: {len(rows)}"
        axes.vlines(rows.index, rows["ci_low"], rows["ci_high"], color=colour, linewidth=0.6, label=text)
    axes.plot(ordered.index, ordered["auc"], ".", color="0.1", markersize=1.2)
    axes.axhline(truth, **{**CHANCE, "color": "0.1", "zorder": 3})
    low = 0.0 if repeats["ci_low"].min() < 0.4 else 0.4
    axes.set_title(title, fontsize=TITLE_SIZE)
    axes.set(xlabel="Repeats, ordered by AUC", ylabel="AUC (95 % interval)", ylim=(low, 1))
    axes.legend(loc="lower right", fontsize=6.5, handlelength=1.2)


def _p_values(axes: Axes, null: pd.DataFrame) -> None:
    """Empirical distributions of p-values against the diagonal, with the band that holds 95 % of uniform samples."""
    reach = kstwo.ppf(LEVEL, len(null))
    axes.fill_between([0, 1], [-reach, 1 - reach], [reach, 1 + reach], color="0.92", linewidth=0, label="95 % band")
    axes.plot([0, 1], [0, 1], **CHANCE)
    _steps(axes, null["p"], "permutation", "-")
    if null["p_paired"].notna().all():
        _steps(axes, null["p_paired"], f"paired, {null['method_paired'].iloc[0]}", "--")
    axes.set_title("b  p-values of a", fontsize=TITLE_SIZE)
    axes.set(xlabel="p", ylabel="Share of repeats at or below p")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="lower right", fontsize=6.5, handlelength=1.6)


def _steps(axes: Axes, p: ArrayLike, label: str, line: str) -> None:
    values = np.concatenate([[0.0], np.sort(np.asarray(p, dtype=float)), [1.0]])
    shares = np.concatenate([[0.0], np.arange(1, len(values) - 1) / (len(values) - 2), [1.0]])
    colour = HELD if line == "-" else MISSED
    axes.step(values, shares, where="post", label=label, linestyle=line, color=colour, linewidth=1.1)
