"""A picture to judge by eye whether scans, segmentations and the arrays made of them belong together."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from radiogenomics.images.arrays import ImageArray
from radiogenomics.images.crop import CropWindow, published_window
from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE, OEDEMA, WHOLE_TUMOUR
from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.preprocess import padding
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.volume import Volume, check_geometry, read_mask, read_volume

# Okabe and Ito's palette, which colour-blind readers can tell apart. From outside to inside: where two outlines meet,
# the inner one is drawn over the outer.
REGIONS = {
    OEDEMA: ("oedema", "#F0E442"),
    ENHANCING: ("enhancing tumour", "#D55E00"),
    NECROTIC_CORE: ("necrotic core", "#56B4E9"),
}
WHOLE = {WHOLE_TUMOUR: ("tumour, regions not known", "#CC79A7")}
PANEL_INCHES = 1.9


def overlay_figure(
    patients: pd.DataFrame,
    modality: str,
    images: ImageArray,
    settings: ImageSettings,
    window: CropWindow | None = None,
) -> Figure:
    """One column per patient: the axial slice through the middle of the tumour, below it the same slice of the array.

    Args:
        patients: a few rows with patient_id, path_<modality>, path_automatic, path_corrected.
        modality: the archive's file suffix, as in path_<modality>.
        images: the arrays made of these scans.
        settings: the config section they were made with.
        window: the window they were made with; None is the published one.

    Raises:
        InputError: a scan, a mask or an image is missing or faulty.
    """
    columns = len(patients)
    figure = Figure(figsize=(max(columns, 2) * PANEL_INCHES, 2 * PANEL_INCHES + 0.5), layout="constrained", dpi=150)
    axes = figure.subplots(2, columns, squeeze=False)
    present: set[int] = set()
    for (above, below), (_, patient) in zip(axes.T, patients.iterrows(), strict=True):
        image = read_volume(patient[f"path_{modality}"], patient["patient_id"])
        mask = _mask(patient, image, settings)
        present.update(np.unique(mask.array).tolist())
        middle = _middle_slice(mask)
        draw_outlined(above, image, mask, middle)
        above.set_title(patient["patient_id"], fontsize=7)
        _draw_array(below, images.volume(patient["patient_id"]), _reduced_slice(middle, image, settings, window))
    for axis, text in zip(axes[:, 0], (f"{modality}, scan", "network input"), strict=True):
        axis.set_ylabel(text, fontsize=7)
    # The patients of a cohort have the same kind of segmentation.
    outlines = WHOLE if WHOLE_TUMOUR in present else REGIONS
    handles = [Line2D([], [], color=colour, label=name) for name, colour in outlines.values()]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=7, frameon=False, handlelength=1.2)
    return figure


def _mask(patient: pd.Series, image: Volume, settings: ImageSettings) -> Volume:
    """The segmentation in use, or the automatic one where the images are made without."""
    path = mask_path(patient, "automatic" if settings.mask == "none" else settings.mask)
    mask = read_mask(path, patient["patient_id"], label_convention(patient))
    check_geometry(image, mask, patient["patient_id"])
    return mask


def _middle_slice(mask: Volume) -> int:
    """Index z half-way between the first and the last slice with tumour, moved to the nearest one that has some."""
    slices = np.flatnonzero(mask.array.any(axis=(1, 2)))
    return int(slices[np.abs(slices - slices[[0, -1]].mean()).argmin()])


def _reduced_slice(z: int, image: Volume, settings: ImageSettings, window: CropWindow | None) -> int:
    """Index z in the array of the slice `z` of the scan; the nearest one where the window does not contain it."""
    window = window or published_window(image.spacing, image.array.shape)
    depth, *_ = lengths = [-(-length // settings.downscale) for length in window.shape]
    before = padding(lengths, settings.shape)[0][0]
    return before + int(np.clip((z - window.start[0]) // settings.downscale, 0, depth - 1))


def draw_outlined(axis: Axes, image: Volume, mask: Volume, z: int) -> None:
    """Draw an axial slice of a scan with the outlines of the regions of a segmentation on the same grid."""
    picture = image.array[z]
    low, high = np.percentile(picture[picture != 0], [1, 99]) if picture.any() else (0, 1)
    aspect = image.spacing[1] / image.spacing[0]
    axis.imshow(picture, cmap="gray", vmin=min(low, 0), vmax=high, aspect=aspect, interpolation="nearest")
    for label, (_, colour) in (WHOLE | REGIONS).items():
        region = mask.array[z] == label
        if region.any():
            axis.contour(region, levels=[0.5], colors=colour, linewidths=0.7)
    _without_ticks(axis)


def _draw_array(axis: Axes, volume: np.ndarray, z: int) -> None:
    axis.imshow(volume[z], cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    _without_ticks(axis)


def _without_ticks(axis: Axes) -> None:
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)
