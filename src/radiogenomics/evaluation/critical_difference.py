"""Critical-difference diagram: mean ranks of the models, and who cannot be told apart (Demšar 2006, figure 1).

Of two models there is no critical difference: the diagram shows their mean ranks (1.3 and 1.7: the first is higher in
70 % of the patients) and Wilcoxon's p-values.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory
from scipy.stats import studentized_range

from radiogenomics.evaluation.comparison_tables import models_of, p_text
from radiogenomics.evaluation.comparisons import TEST_TITLES
from radiogenomics.evaluation.friedman import FRIEDMAN, NEMENYI
from radiogenomics.evaluation.titles import title_of
from radiogenomics.evaluation.wilcoxon import WILCOXON
from radiogenomics.report.style import COLOURS, PAGE_WIDTH, journal_style

LEVEL = 0.05
ROW, HEAD = 0.42, 0.95  # inches per family, and of title, axis and legend
BAR = {"color": "0.25", "linewidth": 2.6, "linestyle": "-", "solid_capstyle": "round", "zorder": 2}
AXIS = {"true_class_probability": "the true class's probability", "probability": "the raw probability"}
MARKERS = ("o", "s", "D", "^", "v", "P", "X")


class Ranks(NamedTuple):
    """Mean ranks of one family, with the test of all models: `ranks, p, blocks, test = mean_ranks(…)`."""

    ranks: pd.Series
    p: float
    blocks: int
    test: str


def critical_difference(n_models: int, n_blocks: int, level: float = LEVEL) -> float:
    """Difference of two mean ranks from which Nemenyi's test, by the exact studentized range, gives p ≤ `level`."""
    return float(studentized_range.isf(level, n_models, np.inf) * np.sqrt(n_models * (n_models + 1) / (12 * n_blocks)))


def mean_ranks(comparisons: pd.DataFrame, family: str, ranked: str) -> Ranks:
    """Mean rank of every model (best first), and p, patients and name of the test, of one family of comparisons.csv.

    The test is Friedman's, or of two models Wilcoxon's.
    """
    rows = comparisons[(comparisons["family"] == family) & (comparisons["ranked"] == ranked)]
    pairs = rows[rows["test"].isin([NEMENYI, WILCOXON])]
    ranks = {**dict(zip(pairs["model_b"], pairs["mean_rank_b"], strict=True))}
    ranks |= dict(zip(pairs["model_a"], pairs["mean_rank_a"], strict=True))
    overall = rows[rows["test"].isin([FRIEDMAN, WILCOXON])].iloc[0]
    by_rank = pd.Series(ranks, dtype=float).sort_values(kind="stable")
    return Ranks(by_rank, float(overall["p"]), int(overall["blocks"]), overall["test"])


def indistinct_groups(ranks: Sequence[float], difference: float) -> list[tuple[int, int]]:
    """Longest runs of models, in the order of their ranks, whose ends differ by less than the critical difference.

    Args:
        ranks: mean ranks in ascending order, (models,).
        difference: the critical difference.

    Returns:
        First and last position of each run of at least two models that lies in no other.
    """
    ranks = np.asarray(ranks, dtype=float)
    groups: list[tuple[int, int]] = []
    for first in range(len(ranks)):
        last = int(np.flatnonzero(ranks - ranks[first] < difference).max())
        if last > first and (not groups or last > groups[-1][1]):
            groups.append((first, last))
    return groups


@journal_style()
def critical_difference_figure(
    comparisons: pd.DataFrame, titles: Mapping[str, str], title: str, simulated: bool
) -> Figure:
    """Critical-difference diagrams of all families, one row each, for both rankings side by side.

    Args:
        comparisons: rows of comparisons.csv.
        titles: titles of models and ensembles by key.
        title: what the figure shows.
        simulated: whether the patients are simulated, which the subtitle then says.
    """
    families = list(dict.fromkeys(comparisons["family"]))
    rankings = [ranked for ranked in AXIS if ranked in set(comparisons["ranked"])]
    compared = models_of(comparisons)
    models = list(dict.fromkeys([*comparisons["model_a"], *comparisons["model_b"].dropna()]))
    models = [model for model in models if model in compared]
    figure = Figure(figsize=(PAGE_WIDTH, HEAD + ROW * (len(families) + 1)))
    panels = figure.subplots(1, len(rankings), sharey=True, squeeze=False)[0]
    for axes, ranked in zip(panels, rankings, strict=True):
        found = {family: mean_ranks(comparisons, family, ranked) for family in families}
        _draw_panel(axes, found, models, titles)
        axes.set_xlabel(f"Mean rank of {AXIS[ranked]} (1: highest)")
    blocks = ", ".join(str(n) for n in comparisons["blocks"].unique())
    who = "simulated test patients" if simulated else "test patients"
    panels[0].set_title(f"{title}\n", pad=4)
    panels[0].text(0, 1.02, f"n = {blocks} {who}", transform=panels[0].transAxes, color="0.3")
    panels[0].set_yticks(range(len(families)), [title_of(family, titles) for family in families])
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=min(len(models), 4))
    return figure


def _draw_panel(axes: Axes, families: Mapping[str, Ranks], models: list[str], titles: Mapping[str, str]) -> None:
    right_edge = blended_transform_factory(axes.transAxes, axes.transData)
    for row, (ranks, p, blocks, test) in enumerate(families.values()):
        difference = None if test == WILCOXON else critical_difference(len(models), blocks)
        for first, last in indistinct_groups(ranks.to_numpy(), difference) if difference else ():
            level = row + 0.2 + 0.1 * (first % 2)
            axes.plot([ranks.iloc[first] - 0.02, ranks.iloc[last] + 0.02], [level, level], **BAR)
        for number, model in enumerate(models):
            style = {"color": COLOURS[number % len(COLOURS)], "marker": MARKERS[number % len(MARKERS)]}
            label = title_of(model, titles) if row == 0 else None
            axes.plot(ranks[model], row, linestyle="none", markersize=5, clip_on=False, label=label, zorder=3, **style)
        text = f"{TEST_TITLES[test]} p {p_text(p)}"
        axes.text(1.0, row - 0.16, text, transform=right_edge, ha="right", va="bottom", color="0.35")
    _draw_difference(axes, difference, len(models))
    middle = (len(models) + 1) / 2
    axes.plot([middle, middle], [-0.4, len(families) - 0.4], color="0.85", linewidth=0.8, linestyle="-", zorder=0)
    axes.set(xlim=(1, len(models)), ylim=(len(families) - 0.4, -1.35), xticks=range(1, len(models) + 1))
    axes.grid(True, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _draw_difference(axes: Axes, difference: float | None, n_models: int) -> None:
    """How long the critical difference is, above the first family; None where Wilcoxon's test has none."""
    if difference is None:
        axes.text(1, -0.98, "Two models: no critical difference", va="bottom")
        return
    axes.plot([1, 1 + difference], [-0.85, -0.85], color="0.25", marker="|", markersize=6, linewidth=1, linestyle="-")
    wide = " (wider than the axis)" if difference > n_models - 1 else ""
    axes.text(1, -0.98, f"Critical difference {difference:.2f}{wide}", va="bottom")
