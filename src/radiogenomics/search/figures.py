"""Figures of a search: its history, how much each parameter matters, each parameter by itself, and scans."""

import textwrap
import warnings
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter
from optuna.importance import FanovaImportanceEvaluator, get_param_importances
from optuna.trial import TrialState

from radiogenomics.report.style import COLOURS, COLUMN_WIDTH, PAGE_WIDTH, journal_style
from radiogenomics.search.run import read_search

FEWEST_TRIALS = 10
"""Below this many trials, importances are noise and are not shown."""

_PER_ROW = 3
_FIXED = ("trial", "state", "value", "steps")
_DECADES = 100.0
_SEED = 0


@journal_style()
def history_figure(trials: pd.DataFrame, metric: str) -> Figure:
    """Value of every trial in the order drawn, and the best so far.

    Args:
        trials: as `results.trials_table` returns them.
        metric: what the value is, in words.
    """
    figure = Figure(figsize=(COLUMN_WIDTH, 2.4))
    axis = figure.subplots()
    complete = trials[trials.state == "complete"]
    given_up = trials[trials.state == "given up"]
    axis.scatter(complete.trial, complete.value, s=10, color=COLOURS[0], label=f"complete ({len(complete)})")
    if len(given_up):
        axis.scatter(
            given_up.trial, given_up.value, s=10, marker="x", color="0.6", label=f"given up early ({len(given_up)})"
        )
    axis.step(
        complete.trial, complete.value.cummax(), where="post", color=COLOURS[1], linestyle="-", label="best so far"
    )
    axis.set(xlabel="Trial", ylabel=metric)
    figure.legend(loc="outside lower center", ncols=3, fontsize=6.5, columnspacing=1, handletextpad=0.4)
    return figure


def importances(journal: str | Path) -> dict[str, float] | None:
    """Share of the variance of the value that each parameter explains (functional ANOVA, Hutter 2014), summing to 1.

    Only parameters that all trials have are compared. None where there are too few trials, or all have one value.
    """
    study = read_search(journal)
    complete = [trial for trial in study.get_trials(deepcopy=False) if trial.state == TrialState.COMPLETE]
    if len(complete) < FEWEST_TRIALS or len({trial.value for trial in complete}) < 2:
        return None
    with warnings.catch_warnings(action="ignore"):
        return get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=_SEED)) or None


@journal_style()
def importance_figure(shares: Mapping[str, float] | None) -> Figure:
    """Bars of `importances`, the largest on top; a sentence where there are none."""
    shares = dict(sorted((shares or {}).items(), key=lambda item: item[1]))
    figure = Figure(figsize=(COLUMN_WIDTH, 0.8 + 0.22 * max(len(shares), 3)))
    axis = figure.subplots()
    if shares:
        bars = axis.barh([_words(name) for name in shares], list(shares.values()), color=COLOURS[0], height=0.6)
        axis.bar_label(bars, [f"{share:.2f}" for share in shares.values()], padding=2, fontsize=6.5)
        axis.set(
            xlabel="Share of the variance explained, of\nparameters that all trials have",
            xlim=(0, 1.1 * max(shares.values())),
        )
    else:
        axis.axis("off")
        note = f"Importances need {FEWEST_TRIALS} complete trials of different values."
        axis.text(0, 0.5, textwrap.fill(note, 50), va="center")
    return figure


@journal_style()
def slice_figure(trials: pd.DataFrame, metric: str, logarithmic: Collection[str] = ()) -> Figure:
    """Value of the complete trials against each parameter by itself; darker points were drawn later.

    Args:
        trials: as `results.trials_table` returns them.
        metric: what the value is, in words.
        logarithmic: parameters whose axis is logarithmic.
    """
    complete = trials[trials.state == "complete"]
    names = [name for name in trials.columns if name not in _FIXED]
    rows = -(-len(names) // _PER_ROW)
    figure = Figure(figsize=(PAGE_WIDTH, 0.3 + 1.7 * rows))
    axes = figure.subplots(rows, _PER_ROW, squeeze=False, sharey=True)
    for axis in axes.flat[len(names) :]:
        axis.axis("off")
    for axis, name in zip(axes.flat, names, strict=False):
        shown = complete.dropna(subset=name)
        places = _place_values(axis, shown[name], name in logarithmic)
        axis.scatter(places, shown.value, c=shown.trial, cmap="Blues", vmin=-len(trials) / 2, s=9)
        axis.set_xlabel(_words(name))
    for row in axes:
        row[0].set_ylabel(metric)
    return figure


@journal_style()
def scan_figure(scores: pd.DataFrame, metric: str) -> Figure:
    """Training and validation metric of independent scans, one panel per parameter; between the two, overfitting.

    Args:
        scores: columns parameter, value, training, validation; several rows of one value (folds, seeds) are averaged,
            and their standard deviation is shown.
        metric: what is measured, in words.
    """
    names = list(dict.fromkeys(scores.parameter))
    rows = -(-len(names) // _PER_ROW)
    figure = Figure(figsize=(PAGE_WIDTH, 0.5 + 1.8 * rows))
    axes = figure.subplots(rows, _PER_ROW, squeeze=False, sharey=True)
    for axis in axes.flat[len(names) :]:
        axis.axis("off")
    for axis, name in zip(axes.flat, names, strict=False):
        runs = scores[scores.parameter == name]
        means, spreads = (
            runs.groupby("value", sort=False)[["training", "validation"]].agg(function) for function in ("mean", "std")
        )
        places = _place_values(axis, means.index.to_series(), _spans_decades(means.index))
        for place, subset in enumerate(("training", "validation")):
            axis.errorbar(
                places,
                means[subset],
                spreads[subset].fillna(0),
                color=COLOURS[place],
                linestyle="-",
                marker="o",
                markersize=3,
                capsize=2,
                label=subset,
            )
        gap = (means.training - means.validation).to_numpy(float)
        axis.plot(places, gap, color="0.5", linestyle=":", label="overfitting (training − validation)")
        axis.set_xlabel(_words(name))
    for row in axes:
        row[0].set_ylabel(metric)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


def _place_values(axis: Axes, values: pd.Series, logarithmic: bool) -> np.ndarray:
    """Places of values on the axis of a parameter, which is made logarithmic or named as the values need."""
    if all(isinstance(value, bool | np.bool_ | str) for value in values):
        names = sorted({str(value) for value in values})
        axis.set_xticks(range(len(names)), names)
        axis.set_xlim(-0.5, max(len(names), 1) - 0.5)
        return np.array([names.index(str(value)) for value in values], dtype=float)
    if logarithmic:
        axis.set_xscale("log")
        axis.xaxis.set_minor_formatter(NullFormatter())
    return values.to_numpy(dtype=float)


def _spans_decades(values: Collection) -> bool:
    """Whether the values of a scan are numbers of several orders of magnitude."""
    if any(isinstance(value, str) or value <= 0 for value in values):
        return False
    return max(values) / min(values) >= _DECADES


def _words(name: str) -> str:
    """A parameter for readers, without the section whose key it is."""
    return (name.partition(".")[2] or name).replace("_", " ").replace(".", ", ")
