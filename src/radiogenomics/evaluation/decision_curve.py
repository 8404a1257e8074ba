"""Whether acting on a model would do more good than harm: net benefit over thresholds.

Vickers and Elkin 2006, Medical Decision Making 26:565–574.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from radiogenomics.evaluation.bootstrap import DRAWS, enough_patients, patient_counts, percentile_interval
from radiogenomics.evaluation.curves import Curves, patients_text, wrapped
from radiogenomics.evaluation.scores import checked_probabilities
from radiogenomics.report.style import CHANCE, COLUMN_WIDTH, journal_style

THRESHOLDS = np.arange(1, 100) / 100
LOWEST = -0.1  # of the axis of net benefit: far below it nobody reads a curve


def net_benefit(
    truth: NDArray[np.bool_], probabilities: NDArray, counts: NDArray, thresholds: NDArray = THRESHOLDS
) -> NDArray[np.float64]:
    """Net benefit of treating the patients whose probability reaches a threshold, in many resampled test sets.

    True positives less false positives, per patient; a false positive weighs threshold / (1 − threshold), the odds at
    which somebody is indifferent to being treated.

    Args:
        truth: whether each patient is positive, (n,).
        probabilities: probability of the positive class, (n,); ones for treating everybody.
        counts: how often each patient occurs in each test set, (test sets, n).
        thresholds: probabilities below 1, (thresholds,).

    Returns:
        (test sets, thresholds).
    """
    treated = probabilities[:, None] >= thresholds
    gains = np.where(truth[:, None], 1.0, -thresholds / (1 - thresholds))
    return counts @ (treated * gains) / counts.sum(axis=1, keepdims=True)


def benefit_band(
    truth: NDArray[np.bool_], probabilities: NDArray, seed: int = 42, draws: int = DRAWS
) -> NDArray[np.float64] | None:
    """95 % bootstrap interval of the net benefit at each of `THRESHOLDS`, (2, thresholds); None for too few patients.

    Patients are drawn whatever their class: net benefit depends on the share of positives, which the patients of a
    test set estimate no better than the rest.
    """
    if not enough_patients(truth):
        return None
    drawn = net_benefit(truth, probabilities, patient_counts(truth.size, draws, seed))
    return np.transpose([percentile_interval(values) for values in drawn.T])


@journal_style()
def decision_figure(curves: Curves, title: str, simulated: bool, seed: int = 42, draws: int = DRAWS) -> Figure:
    """Net benefit of every model, with an interval band for the first, and that of treating everybody and nobody.

    Args and errors: as `roc_figure`.
    """
    figure = Figure(figsize=(COLUMN_WIDTH, 3.2 + 0.16 * (len(curves) + 3)))
    axes = figure.add_subplot()
    highest = 0.0
    for number, (name, (labels, probabilities)) in enumerate(curves.items()):
        truth, values = checked_probabilities(labels, probabilities, name, both_classes=False)
        once = np.ones((1, truth.size))
        band = benefit_band(truth, values, seed, draws) if number == 0 else None
        label = wrapped(name)
        if band is not None:
            axes.fill_between(THRESHOLDS, *band, color="C0", alpha=0.15, linewidth=0)
            label = wrapped(f"{name} (band: 95 % interval)")
        axes.plot(THRESHOLDS, net_benefit(truth, values, once)[0], label=label)
        highest = max(highest, float(truth.mean()))
    _treat_all(axes, curves)
    axes.axhline(0, label="Treat nobody", **{**CHANCE, "color": "0.3", "linestyle": "-"})
    axes.set(
        xlim=(0, 1),
        ylim=(LOWEST, 1.15 * highest),
        xlabel="Threshold probability",
        ylabel="Net benefit per patient",
        xticks=np.linspace(0, 1, 6),
    )
    axes.grid(True)
    axes.set_title(f"{title}\n", pad=4)
    axes.text(0, 1.03, patients_text(curves, simulated), transform=axes.transAxes, color="0.3")
    figure.legend(loc="outside lower center")
    return figure


def _treat_all(axes: Axes, curves: Curves) -> None:
    """One line for each set of patients, which is the same for all models of a study."""
    shares = {float(np.mean(np.asarray(labels, dtype=float))) for labels, _ in curves.values()}
    for share in sorted(shares):
        everybody = share - (1 - share) * THRESHOLDS / (1 - THRESHOLDS)
        axes.plot(THRESHOLDS, everybody, label="Treat everybody", **{**CHANCE, "color": "0.3"})
