"""One patient's scans with the outlines of the regions that were predicted."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from radiogenomics.images.overlay import REGIONS, draw_outlined
from radiogenomics.images.volume import Volume
from radiogenomics.report.style import journal_style

PANEL_INCHES = 1.75


def shown_slices(scans: Mapping[str, Volume], labels: np.ndarray) -> tuple[dict[str, Volume], np.ndarray, int]:
    """The slice that is drawn, so that whole scans need not be kept until then.

    Args:
        scans: by sequence, on one grid.
        labels: on the same grid (z, y, x).

    Returns:
        Scans and labels of one slice, with z as an axis of length 1, and its number: the axial slice with most tumour,
        and without tumour the one in which most of the first scan is not 0.
    """
    first = next(iter(scans.values())).array
    shown = labels if labels.any() else first
    z = int(np.count_nonzero(shown, axis=(1, 2)).argmax())
    part = slice(z, z + 1)
    return {name: replace(scan, array=scan.array[part].copy()) for name, scan in scans.items()}, labels[part].copy(), z


@journal_style()
def outline_figure(scans: Mapping[str, Volume], labels: np.ndarray) -> Figure:
    """One panel per sequence, of one axial slice, with the outlines of the regions.

    Args:
        scans, labels: of `shown_slices`.
    """
    figure = Figure(figsize=(max(len(scans), 2) * PANEL_INCHES, PANEL_INCHES + 0.6), layout="constrained")
    for axes, (name, scan) in zip(figure.subplots(1, len(scans), squeeze=False)[0], scans.items(), strict=True):
        draw_outlined(axes, scan, replace(scan, array=labels), 0)
        axes.set_title(name, fontsize=7)
    handles = [Line2D([], [], color=colour, label=name) for name, colour in REGIONS.values()]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure
