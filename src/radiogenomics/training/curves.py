"""Learning curves of a model's cross-validations."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from radiogenomics.report.style import journal_style

QUANTITIES = {
    "validation_loss": "Binary cross-entropy",
    "validation_auc": "Validation AUC",
    "criterion": "0.6 SEN + 0.4 SPE",
}
ROW_HEIGHT = 1.7  # inches
TOP = 1.06
"""End of the axes of shares, above 1 by half of a marker, which would be cut off there."""
# Markers of the selected epoch, by the rule that chose it.
MARKERS = {
    "criterion": {"marker": "o", "markersize": 7, "fillstyle": "none"},
    "last_epoch": {"marker": "x", "markersize": 7, "markeredgewidth": 1.8},
}


@journal_style()
def learning_curves(
    histories: Mapping[str, Sequence[pd.DataFrame]],
    selections: Mapping[str, Sequence[dict]],
    validated: Mapping[str, Sequence[int]],
    title: str,
) -> Figure:
    """Draw loss, AUC and selection criterion over the epochs: a row per input, a colour per fold.

    Training loss is dashed. A ring marks the epoch that the criterion selected in a fold; where no epoch was eligible,
    a cross marks the last one, which was taken instead. The criterion is drawn where it is defined: at the epochs that
    are eligible.

    Args:
        histories: per input, the history of each fold's training.
        selections: per input, the selection of each fold's training (see `select_epoch`).
        validated: per input, the number of patients on whom each fold was validated.
        title: title of the figure.
    """
    figure = Figure(figsize=(7.2, 1.1 + ROW_HEIGHT * len(histories)), layout="constrained")
    figure.suptitle(title)
    grid = figure.subplots(len(histories), len(QUANTITIES), sharex=True, squeeze=False)
    for row, (name, folds) in zip(grid, histories.items(), strict=True):
        for axes, column in zip(row, QUANTITIES, strict=True):
            for fold, history in enumerate(folds):
                _draw_fold(axes, history, column, selections[name][fold], _color(fold))
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            if column != "validation_loss":
                axes.set_ylim(0, TOP)
        row[0].set_ylabel(f"{name}\n{_sizes(validated[name])}", fontweight="bold")
        _say_fallbacks(row[-1], selections[name])
    for axes, label in zip(grid[0], QUANTITIES.values(), strict=True):
        axes.set_title(label)
    grid[-1, 1].set_xlabel("Epoch")
    drawn = [selection for name in histories for selection in selections[name]]
    handles = _legend(max(map(len, histories.values())), drawn)
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def _sizes(validated: Sequence[int]) -> str:
    least, most = min(validated), max(validated)
    return f"n = {least}" if least == most else f"n = {least}–{most}"


def _color(fold: int) -> tuple[float, float, float]:
    return mpl.color_sequences["tab10"][fold % 10]


def _draw_fold(axes: Axes, history: pd.DataFrame, column: str, selection: dict, color: tuple) -> None:
    axes.plot(history["epoch"], history[column], color=color, linestyle="-", marker=".", markersize=3)
    if column == "validation_loss":
        axes.plot(history["epoch"], history["training_loss"], color=color, linestyle="--", linewidth=0.8)
    chosen = history[history["epoch"] == selection["epoch"]]
    axes.plot(chosen["epoch"], chosen[column], color=color, **MARKERS[selection["rule"]])


def _fallbacks(selections: Sequence[dict]) -> int:
    return sum(selection["rule"] == "last_epoch" for selection in selections)


def _say_fallbacks(axes: Axes, selections: Sequence[dict]) -> None:
    """Why curves of the criterion are missing."""
    if fallbacks := _fallbacks(selections):
        text = f"No eligible epoch in {fallbacks} of {len(selections)} folds"
        axes.text(0.03, 0.04, text, transform=axes.transAxes, color="0.25")


def _legend(folds: int, selections: Sequence[dict]) -> list[Line2D]:
    n, fallbacks = len(selections), _fallbacks(selections)
    labels = {
        "criterion": f"Selected by the criterion ({n - fallbacks} of {n} trainings)",
        "last_epoch": f"No eligible epoch: last ({fallbacks} of {n} trainings)",
    }
    return [
        *(Line2D([], [], color=_color(fold), linestyle="-", label=f"Fold {fold}") for fold in range(folds)),
        Line2D([], [], color="black", linestyle="-", label="Validation"),
        Line2D([], [], color="black", linestyle="--", linewidth=0.8, label="Training"),
        *(Line2D([], [], color="black", linestyle="", label=labels[rule], **MARKERS[rule]) for rule in MARKERS),
    ]
