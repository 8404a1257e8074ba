"""Slices of a few patients, to judge by eye what the networks see."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.report.style import PAGE_WIDTH, journal_style

MOST = 8
"""Slices that are shown of a patient, spread evenly."""


@journal_style()
def slice_figure(slices: SliceArray, patient_ids: Sequence[str], modality: str) -> Figure:
    """A row of slices per patient, from below upwards, each with its number in the scan; of many, a few.

    Args:
        slices: of one modality.
        patient_ids: whom to show.
        modality: for the title.
    """
    rows = {patient: _spread(slices.items_of(patient)) for patient in patient_ids}
    columns = max(map(len, rows.values()))
    side = PAGE_WIDTH / max(columns, 4)
    figure = Figure(figsize=(columns * side, len(rows) * (side + 0.2) + 0.2))
    axes = figure.subplots(len(rows), columns, squeeze=False)
    for axis in axes.flat:
        axis.set_axis_off()
    for line, (patient, items) in zip(axes, rows.items(), strict=True):
        for axis, item in zip(line, items, strict=False):
            axis.imshow(slices.item(patient, item), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
            number = slices.numbers[patient, "original", item]
            axis.set_title(f"{patient}, slice {number}" if axis is line[0] else f"slice {number}", fontsize=5, pad=2)
    figure.suptitle(f"{modality}: slices that the networks see", fontsize=8, weight="bold")
    return figure


def _spread(items: Sequence[int]) -> list[int]:
    if len(items) <= MOST:
        return list(items)
    return [items[round(place * (len(items) - 1) / (MOST - 1))] for place in range(MOST)]
