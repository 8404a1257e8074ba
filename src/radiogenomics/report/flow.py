"""How patients flow from the archive into the training and test sets, as CONSORT and STARD draw it."""

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from radiogenomics.report.style import PAGE_WIDTH, journal_style

LINE, PAD, GAP = 0.145, 0.11, 0.2  # inches: height of a line, space around the text of a box, space between boxes
MAIN, SIDE = (0.05, 3.3), (3.7, 3.45)  # left edge and width of the boxes of the main line, and of those at its side
CHARACTERS_PER_INCH = 15.6  # of the boxes' text
LINE_STYLE = {"color": "0.25", "linewidth": 0.8, "linestyle": "-", "zorder": 1}
MOST_REASONS = 8


@journal_style()
def flow_figure(
    flow: pd.DataFrame,
    classes: Sequence[str],
    splits: pd.DataFrame | None = None,
    labels: pd.Series | None = None,
    dropped: pd.DataFrame | None = None,
    group: str | None = None,
    trained_folds: Sequence[int] | None = None,
) -> Figure:
    """Flow diagram of a study's patients.

    Args:
        flow: rows of cohort_flow.csv (step, n_before, n_after, n_positive, n_negative, why).
        classes: names of the positive and of the negative class; empty where the study predicts none.
        splits: rows of splits.csv; without, the diagram ends with the last step, whose patients are evaluated.
        labels: label (1, 0) by patient_id, of all patients of the splits.
        dropped: rows of dropped.csv: included patients that the described group does not use.
        group: the described modality group.
        trained_folds: folds of the splits that models are trained for; None for all.
    """
    figure = Figure()
    figure.get_layout_engine().set(w_pad=0, h_pad=0)
    axes = figure.add_subplot()
    y = 0.05
    for index, row in enumerate(flow.to_dict("records")):
        excluded = row["n_before"] - row["n_after"]
        if excluded:
            y = _excluded(axes, y, excluded, row["why"])
        elif index:
            y += GAP
        last = index == len(flow) - 1
        lines = [_step(row["step"], first=index == 0), f"n = {row['n_after']}{_classes(row, classes) if last else ''}"]
        y = _box(axes, MAIN, y, lines, bold=last)
    if splits is not None:
        training = splits[splits["subset"] == "train"]
        heading, validate = _division(training, trained_folds)
        train = [heading, *_subset(splits, labels, "train", classes), *validate]
        test = ["Test, held out", *_subset(splits, labels, "test", classes)]
        y = _partition(axes, y, train, test, _unused(dropped, group))
    height = y + 0.05
    figure.set_size_inches(PAGE_WIDTH, height)
    axes.set(xlim=(0, PAGE_WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    return figure


def _division(training: pd.DataFrame, trained_folds: Sequence[int] | None) -> tuple[str, list[str]]:
    """How often is trained, and how many validate where that is done once."""
    folds = sorted(training["fold"].dropna().astype(int).unique())
    trained = folds if trained_folds is None else list(trained_folds)
    if len(trained) > 1:
        of = f" of {len(folds)}" if len(trained) < len(folds) else ""
        return f"Training, in {len(trained)}{of} folds", []
    validate = training[training["fold"] == trained[0]].groupby("group", sort=False)["patient_id"].size()
    same = validate.nunique() == 1
    counts = str(validate.iloc[0]) if same else ", ".join(f"{group}: {n}" for group, n in validate.items())
    return "Training, once", [f"of which validate: {counts}"]


def _step(name: str, first: bool) -> str:
    return name[:1].upper() + name[1:] + (" in the archive's table" if first and name == "all scans" else "")


def _classes(row: dict, classes: Sequence[str]) -> str:
    if not classes:
        return ""
    return f" ({row['n_positive']} {classes[0]}, {row['n_negative']} {classes[1]})"


def _excluded(axes: Axes, y: float, n: int, why: str) -> float:
    """Box at the side of the main line; returns where the next box of the main line begins."""
    reasons = why.split("; ")
    lines = [f"Excluded: n = {n}", *reasons[:MOST_REASONS]]
    if len(reasons) > MOST_REASONS:
        lines.append(f"and {len(reasons) - MOST_REASONS} more reasons: see cohort_flow.csv")
    return _side_box(axes, y, lines)


def _side_box(axes: Axes, y: float, lines: Sequence[str]) -> float:
    top = y + 0.12
    bottom = _box(axes, SIDE, top, lines, connect=False)
    x, middle = MAIN[0] + MAIN[1] / 2, (top + bottom) / 2
    _arrow(axes, (x, middle), (SIDE[0], middle))
    axes.plot([x, x], [y, bottom + 0.12], **LINE_STYLE)
    return bottom + 0.12


def _partition(axes: Axes, y: float, train: Sequence[str], test: Sequence[str], unused: Sequence[str]) -> float:
    """Boxes of the described group's unused patients, of the training set and of the test set."""
    y = _side_box(axes, y, unused) if unused else y
    x, other = MAIN[0] + MAIN[1] / 2, SIDE[0] + SIDE[1] / 2
    branch, top = y + 0.18, y + 0.36
    axes.plot([x, x], [y, branch], **LINE_STYLE)
    axes.plot([x, other], [branch, branch], **LINE_STYLE)
    bottoms = []
    for place, centre, lines in ((MAIN, x, train), (SIDE, other, test)):
        _arrow(axes, (centre, branch), (centre, top))
        bottoms.append(_box(axes, place, top, lines, bold=True, connect=False))
    return max(bottoms)


def _subset(splits: pd.DataFrame, labels: pd.Series, subset: str, classes: Sequence[str]) -> list[str]:
    """Patients of every group, with their classes; one line where these are the same in all groups."""
    rows = splits[splits["subset"] == subset]
    lines = {}
    for group, patients in rows.groupby("group", sort=False)["patient_id"]:
        positive = int((labels.reindex(patients) == 1).sum())
        counts = {"n_positive": positive, "n_negative": len(patients) - positive}
        lines[group] = f"{len(patients)}{_classes(counts, classes)}"
    if len(set(lines.values())) == 1:
        return [f"n = {next(iter(lines.values()))}"]
    return [f"{group}: {text}" for group, text in lines.items()]


def _unused(dropped: pd.DataFrame | None, group: str | None) -> list[str]:
    if dropped is None or dropped.empty:
        return []
    reasons = dropped["reason"].str.partition(":")[0].value_counts()
    return [f"Not used in the group {group}: n = {len(dropped)}", *(f"{why}: {n}" for why, n in reasons.items())]


def _box(
    axes: Axes, place: tuple[float, float], y: float, lines: Sequence[str], bold: bool = False, connect: bool = True
) -> float:
    """Box with text, the first line bold; an arrow from the box above where `connect`. Returns its lower edge."""
    left, width = place
    wrapped = [textwrap.wrap(line, int(CHARACTERS_PER_INCH * width), subsequent_indent="  ") or [""] for line in lines]
    first, rest = wrapped[0], [part for line in wrapped[1:] for part in line]
    height = LINE * (len(first) + len(rest)) + 2 * PAD
    if connect and y > 0.1:
        centre = left + width / 2
        _arrow(axes, (centre, y - GAP if y > GAP else 0), (centre, y))
    shade = "0.94" if bold else "white"
    axes.add_patch(
        FancyBboxPatch(
            (left, y),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.05",
            facecolor=shade,
            edgecolor="0.25",
            linewidth=0.8,
            zorder=2,
        )
    )
    style = {"va": "top", "linespacing": 1.38, "fontsize": 7.5, "zorder": 3}
    axes.text(left + PAD, y + PAD, "\n".join(first), weight="bold", **style)
    axes.text(left + PAD, y + PAD + LINE * len(first), "\n".join(rest), **style)
    return y + height


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    arrow = {"arrowstyle": "-|>", "color": "0.25", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 8}
    axes.annotate("", end, start, arrowprops=arrow, zorder=1)
