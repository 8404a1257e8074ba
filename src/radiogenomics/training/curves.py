"""Learning curves of a model's cross-validations."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from radiogenomics.report.style import journal_style
from radiogenomics.training.selection import LAST_EPOCH
from radiogenomics.training.tasks.task import Curve, Task

ROW_HEIGHT = 1.7  # inches
TOP = 1.06
"""End of the axes of shares, above 1 by half of a marker, which would be cut off there."""
# Markers of the selected epoch.
BEST = {"marker": "o", "markersize": 7, "fillstyle": "none"}
LAST = {"marker": "x", "markersize": 7, "markeredgewidth": 1.8}


@journal_style()
def learning_curves(
    histories: Mapping[str, Sequence[pd.DataFrame]],
    selections: Mapping[str, Sequence[dict]],
    validated: Mapping[str, Sequence[int]],
    title: str,
    task: Task,
) -> Figure:
    """Draw the quantities of a task over the epochs: a row per input, a colour per fold.

    The training's values are dashed. A ring marks the epoch that was selected in a fold, a cross the last one where
    that was taken. A quantity is drawn where it is defined: the criterion of a binary task at the epochs that are
    eligible.

    Args:
        histories: per input, the history of each fold's training.
        selections: per input, the selection of each fold's training (see `Task.select`).
        validated: per input, the number of patients on which each fold was validated.
        title: title of the figure.
        task: says what is drawn.
    """
    figure = Figure(figsize=(7.2, 1.1 + ROW_HEIGHT * len(histories)), layout="constrained")
    figure.suptitle(title)
    grid = figure.subplots(len(histories), len(task.curves), sharex=True, squeeze=False)
    for row, (name, folds) in zip(grid, histories.items(), strict=True):
        for axes, curve in zip(row, task.curves, strict=True):
            for fold, history in enumerate(folds):
                _draw_fold(axes, history, curve, selections[name][fold], _color(fold))
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            if curve.is_share:
                axes.set_ylim(0, TOP)
        row[0].set_ylabel(f"{name}\n{_sizes(validated[name])}", fontweight="bold")
        _say_fallbacks(row[-1], selections[name], task)
    for axes, curve in zip(grid[0], task.curves, strict=True):
        axes.set_title(curve.title)
    grid[-1, len(task.curves) // 2].set_xlabel("Epoch")
    drawn = [selection for name in histories for selection in selections[name]]
    handles = _legend(max(map(len, histories.values())), drawn, task)
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def _sizes(validated: Sequence[int]) -> str:
    least, most = min(validated), max(validated)
    return f"n = {least}" if least == most else f"n = {least}–{most}"


def _color(fold: int) -> tuple[float, float, float]:
    return mpl.color_sequences["tab10"][fold % 10]


def _marker(rule: str) -> dict[str, object]:
    return LAST if rule == LAST_EPOCH else BEST


def _draw_fold(axes: Axes, history: pd.DataFrame, curve: Curve, selection: dict, color: tuple) -> None:
    axes.plot(history["epoch"], history[curve.column], color=color, linestyle="-", marker=".", markersize=3)
    if curve.training:
        axes.plot(history["epoch"], history[curve.training], color=color, linestyle="--", linewidth=0.8)
    chosen = history[history["epoch"] == selection["epoch"]]
    axes.plot(chosen["epoch"], chosen[curve.column], color=color, **_marker(selection["rule"]))


def _say_fallbacks(axes: Axes, selections: Sequence[dict], task: Task) -> None:
    """Why curves of the quantity that selects are missing."""
    fallbacks = sum(selection["rule"] == LAST_EPOCH for selection in selections)
    if task.no_eligible_epoch and fallbacks:
        text = f"{task.no_eligible_epoch} in {fallbacks} of {len(selections)} folds"
        axes.text(0.03, 0.04, text, transform=axes.transAxes, color="0.25")


def _legend(folds: int, selections: Sequence[dict], task: Task) -> list[Line2D]:
    n, rules = len(selections), [selection["rule"] for selection in selections]
    handles = [
        Line2D([], [], color=_color(fold), linestyle="-", label=f"Fold {fold}") for fold in range(folds) if folds > 1
    ]
    handles.append(Line2D([], [], color="black", linestyle="-", label="Validation"))
    if any(curve.training for curve in task.curves):
        handles.append(Line2D([], [], color="black", linestyle="--", linewidth=0.8, label="Training"))
    for rule, words in task.rules.items():
        label = f"{words} ({rules.count(rule)} of {n} trainings)"
        handles.append(Line2D([], [], color="black", linestyle="", label=label, **_marker(rule)))
    return handles
