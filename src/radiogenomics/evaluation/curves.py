"""ROC and precision–recall curves of several models on one test set (Schmitz 2024, figures 2–5)."""

import textwrap
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import precision_recall_curve, roc_curve

from radiogenomics.evaluation.bootstrap import DRAWS
from radiogenomics.evaluation.metrics import evaluate
from radiogenomics.evaluation.number_text import interval_text
from radiogenomics.report.style import CHANCE, COLUMN_WIDTH, journal_style

LEGEND_CHARACTERS = 50  # what fits a line of a journal's column
Curves = Mapping[str, tuple[ArrayLike, ArrayLike]]


@journal_style()
def roc_figure(curves: Curves, title: str, simulated: bool, seed: int = 42, draws: int = DRAWS) -> Figure:
    """ROC curves, with each AUC and its 95 % interval in the legend; where there is one class, without a curve.

    Args:
        curves: labels (n,) and probabilities (n,) by the model's title.
        title: what the models were given, e.g. the ensemble.
        simulated: whether the patients are simulated, which the subtitle then says.
        seed: seed of the bootstrap.
        draws: number of bootstrap draws.

    Raises:
        InputError: labels or probabilities of a model cannot be evaluated.
    """
    figure, axes = _canvas(curves, title, simulated)
    for name, (labels, probabilities) in curves.items():
        label = _legend(name, "AUC", labels, probabilities, seed, draws)
        if _one_class(labels):
            axes.plot([], [], label=label)
            continue
        false_positive, true_positive, _ = roc_curve(labels, probabilities, drop_intermediate=False)
        axes.plot(false_positive, true_positive, clip_on=False, label=label)
    axes.plot([0, 1], [0, 1], label="Chance, AUC 0.50", **CHANCE)
    axes.set(xlabel="1 − specificity", ylabel="Sensitivity")
    figure.legend(loc="outside lower center")
    return figure


@journal_style()
def precision_recall_figure(curves: Curves, title: str, simulated: bool, seed: int = 42, draws: int = DRAWS) -> Figure:
    """Precision–recall curves, with each average precision and its 95 % interval in the legend.

    A curve is drawn in steps, so that the area under it is the average precision (see `precision_steps`).

    Args and errors: as `roc_figure`.
    """
    figure, axes = _canvas(curves, title, simulated)
    for name, (labels, probabilities) in curves.items():
        label = _legend(name, "AP", labels, probabilities, seed, draws)
        if _one_class(labels):
            axes.plot([], [], label=label)
            continue
        recall, precision = precision_steps(labels, probabilities)
        axes.plot(recall, precision, drawstyle="steps-pre", clip_on=False, label=label)
    for prevalence in sorted({float(np.mean(labels)) for labels, _ in curves.values()}):
        axes.plot([0, 1], [prevalence, prevalence], label=f"Chance, AP {prevalence:.2f}", **CHANCE)
    axes.set(xlabel="Recall (sensitivity)", ylabel="Precision (positive predictive value)")
    figure.legend(loc="outside lower center")
    return figure


def precision_steps(labels: ArrayLike, probabilities: ArrayLike) -> tuple[NDArray, NDArray]:
    """Corners (recall, precision) of a curve whose steps, each as high as its right corner, add up to the AP.

    Thresholds that add no true positive are left out; they would only draw spikes of no area.
    """
    precision, recall, _ = precision_recall_curve(labels, probabilities)
    # scikit-learn goes from high to low recall, and ends with a point (0, 1) that belongs to no threshold.
    precision, recall = precision[-2::-1], recall[-2::-1]
    rises = np.diff(recall, prepend=0) > 0
    return np.append(0.0, recall[rises]), np.append(precision[rises][0], precision[rises])


def _canvas(curves: Curves, title: str, simulated: bool) -> tuple[Figure, Axes]:
    """Square axes from 0 to 1 under a title that says how many patients there are."""
    lines = sum(1 + len(name) // (LEGEND_CHARACTERS - 22) for name in curves)
    figure = Figure(figsize=(COLUMN_WIDTH, COLUMN_WIDTH + 0.45 + 0.16 * lines))
    axes = figure.add_subplot()
    axes.set_title(f"{title}\n", pad=4)
    axes.text(0, 1.03, patients_text(curves, simulated), transform=axes.transAxes, color="0.3")
    ticks = np.linspace(0, 1, 6)
    axes.set(xlim=(0, 1), ylim=(0, 1), xticks=ticks, yticks=ticks, aspect="equal")
    axes.grid(True)
    for artist in (axes.spines["left"], axes.spines["bottom"]):
        artist.set_position(("outward", 4))
    return figure, axes


def patients_text(curves: Curves, simulated: bool) -> str:
    """How many patients there are, and whether they are simulated: `n = 57 patients (24 positive)`."""
    sizes = dict.fromkeys((np.size(labels), np.count_nonzero(labels)) for labels, _ in curves.values())
    who = "simulated patients" if simulated else "patients"
    return " or ".join(f"n = {n} {who} ({positive} positive)" for n, positive in sizes)


def wrapped(text: str) -> str:
    """Text of a legend, in lines that a journal's column holds."""
    return textwrap.fill(text, LEGEND_CHARACTERS)


def _one_class(labels: ArrayLike) -> bool:
    return len(np.unique(labels)) < 2


def _legend(name: str, metric: str, labels: ArrayLike, probabilities: ArrayLike, seed: int, draws: int) -> str:
    row = evaluate(labels, probabilities, seed=seed, where=name, draws=draws).set_index("metric").loc[metric]
    value = f"{metric} {interval_text(row['value'], row['ci_low'], row['ci_high'], 2)}"
    if _one_class(labels):
        value = "no curve: one class"
    one_line = f"{name}, {value}"
    return one_line if len(one_line) <= LEGEND_CHARACTERS else f"{wrapped(name)}\n{value}"
