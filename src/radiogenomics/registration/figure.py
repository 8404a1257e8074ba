"""A picture of one patient to judge a registration by eye."""

from collections.abc import Mapping

import numpy as np
import SimpleITK
from matplotlib.figure import Figure

PANEL_INCHES = 1.7
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
