"""Losses of towers and fusions over the epochs."""

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from radiogenomics.report.style import COLOURS, PAGE_WIDTH, journal_style

RECONSTRUCTION = "reconstruction"
TITLE_WIDTH = 16


@journal_style()
def tower_curves(histories: Mapping[str, pd.DataFrame]) -> Figure:
    """One panel per model and stage, a colour per fold; training dashed, validation solid.

    Args:
        histories: by title of the model: fold, stage, epoch, training_loss, validation_loss.
    """
    stages = [(title, stage) for title, table in histories.items() for stage in table["stage"].unique()]
    figure = Figure(figsize=(PAGE_WIDTH, 2.3), layout="constrained")
    for axes, (title, stage) in zip(figure.subplots(1, len(stages), squeeze=False)[0], stages, strict=True):
        rows = histories[title][histories[title]["stage"] == stage]
        for fold, history in rows.groupby("fold"):
            colour = COLOURS[int(fold) % len(COLOURS)]
            axes.plot(history["epoch"], history["training_loss"], color=colour, linestyle="--", linewidth=0.8)
            axes.plot(history["epoch"], history["validation_loss"], color=colour, linestyle="-", linewidth=1.2)
        reconstructs = stage == RECONSTRUCTION
        named = f"{title}, autoencoder" if reconstructs else title
        axes.set_title(textwrap.fill(named, TITLE_WIDTH), fontsize=7)
        axes.set_ylabel("Mean squared error" if reconstructs else "Cross-entropy", fontsize=7)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    figure.supxlabel("Epoch; dashed: training, solid: validation; a colour per fold", fontsize=7)
    return figure
