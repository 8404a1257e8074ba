"""Forest plot: the AUC of every model on every input, with its interval, chance, and what was to be expected."""

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from radiogenomics.evaluation.titles import title_of
from radiogenomics.report.style import CHANCE, COLOURS, journal_style

WIDTH = 4.4
"""Inches: as wide as can be read on a phone without turning it or scrolling."""
ROW, HEAD = 0.17, 1.15  # inches per AUC, and of title, axis and legend
LEGEND_LINES, LEGEND_LINE = 2, 0.15  # lines of the legend that have room in `HEAD`, and inches of another one
GAP = 0.8
"""Room between two inputs, in rows."""
IDEAL = {"color": "0.1", "marker": "|", "markersize": 11, "markeredgewidth": 1.4, "linestyle": "none"}
PUBLISHED = {"color": "0.1", "marker": "x", "markersize": 4.5, "linestyle": "none"}


@journal_style()
def forest_figure(
    areas: pd.DataFrame, ideal: Mapping[str, float], titles: Mapping[str, str], title: str, simulated: bool
) -> Figure:
    """AUCs in the order of the rows, those of one input together, each model in a colour of its own.

    Args:
        areas: rows of metrics.csv whose metric is AUC: model, ensemble, value, ci_low, ci_high, n, n_positive, and
            `published` where a paper has the value. An AUC that is not defined has no mark, but keeps its row.
        ideal: the ideal observer's AUC of simulated patients by ensemble, drawn as a tall line; may be empty.
        titles: titles of models and ensembles by key.
        title: what the figure shows.
        simulated: whether the patients are simulated, which the subtitle then says.
    """
    models, ensembles = list(dict.fromkeys(areas["model"])), list(dict.fromkeys(areas["ensemble"]))
    figure = Figure(figsize=(WIDTH, HEAD + ROW * (len(areas) + GAP * len(ensembles))))
    axes = figure.subplots()
    axes.axvline(0.5, **CHANCE)
    ticks, top = [], 0.0
    for ensemble in ensembles:
        rows = areas[areas["ensemble"] == ensemble]
        for place, row in enumerate(rows.itertuples()):
            _draw_area(axes, row, top + place, models.index(row.model))
        last = top + len(rows) - 1
        if ensemble in ideal:
            axes.plot([ideal[ensemble]] * 2, [top - 0.35, last + 0.35], color="0.1", linewidth=1.4, linestyle="-")
        ticks.append((top + last) / 2)
        top = last + 1 + GAP
    axes.set_yticks(ticks, [title_of(ensemble, titles) for ensemble in ensembles])
    axes.set(xlim=(_least(areas, ideal), 1.01), ylim=(top - GAP, -1), xlabel="AUC with 95 % interval")
    axes.tick_params(axis="y", length=0)
    axes.grid(True, axis="x")
    axes.set_title(f"{title}\n", pad=4)
    who = "simulated test patients" if simulated else "test patients"
    sizes = areas[["n", "n_positive"]].dropna().drop_duplicates().itertuples()
    counted = ", ".join(f"{row.n:.0f} ({row.n_positive:.0f} positive)" for row in sizes)
    axes.text(0, 1.01, f"n = {counted} {who}", transform=axes.transAxes, va="bottom", color="0.3")
    _legend(figure, models, titles, bool(ideal), _has_published(areas))
    return figure


def _least(areas: pd.DataFrame, ideal: Mapping[str, float]) -> float:
    """Where the axis begins: the tenth below all that is drawn, chance included."""
    drawn = areas.reindex(columns=["value", "ci_low", "published"]).astype(float).min().min()
    least = min(0.5, *ideal.values(), drawn if pd.notna(drawn) else 0.5)
    return max(0.0, math.floor(10 * least - 0.2) / 10)


def _draw_area(axes: Axes, row: tuple, height: float, model: int) -> None:
    color = COLOURS[model % len(COLOURS)]
    axes.plot([row.ci_low, row.ci_high], [height, height], color=color, linewidth=1.1, linestyle="-")
    axes.plot(row.value, height, color=color, marker="s", markersize=3.5, linestyle="none")
    published = getattr(row, "published", None)
    if pd.notna(published):
        axes.plot(published, height, **PUBLISHED)


def _has_published(areas: pd.DataFrame) -> bool:
    return "published" in areas and bool(areas["published"].notna().any())


def _legend(figure: Figure, models: list[str], titles: Mapping[str, str], ideal: bool, published: bool) -> None:
    axes = figure.axes[0]
    for number, model in enumerate(models):
        style = {"color": COLOURS[number % len(COLOURS)], "marker": "s", "markersize": 3.5}
        axes.plot([], [], linestyle="-", linewidth=1.1, label=title_of(model, titles), **style)
    if ideal:
        axes.plot([], [], label="Ideal observer", **IDEAL)
    if published:
        axes.plot([], [], label="Published", **PUBLISHED)
    axes.plot([], [], label="Chance", **CHANCE)
    for columns in (3, 2, 1):
        legend = figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=columns)
        if columns == 1 or legend.get_window_extent().width <= figure.bbox.width:
            break
        legend.remove()
    more = math.ceil(len(legend.get_texts()) / columns) - LEGEND_LINES
    figure.set_figheight(figure.get_figheight() + LEGEND_LINE * max(0, more))
