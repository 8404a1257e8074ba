"""What different choices take of the same scans (Ferreira et al., TU Berlin, figures 14 and 15)."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from radiogenomics.images.arrays import ORIGINAL
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.report.style import PAGE_WIDTH, journal_style


@journal_style()
def selection_figure(selections: Mapping[str, SliceArray], patient_ids: Sequence[str]) -> Figure:
    """A row per patient, a column per choice: the middle one of the chosen slices, with the numbers of all.

    Args:
        selections: chosen slices by title, in order.
        patient_ids: patients to show.
    """
    side = PAGE_WIDTH / max(len(selections), 4)
    figure = Figure(figsize=(len(selections) * side, len(patient_ids) * (side + 0.3) + 0.1))
    axes = figure.subplots(len(patient_ids), len(selections), squeeze=False)
    for line, patient in zip(axes, patient_ids, strict=True):
        for axis, (title, slices) in zip(line, selections.items(), strict=True):
            axis.set_axis_off()
            items = slices.items_of(patient)
            numbers = [slices.numbers[patient, ORIGINAL, item] for item in items]
            middle = (len(items) - 1) // 2
            axis.imshow(slices.item(patient, items[middle]), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
            span = f"{numbers[0]} to {numbers[-1]}, shown {numbers[middle]}" if len(items) > 1 else f"{numbers[0]}"
            axis.set_title(f"{title}\nslice{'s' * (len(items) > 1)} {span}", fontsize=5, pad=2)
    return figure
