"""Learning curves of a cross-validation."""

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

QUANTITIES = {
    "validation_loss": "binary cross-entropy",
    "validation_auc": "validation AUC",
    "criterion": "criterion M = 0.6 SEN + 0.4 SPE",
}


def learning_curves(histories: dict[int, pd.DataFrame], selections: dict[int, dict], title: str) -> Figure:
    """Draw loss, AUC and selection criterion over the epochs, one colour per fold.

    Training loss is dashed; a ring marks the selected epoch of each fold. The criterion is drawn where it is defined.

    Args:
        histories: per fold, the history of a training.
        selections: per fold, the selection of the training.
        title: title of the figure.
    """
    figure = Figure(figsize=(12, 3.8), layout="constrained")
    figure.suptitle(title)
    for axes, (column, label) in zip(figure.subplots(1, 3), QUANTITIES.items(), strict=True):
        axes.set(xlabel="epoch", ylabel=label)
        for fold, history in histories.items():
            _draw_fold(axes, history, column, selections[fold]["epoch"], mpl.color_sequences["tab10"][fold % 10])
        if column != "validation_loss":
            axes.set_ylim(0, 1)
    figure.legend(handles=_legend(list(histories)), loc="outside right center")
    return figure


def _draw_fold(axes: Axes, history: pd.DataFrame, column: str, selected: int, color: tuple) -> None:
    axes.plot(history["epoch"], history[column], color=color, marker=".", markersize=3)
    if column == "validation_loss":
        axes.plot(history["epoch"], history["training_loss"], color=color, linestyle="--", linewidth=0.8)
    chosen = history[history["epoch"] == selected]
    axes.plot(chosen["epoch"], chosen[column], color=color, marker="o", markersize=9, fillstyle="none")


def _legend(folds: list[int]) -> list[Line2D]:
    lines = [Line2D([], [], color=mpl.color_sequences["tab10"][fold % 10], label=f"fold {fold}") for fold in folds]
    return [
        *lines,
        Line2D([], [], color="black", label="validation"),
        Line2D([], [], color="black", linestyle="--", linewidth=0.8, label="training"),
        Line2D([], [], color="black", linestyle="", marker="o", fillstyle="none", label="selected epoch"),
    ]
