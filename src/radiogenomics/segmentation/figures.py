"""Figures of segmentation scores: how Dice is distributed, and how it depends on the size of the lesion.

Ferreira et al. (TU Berlin), figures 6 and 8.
"""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from radiogenomics.report.style import COLOURS, COLUMN_WIDTH, PAGE_WIDTH, journal_style
from radiogenomics.segmentation.names import DICE, HAUSDORFF

DICE_REGIONS = ("NCR", "ED", "ET")
DISTANCE_REGIONS = ("tumour core", "whole tumour")
BINS = 20
MARKERS = "osD^vP*"
NAME_CHARACTERS = 18
"""Characters of a network's name at the left of its row before it goes on in another line."""


@journal_style()
def score_histograms(scores: pd.DataFrame) -> Figure:
    """Patients by Dice of each region of the tumour, and by 95 % Hausdorff distance of core and whole (figure 6).

    One row per network; the bins of a column are the same in all rows. Dashed lines are the medians.

    Args:
        scores: rows of region_scores.csv of one study.
    """
    models = list(dict.fromkeys(scores["model"]))
    columns = [*((region, DICE) for region in DICE_REGIONS), *((region, HAUSDORFF) for region in DISTANCE_REGIONS)]
    figure = Figure(figsize=(PAGE_WIDTH, 1.4 * len(models) + 0.5))
    grid = figure.subplots(len(models), len(columns), squeeze=False, sharex="col", sharey="row")
    for place, (region, metric) in enumerate(columns):
        rows = scores[(scores["region"] == region) & (scores["metric"] == metric)]
        highest = 1.0 if metric == DICE else max(float(rows["value"].max()), 1.0)
        for axes, model in zip(grid[:, place], models, strict=True):
            values = rows.loc[rows["model"] == model, "value"]
            axes.hist(values, np.linspace(0, highest, BINS + 1), color=COLOURS[0])
            axes.axvline(values.median(), color="0.3", linewidth=0.8, linestyle=(0, (4, 3)))
        grid[0, place].set_title(region)
        grid[-1, place].set_xlabel("Dice" if metric == DICE else "95 % HD, mm")
    for axes, model in zip(grid[:, 0], models, strict=True):
        axes.set_ylabel(f"{textwrap.fill(model, NAME_CHARACTERS)}\npatients")
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    return figure


@journal_style()
def dice_by_size(scores: pd.DataFrame, voxel_mm3: float) -> Figure:
    """Dice of each region against its true volume, on a logarithmic axis (figure 8).

    Regions that a patient does not have are left out: their volume is 0. The text of each panel says how many.

    Args:
        scores: rows of region_scores.csv of one study.
        voxel_mm3: volume of a voxel in mm³.
    """
    models = list(dict.fromkeys(scores["model"]))
    figure = Figure(figsize=(PAGE_WIDTH, 2.6))
    panels = figure.subplots(1, len(DICE_REGIONS), sharey=True)
    for axes, region in zip(panels, DICE_REGIONS, strict=True):
        rows = scores[(scores["region"] == region) & (scores["metric"] == DICE)]
        shown = rows[rows["n_voxels_truth"] > 0]
        for number, model in enumerate(models):
            own = shown[shown["model"] == model]
            axes.scatter(
                own["n_voxels_truth"] * voxel_mm3 / 1000,
                own["value"],
                s=9,
                color=COLOURS[number % len(COLOURS)],
                marker=MARKERS[number % len(MARKERS)],
                linewidths=0,
                alpha=0.8,
                label=model,
            )
        absent = rows.loc[rows["n_voxels_truth"] == 0, "patient_id"].nunique()
        axes.set_title(region)
        axes.text(0.98, 0.02, f"{absent} without {region}", transform=axes.transAxes, ha="right", color="0.4")
        axes.set(xscale="log" if len(shown) else "linear", xlabel="True volume, ml", ylim=(-0.03, 1.03))
        axes.grid(True)
    panels[0].set_ylabel("Dice")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(models))
    return figure


@journal_style()
def dice_with_and_without_background(summary: pd.DataFrame, means: tuple[str, str]) -> Figure:
    """Mean Dice of each network with and without background side by side, with intervals.

    Args:
        summary: rows of `summary.summarise`.
        means: the two means' names, without background first.
    """
    models = list(dict.fromkeys(summary["model"]))
    figure = Figure(figsize=(COLUMN_WIDTH, 0.5 * len(models) + 1.2))
    axes = figure.add_subplot()
    for number, mean in enumerate(means):
        rows = summary[(summary["region"] == mean) & (summary["metric"] == DICE)].set_index("model").loc[models]
        places = np.arange(len(models)) + (number - 0.5) * 0.3
        known = rows["ci_low"].notna().to_numpy()
        ends = np.abs(rows[["ci_low", "ci_high"]].to_numpy().T - rows["value"].to_numpy())[:, known]
        colour, marker = COLOURS[number], MARKERS[number]
        axes.plot(rows["value"], places, marker, color=colour, markersize=4, label=mean)
        axes.errorbar(rows["value"][known], places[known], xerr=ends, fmt="none", color=colour, linewidth=1)
    axes.set(yticks=range(len(models)), yticklabels=models, xlabel="Dice", ylim=(len(models) - 0.5, -0.5))
    axes.grid(True, axis="x")
    figure.legend(loc="outside lower center")
    return figure
