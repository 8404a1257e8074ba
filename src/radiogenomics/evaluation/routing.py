"""Which residual blocks SpotTune fine-tunes, and for how many patients (Schmitz 2024, equation 1)."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from radiogenomics.errors import InputError
from radiogenomics.report.style import PAGE_WIDTH, journal_style

BLOCKS_PER_LAYER = {4: (1, 1, 1, 1), 8: (2, 2, 2, 2), 16: (3, 4, 6, 3)}
# Light enough for the numbers and the mark of simulated patients to be read on every cell.
SHARES = LinearSegmentedColormap.from_list("shares", ["#FFFFFF", "#B9DDF4", "#56A9E0"])


def block_names(count: int) -> list[str]:
    """Names of a residual network's blocks in the order of the data: `layer1.0`, `layer1.1`, …

    Raises:
        InputError: no ResNet of 10, 18, 34 or 50 layers has so many blocks.
    """
    if count not in BLOCKS_PER_LAYER:
        raise InputError(
            f"routing: {count} blocks; a ResNet has {', '.join(map(str, BLOCKS_PER_LAYER))}; give all of them"
        )
    layers = enumerate(BLOCKS_PER_LAYER[count], start=1)
    return [f"layer{layer}.{block}" for layer, blocks in layers for block in range(blocks)]


def mean_shares(shares: pd.DataFrame) -> pd.DataFrame:
    """Mean share of draws that take the fine-tuned block, over patients and folds.

    Args:
        shares: model, input, fold, patient_id, block (index from 0, or its name), share_fine_tuned (0…1).

    Returns:
        Inputs × blocks, in order of occurrence; rows are called `model: input` if there are several models.

    Raises:
        InputError: a share is missing for a block, or the number of blocks is no ResNet's.
    """
    rows = shares["input"].astype(str)
    if shares["model"].nunique() > 1:
        rows = shares["model"] + ": " + rows
    table = shares.assign(row=rows).pivot_table(index="row", columns="block", values="share_fine_tuned", sort=False)
    if table.isna().any(axis=None):
        raise InputError(f"routing: {table.index[table.isna().any(axis=1)][0]} lacks a block; predict it again")
    if pd.api.types.is_integer_dtype(table.columns.dtype):
        table = table.sort_index(axis=1).set_axis(block_names(table.shape[1]), axis=1)
    return table


@journal_style()
def routing_figure(shares: pd.DataFrame, simulated: bool) -> Figure:
    """Heatmap of input × block: the share of draws, over all patients and folds, in which the block is fine-tuned.

    Args:
        shares: see `mean_shares`.
        simulated: whether the patients are simulated, which the title then says.
    """
    table = 100 * mean_shares(shares)
    figure = Figure(figsize=(PAGE_WIDTH, 1.3 + 0.26 * len(table)))
    axes = figure.add_subplot()
    image = axes.imshow(table, cmap=SHARES, vmin=0, vmax=100, aspect="auto")
    _label(axes, table)
    n = shares["patient_id"].nunique()
    who = "simulated patients" if simulated else "patients"
    axes.set_title("Blocks that SpotTune fine-tunes\n", pad=4)
    axes.annotate(
        f"n = {n} {who}; % of draws, mean over patients and {shares['fold'].nunique()} folds",
        (0, 1),
        (0, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        color="0.3",
    )
    bar = figure.colorbar(image, ax=axes, label="Fine-tuned (%)", pad=0.01, aspect=12, ticks=[0, 50, 100])
    bar.outline.set_visible(False)
    return figure


def _label(axes: Axes, table: pd.DataFrame) -> None:
    """Names of blocks and inputs, the number in each cell, and gaps between cells that are wider between layers."""
    axes.set_xticks(range(table.shape[1]), table.columns, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(table.shape[0]), table.index)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    for (row, column), share in np.ndenumerate(table):
        axes.text(column, row, f"{share:.0f}", ha="center", va="center", fontsize=6.5, color="0.1")
    layers = [str(name).split(".")[0] for name in table.columns]
    for column in range(1, table.shape[1]):
        width = 4 if layers[column] != layers[column - 1] else 0.8
        axes.axvline(column - 0.5, color="white", linewidth=width, solid_capstyle="projecting", clip_on=False)
    for row in range(1, table.shape[0]):
        axes.axhline(row - 0.5, color="white", linewidth=0.8)
