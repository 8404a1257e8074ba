"""Reliability diagrams: the share of positives that was observed, against the probability that was given."""

import textwrap
from collections.abc import Iterable
from math import ceil, inf

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.special import expit

from radiogenomics.evaluation.bootstrap import DRAWS, enough_patients, patient_counts, percentile_interval
from radiogenomics.evaluation.calibration import calibration
from radiogenomics.evaluation.calibration_table import SLOPE_LIMIT
from radiogenomics.evaluation.curves import Curves, patients_text
from radiogenomics.evaluation.number_text import interval_text, number_text
from radiogenomics.evaluation.recalibration import log_odds, recalibrate
from radiogenomics.evaluation.reliability import reliability
from radiogenomics.evaluation.scores import checked_probabilities
from radiogenomics.report.style import CHANCE, PAGE_WIDTH, journal_style

PER_ROW = 3
LINE, TITLE_CHARACTERS = 0.16, 11.5  # inches per line of the title, and characters in an inch of one
SHORT_AXIS = 0.5
"""Axes end before 1 where all probabilities and bars lie below."""
GRID = np.linspace(0.005, 0.995, 199)


def recalibrated_curve(
    truth: NDArray[np.bool_], probabilities: NDArray, seed: int = 42, draws: int = DRAWS
) -> tuple[NDArray, NDArray, NDArray | None] | None:
    """Smooth calibration curve, by logistic recalibration, within the range of the probabilities.

    With few patients a more flexible curve shows noise (Van Calster et al. 2016, Journal of Clinical Epidemiology
    74:167–176).

    Args:
        truth: whether each patient is positive, (n,).
        probabilities: probability of the positive class, (n,).
        seed: seed of the bootstrap over patients.
        draws: number of bootstrap draws; those in which the curve is not defined are left out.

    Returns:
        Probabilities (points,), the share of positives that the curve gives them (points,), and its 95 % interval
        (2, points) or None for too few patients; None in place of all where the curve is not defined (constant
        probabilities, separated classes).
    """
    lowest, highest = probabilities.min(), probabilities.max()
    points = np.unique(np.concatenate([[lowest, highest], GRID[(lowest < GRID) & (highest > GRID)]]))
    odds = log_odds(points)
    line = recalibrate(truth, probabilities, np.ones((1, truth.size), dtype=np.int64))
    if not np.isfinite(line.slope[0]):
        return None
    curve = expit(line.intercept[0] + line.slope[0] * odds)
    if not enough_patients(truth):
        return points, curve, None
    drawn = recalibrate(truth, probabilities, patient_counts(truth.size, draws, seed))
    defined = np.isfinite(drawn.slope)
    curves = expit(drawn.intercept[defined, None] + drawn.slope[defined, None] * odds)
    return points, curve, np.transpose([percentile_interval(values) for values in curves.T])


@journal_style()
def reliability_figure(curves: Curves, title: str, simulated: bool, seed: int = 42, draws: int = DRAWS) -> Figure:
    """One panel per model: bins with Wilson intervals, the smooth curve with its band, and where the patients are.

    Args and errors: as `roc_figure`.
    """
    columns = min(PER_ROW, len(curves))
    rows = ceil(len(curves) / columns)
    side = PAGE_WIDTH / PER_ROW
    width = max(columns, 2) * side
    heading = textwrap.wrap(title, int(width * TITLE_CHARACTERS)) or [""]
    figure = Figure(figsize=(width, rows * (side + 0.38) + 0.5 + LINE * len(heading)))
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels[len(curves) :]:
        axes.remove()
    patients = {
        name: checked_probabilities(labels, probabilities, name, both_classes=False)
        for name, (labels, probabilities) in curves.items()
    }
    end = axis_end(patients.values())
    for axes, (name, (truth, values)) in zip(panels, patients.items(), strict=False):
        _panel(axes, truth, values, name, end, seed, draws)
    _head(figure, heading, patients_text(curves, simulated))
    figure.supxlabel("Probability", fontsize=8, color="0.1")
    figure.supylabel("Observed share of positives", fontsize=8, color="0.1")
    return figure


def _head(figure: Figure, heading: list[str], patients: str) -> None:
    """Title, and below it, smaller, the patients, in room that the panels leave free."""
    height, pad = figure.get_figheight(), 0.05
    below_title = 1 - (pad + LINE * len(heading)) / height
    style = {"x": 0.01, "ha": "left", "va": "top", "linespacing": 1.2}
    figure.suptitle("\n".join(heading), y=1 - pad / height, fontsize=9, fontweight="bold", **style)
    figure.text(y=below_title, s=patients, fontsize=7.5, color="0.3", **style)
    figure.get_layout_engine().set(rect=(0, 0, 1, below_title - LINE / height))


def axis_end(patients: Iterable[tuple[NDArray[np.bool_], NDArray]]) -> float:
    """Where both axes of all panels end: 1, or the next tenth above all probabilities and bars, where those end low.

    With few positive patients all probabilities are low, and would lie in a corner. The smooth curve and its band,
    which may rise far above what was observed, are cut off there.

    Args:
        patients: whether each is positive (n,), and the probabilities (n,), by panel.
    """
    highest = 0.0
    for truth, values in patients:
        highest = max(highest, values.max(), reliability(truth, values)["ci_high"].max())
    return ceil(10 * highest) / 10 if highest < SHORT_AXIS else 1.0


def _panel(axes: Axes, truth: NDArray[np.bool_], values: NDArray, name: str, end: float, seed: int, draws: int) -> None:
    axes.plot([0, end], [0, end], **CHANCE)
    smooth = recalibrated_curve(truth, values, seed, draws)
    if smooth is not None:
        points, curve, band = smooth
        if band is not None:
            axes.fill_between(points, *band, color="C0", alpha=0.15, linewidth=0)
        axes.plot(points, curve, color="C0", linestyle="-", clip_on=end < 1)
    bins = reliability(truth, values)
    reach = np.abs(bins[["ci_low", "ci_high"]].to_numpy().T - bins["observed"].to_numpy())
    axes.errorbar(
        bins["mean_probability"], bins["observed"], yerr=reach, fmt="o", color="0.1", markersize=3.5, linewidth=0.8
    )
    # Where the patients are: positive ones hang from the top, negative ones stand at the bottom.
    for members, low, high in ((truth, 0.97, 1.0), (~truth, 0.0, 0.03)):
        axes.vlines(values[members], low * end, high * end, color="0.35", linewidth=0.5)
    ticks = np.linspace(0, 1, 6) if end == 1 else np.arange(round(10 * end) + 1) / 10
    axes.set(xlim=(0, end), ylim=(0, end), xticks=ticks, yticks=ticks, aspect="equal")
    axes.grid(True)
    axes.set_title(textwrap.fill(name, 34), fontsize=8, fontweight="normal")
    axes.set_xlabel(_figures(truth, values, name, seed, draws), fontsize=6.5, color="0.3")


def _figures(truth: NDArray[np.bool_], values: NDArray, name: str, seed: int, draws: int) -> str:
    by_metric = calibration(truth, values, seed, name, draws).set_index("metric")
    lines = []
    for metric, limit in (("intercept", inf), ("slope", SLOPE_LIMIT)):
        row = by_metric.loc[metric]
        lines.append(f"{metric.capitalize()} {interval_text(row['value'], row['ci_low'], row['ci_high'], 2, limit)}")
    error = by_metric.loc["ECE"]
    low, high = (number_text(error[name], 2) for name in ("reference_low", "reference_high"))
    return "\n".join([*lines, f"ECE {number_text(error['value'], 2)} (if calibrated {low}–{high})"])
