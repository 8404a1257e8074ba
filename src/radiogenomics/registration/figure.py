"""Pictures to judge a registration by eye: of one patient, and of those of a study whose registration is least sure."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import SimpleITK
from matplotlib.figure import Figure
from matplotlib.image import imread

PANEL_INCHES = 1.7
SHEET_INCHES, DOTS = 7.2, 300
"""Widest sheet, and dots per inch of the pictures on it."""
OUTLINES = {"brain": "#56B4E9", "tumour": "#D55E00"}


def registration_figure(
    title: str,
    images: Mapping[str, SimpleITK.Image],
    brain: SimpleITK.Image,
    masks: Mapping[str, SimpleITK.Image],
) -> Figure:
    """One column per sequence: an axial and a coronal slice through the tumour, or through the middle of the brain.

    Args:
        title: of the picture.
        images: scans on one grid.
        brain: mask, outlined in blue.
        masks: segmentations, outlined in orange.
    """
    tumour = np.zeros(SimpleITK.GetArrayViewFromImage(brain).shape, bool)
    for mask in masks.values():
        tumour |= SimpleITK.GetArrayViewFromImage(mask) != 0
    inside = SimpleITK.GetArrayFromImage(brain) > 0
    shown = tumour if tumour.any() else inside
    z, y, _ = (int(np.median(axis)) for axis in np.nonzero(shown))
    figure = Figure(figsize=(max(2, len(images)) * PANEL_INCHES, 2 * PANEL_INCHES + 0.3), layout="constrained", dpi=120)
    axes = figure.subplots(2, len(images), squeeze=False)
    for column, (name, image) in zip(axes.T, images.items(), strict=True):
        array = SimpleITK.GetArrayViewFromImage(image)
        high = np.percentile(array[inside], 99.5) if inside.any() else None
        planes = [(part[z], part[::-1, y]) for part in (array, inside, tumour)]
        for axis, picture, head, spot in zip(column, *planes, strict=True):
            axis.imshow(picture, cmap="gray", vmin=0, vmax=high, interpolation="nearest")
            for region, colour in ((head, OUTLINES["brain"]), (spot, OUTLINES["tumour"])):
                if region.any() and not region.all():
                    axis.contour(region, levels=[0.5], colors=colour, linewidths=0.6)
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
        column[0].set_title(name, fontsize=7)
    figure.suptitle(title, fontsize=8)
    return figure


def registration_sheet(pictures: Sequence[Path]) -> Figure:
    """The pictures of a few patients below each other.

    Args:
        pictures: files of `registration_figure`; none where no scan came as far as that.
    """
    shown = [imread(picture) for picture in pictures]
    sizes = [image.shape[:2] for image in shown] or [(DOTS, 4 * DOTS)]
    scale = min(1 / DOTS, SHEET_INCHES / max(columns for _, columns in sizes))
    inches = [scale * rows for rows, _ in sizes]
    width = scale * max(columns for _, columns in sizes)
    figure = Figure(figsize=(width, sum(inches)), layout="constrained", dpi=150)
    axes = figure.subplots(len(sizes), 1, squeeze=False, height_ratios=inches)[:, 0]
    for axis in axes:
        axis.set_axis_off()
    for axis, image in zip(axes, shown, strict=False):
        axis.imshow(image)
    if not shown:
        axes[0].text(0.5, 0.5, "No scan could be registered.", ha="center", va="center")
    return figure
