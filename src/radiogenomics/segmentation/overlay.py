"""True and predicted labels side by side on the scan (Ferreira et al., TU Berlin, figures 7 and 9)."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from radiogenomics.images.overlay import REGIONS
from radiogenomics.images.volume import Volume
from radiogenomics.report.style import journal_style

PANEL_INCHES = 1.75
OPACITY = 0.55
TITLE_CHARACTERS = 22
"""Characters of a title above a panel before it goes on in another line."""


@dataclass(frozen=True, eq=False)
class Segmented:
    """One patient's scan with its true and its predicted labels.

    Attributes:
        patient_id: the patient.
        scan: grey values.
        truth: labels 0, 1, 2, 4 (z, y, x) on the grid of the scan.
        predictions: labels on the same grid by the name of the network.
    """

    patient_id: str
    scan: Volume
    truth: np.ndarray
    predictions: Mapping[str, np.ndarray]


@journal_style()
def prediction_overlays(patients: Sequence[Segmented]) -> Figure:
    """One row per patient, in the axial slice with most true tumour: the scan, the truth, then every prediction."""
    columns = 2 + max(len(patient.predictions) for patient in patients)
    figure = Figure(figsize=(columns * PANEL_INCHES, len(patients) * PANEL_INCHES + 0.5), layout="constrained")
    grid = figure.subplots(len(patients), columns, squeeze=False)
    for row, patient in zip(grid, patients, strict=True):
        z = int((patient.truth > 0).sum(axis=(1, 2)).argmax())
        panels = {patient.patient_id: None, "truth": patient.truth, **patient.predictions}
        for axes, (title, labels) in zip(row, panels.items(), strict=False):
            _draw(axes, patient.scan, None if labels is None else labels[z], z)
            axes.set_title(textwrap.fill(title, TITLE_CHARACTERS), fontsize=7)
        top, bottom, left, right = _head(patient.scan.array[z])
        for axes in row:
            axes.set(xticks=[], yticks=[], xlim=(left - 0.5, right + 0.5), ylim=(bottom + 0.5, top - 0.5))
            axes.spines[:].set_visible(False)
    handles = [Patch(color=colour, label=name) for name, colour in REGIONS.values()]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure


def coloured(labels: np.ndarray) -> np.ndarray:
    """Labels (y, x) as colours with opacity (y, x, 4); the background is transparent."""
    colours = np.zeros((*labels.shape, 4))
    for label, (_, colour) in REGIONS.items():
        colours[labels == label] = to_rgba(colour, OPACITY)
    return colours


def _head(picture: np.ndarray) -> tuple[int, int, int, int]:
    """First and last row and column of a slice (y, x) that are not 0 throughout; all of an empty one."""
    inside = picture != 0 if picture.any() else np.ones_like(picture, bool)
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


def _draw(axes: Axes, scan: Volume, labels: np.ndarray | None, z: int) -> None:
    picture = scan.array[z]
    low, high = np.percentile(picture[picture != 0], [1, 99]) if picture.any() else (0, 1)
    aspect = scan.spacing[1] / scan.spacing[0]
    axes.imshow(picture, cmap="gray", vmin=min(low, 0), vmax=high, aspect=aspect, interpolation="nearest")
    if labels is not None:
        axes.imshow(coloured(labels), aspect=aspect, interpolation="nearest")
