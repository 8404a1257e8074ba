"""How every figure looks, and how it is saved: reproducible, and marked where its patients are simulated."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path

# Okabe and Ito's colours, distinct for every common kind of colour vision; yellow is left out, being faint on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
LINE_STYLES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), "-.", (0, (3, 1, 1, 1, 1, 1)), (0, (8, 2)), "-")
COLUMN_WIDTH, PAGE_WIDTH = 3.5, 7.2  # inches, of a journal's column and page
CHANCE = {"color": "0.6", "linewidth": 0.8, "linestyle": (0, (4, 3)), "zorder": 1}
WATERMARK = "SIMULATED PATIENTS"
METADATA = {".svg": {"Date": None, "Creator": "radiogenomics"}, ".png": {"Software": None}}

STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": "0.25",
    "axes.labelcolor": "0.1",
    "axes.labelsize": 8,
    "axes.linewidth": 0.7,
    "axes.prop_cycle": cycler(color=COLOURS, linestyle=LINE_STYLES),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    # DejaVu Sans comes with matplotlib, so the layout is the same on every machine; the others serve readers of SVG.
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
    "font.size": 7.5,
    "grid.color": "0.9",
    "grid.linewidth": 0.5,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "lines.linewidth": 1.5,
    "lines.solid_capstyle": "butt",
    "savefig.dpi": 300,
    # Text stays text in SVG, so that it can be searched, read aloud and edited; ids do not depend on the moment.
    "svg.fonttype": "none",
    "svg.hashsalt": "radiogenomics",
    "xtick.color": "0.25",
    "xtick.labelsize": 7,
    "xtick.major.width": 0.7,
    "ytick.color": "0.25",
    "ytick.labelsize": 7,
    "ytick.major.width": 0.7,
}


@contextmanager
def journal_style() -> Iterator[None]:
    """Style of all figures, as a `with` block or as a decorator of the function that draws."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


@journal_style()
def save_figure(figure: Figure, *paths: str | Path, simulated: bool) -> None:
    """Write a figure, drawn off screen, to each of the paths (SVG or PNG with 300 dpi), whole or not at all.

    The same figure gives the same bytes. If its patients are simulated, each file says so across the figure.

    Raises:
        InputError: a path ends neither in .svg nor in .png.
    """
    for path in map(Path, paths):
        if path.suffix not in METADATA:
            raise InputError(f"{path}: figures are written as .svg or .png; change the file name")
    marks = _watermark(figure) if simulated else []
    try:
        for path in map(Path, paths):
            with atomic_path(path) as temporary:
                figure.savefig(temporary, metadata=METADATA[path.suffix])
    finally:
        for mark in marks:
            mark.remove()


class _Edge(Stroke):
    """Outline of letters alone; what lies within them is not filled."""

    def draw_path(self, renderer, gc, tpath, affine, rgbFace):  # noqa: N803
        super().draw_path(renderer, gc, tpath, affine, None)


def _watermark(figure: Figure) -> list[Text]:
    """Grey letters, which remain text, above their white edge, without which they could not be read on dark images."""
    width, height = figure.get_size_inches()
    size = 72 * width / (0.95 * len(WATERMARK))
    placed = {
        "rotation": 0.6 * math.degrees(math.atan2(height, width)),
        "fontsize": size,
        "weight": "bold",
        "ha": "center",
        "va": "center",
        "in_layout": False,
    }
    white = [_Edge(linewidth=size / 15, foreground="white", alpha=0.7)]
    return [
        figure.text(0.5, 0.5, WATERMARK, path_effects=white, zorder=10, **placed),
        figure.text(0.5, 0.5, WATERMARK, gid="simulated-patients", color="0.35", alpha=0.18, zorder=11, **placed),
    ]
