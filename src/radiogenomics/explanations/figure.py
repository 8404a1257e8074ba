"""Pictures of saliency over the scan (Ferreira et al., TU Berlin, figure 18)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from radiogenomics.explanations.explain import Head, words
from radiogenomics.explanations.names import KINDS, PATHS
from radiogenomics.images.axial import axial_spacing
from radiogenomics.images.labels import WHOLE_TUMOUR
from radiogenomics.images.orientation import lps_array
from radiogenomics.images.overlay import REGIONS
from radiogenomics.images.volume import read_stored
from radiogenomics.report.style import journal_style

PANEL_INCHES = 1.75
COLOURS = "inferno"


@dataclass(frozen=True, eq=False)
class Explained:
    """One patient's scan with maps of saliency on its grid.

    Attributes:
        title: what stands above the scan.
        scan: (z, y, x).
        mask: labels on the same grid; None where there is none.
        maps: saliency (z, y, x), nowhere negative, by the name of what made it.
        spacing: edges of a voxel (z, y, x) in mm.
        slice: number of the slice that is shown; None for that of `saliency_figure`.
    """

    title: str
    scan: np.ndarray
    mask: np.ndarray | None
    maps: Mapping[str, np.ndarray]
    spacing: Sequence[float]
    slice: int | None = None


def explained(patient_id: str, title: str, head: Head, folder: str | Path) -> Explained:
    """What is shown of one patient, turned so that its slices are axial.

    Args:
        patient_id: the patient, who is not named in the figure.
        title: what stands above the scan.
        head: scan and segmentation.
        folder: holds the maps, as `explain_patient` wrote them.
    """
    scan, pattern = head.scan, re.compile(rf"{re.escape(patient_id)}_(.+)\.nii\.gz")
    files = {found[1]: path for path in Path(folder).iterdir() if (found := pattern.fullmatch(path.name))}
    maps = {
        words(kind, path): lps_array(read_stored(files[words(kind, path)], patient_id).array, scan.direction)
        for kind in KINDS
        for path in PATHS
        if words(kind, path) in files
    }
    rows, columns = axial_spacing(scan.spacing, scan.direction)
    return Explained(
        title=title,
        scan=lps_array(scan.array, scan.direction),
        mask=None if head.mask is None else lps_array(head.mask, scan.direction),
        maps={key.replace("_", " "): values for key, values in maps.items()},
        # Distances between slices are not drawn.
        spacing=(1.0, rows, columns),
    )


@journal_style()
def saliency_figure(patients: Sequence[Explained]) -> Figure:
    """One row per patient: an axial slice of the scan with the tumour's outlines, then each map over the same slice.

    The slice is that of the patient or, where none is given, of those in which any map is the one with most tumour, or
    the middle one without a segmentation. Each map is coloured by its own highest value in the slice: colours compare
    places, not networks.
    """
    columns = 1 + max(len(patient.maps) for patient in patients)
    figure = Figure(figsize=(columns * PANEL_INCHES, len(patients) * PANEL_INCHES + 0.3), layout="constrained")
    grid = figure.subplots(len(patients), columns, squeeze=False)
    for row, patient in zip(grid, patients, strict=True):
        z = _slice(patient) if patient.slice is None else patient.slice
        _draw_scan(row[0], patient, z)
        row[0].set_title(patient.title, fontsize=6)
        for axes, (name, saliency) in zip(row[1:], patient.maps.items(), strict=False):
            _draw_scan(axes, patient, z)
            highest = saliency[z].max()
            shown = np.ma.masked_less_equal(saliency[z], 0)
            axes.imshow(shown, cmap=COLOURS, vmin=0, vmax=highest or 1, alpha=0.5, aspect=_aspect(patient))
            axes.set_title(name, fontsize=6)
        for axes in row:
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
    return figure


def _slice(patient: Explained) -> int:
    shown = np.any([saliency.any(axis=(1, 2)) for saliency in patient.maps.values()], axis=0)
    candidates = np.flatnonzero(shown) if shown.any() else np.arange(len(patient.scan))
    if patient.mask is None or not patient.mask[candidates].any():
        return int(candidates[len(candidates) // 2])
    return int(candidates[(patient.mask[candidates] > 0).sum(axis=(1, 2)).argmax()])


def _aspect(patient: Explained) -> float:
    return patient.spacing[1] / patient.spacing[2]


def _draw_scan(axes: Axes, patient: Explained, z: int) -> None:
    picture = patient.scan[z]
    low, high = np.percentile(picture[picture != 0], [1, 99]) if picture.any() else (0, 1)
    axes.imshow(picture, cmap="gray", vmin=min(low, 0), vmax=high, aspect=_aspect(patient), interpolation="nearest")
    if patient.mask is None:
        return
    colours = {label: colour for label, (_, colour) in REGIONS.items()} | {WHOLE_TUMOUR: "#CC79A7"}
    for label, colour in colours.items():
        region = patient.mask[z] == label
        if region.any():
            axes.contour(region, levels=[0.5], colors=colour, linewidths=0.6)
