"""One slice of a patient in all 28 pseudo-colours."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from radiogenomics.images.pseudocolour import CONFIGURATIONS, name_of, pseudo_colour
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.report.style import PAGE_WIDTH, journal_style

COLUMNS = 7


@journal_style()
def pseudo_colour_figure(slices: Mapping[str, SliceArray], patient_id: str, item: int = 0) -> Figure:
    """Panels in the order of the configurations' numbers, seven in a row, each with its number and what it shows.

    Args:
        slices: slices of T1, T1GD, T2 and FLAIR, all with the same settings.
        patient_id: the patient.
        item: which of the patient's slices.

    Raises:
        InputError: a sequence lacks the slice, or they do not show the same place.
    """
    rows = len(CONFIGURATIONS) // COLUMNS
    side = PAGE_WIDTH / COLUMNS
    figure = Figure(figsize=(PAGE_WIDTH, rows * (side + 0.15) + 0.2))
    for number, axis in enumerate(figure.subplots(rows, COLUMNS).flat):
        axis.imshow(pseudo_colour(slices, number, patient_id, item).transpose(1, 2, 0), interpolation="nearest")
        axis.set_title(f"{number}: {name_of(number)}", fontsize=5, weight="normal", pad=2)
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(False)
    figure.suptitle(f"Patient {patient_id}: sequences shown as red, green and blue", fontsize=8, weight="bold")
    return figure
