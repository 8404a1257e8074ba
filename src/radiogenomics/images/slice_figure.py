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

    Patients with one slice each stand in one row.

    Args:
        slices: of one modality.
        patient_ids: patients to show.
        modality: for the title.
    """
    lines = [[(patient, item) for item in _spread(slices.items_of(patient))] for patient in patient_ids]
    if all(len(line) == 1 for line in lines):
        lines = [[cell for line in lines for cell in line]]
    columns = max(map(len, lines))
    side = PAGE_WIDTH / max(columns, 4)
    figure = Figure(figsize=(max(columns, 2) * side, len(lines) * (side + 0.2) + 0.2))
    axes = figure.subplots(len(lines), columns, squeeze=False)
    for axis in axes.flat:
        axis.set_axis_off()
    for row, line in zip(axes, lines, strict=True):
        named = None
        for axis, (patient, item) in zip(row, line, strict=False):
            axis.imshow(slices.item(patient, item), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
            number = f"slice {slices.numbers[patient, 'original', item]}"
            axis.set_title(number if patient == named else f"{patient}, {number}", fontsize=5, pad=2)
            named = patient
    figure.suptitle(f"{modality}: slices that the networks see", fontsize=8, weight="bold")
    return figure


def _spread(items: Sequence[int]) -> list[int]:
    if len(items) <= MOST:
        return list(items)
    return [items[round(place * (len(items) - 1) / (MOST - 1))] for place in range(MOST)]
