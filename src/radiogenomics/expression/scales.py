"""What the numbers of a matrix of expression are: counts of reads, logarithms or other values."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.expression.left_out import some_of
from radiogenomics.oddities import notice

Scale = Literal["counts", "log2", "values"]
SCALES: dict[str, str] = {
    "counts": "counts of reads",
    "log2": "logarithms",
    "values": "values that are neither whole nor logarithms",
}
HIGHEST_LOGARITHM = 30.0
"""A binary logarithm above it would be that of more than 1e9 reads."""
EQUAL_SUMS = 1.05
"""Ratio of the sums of any two samples of transcripts per million, at most."""
FEWEST_SCALED, SCALED_TOLERANCE = 5, 0.05
"""Genes and patients from which means of 0 and deviations of 1 tell that genes were scaled."""


def scale_of(values: pd.DataFrame) -> Scale:
    """What numbers are: whole and not negative, logarithms (some negative, or none above 30), or other values."""
    array = values.to_numpy()
    if array.min() >= 0 and not (array % 1).any():
        return "counts"
    return "log2" if array.min() < 0 or array.max() <= HIGHEST_LOGARITHM else "values"


def check_scale(values: pd.DataFrame, expected: Scale, where: str) -> None:
    """Check that numbers are what is expected of them; whole logarithms and whole values are possible.

    Args:
        values: patients × genes.
        expected: what they should be.
        where: file that holds them, for the message.

    Raises:
        InputError: they cannot be that.
    """
    array = values.to_numpy()
    negative = np.argwhere(array < 0)
    if expected != "log2" and len(negative):
        row, column = negative[0]
        raise InputError(
            f"{where}: {values.columns[column]} of patient {values.index[row]} is {array[row, column]:g}, but "
            f"{SCALES[expected]} cannot be negative; correct the table, or say that it holds logarithms"
        )
    found = scale_of(values)
    if expected == "counts" and found != "counts":
        raise InputError(
            f"{where}: {SCALES['counts']} are expected, but the numbers (up to {array.max():g}, not whole) look like "
            f"{SCALES[found]}; give the table of counts, or {_instead_of_counts(array)}"
        )
    if expected == "log2" and array.max() > HIGHEST_LOGARITHM:
        raise InputError(f"{where}: {SCALES['log2']} are expected, but {_above_logarithms(values)}")


def notice_other_scale(values: pd.DataFrame, found: Scale, expected: Scale, path: Path) -> None:
    """Notice numbers that may be what is expected, and look like something else."""
    if expected == "values" and found != "values":
        fix = "of which no logarithm is to be taken" if found == "log2" else "whose sums differ from patient to patient"
        notice(path, None, f"the numbers are said to be `values`, and look like {SCALES[found]}, {fix}; say `{found}`")
    if expected == "log2" and min(values.shape) >= FEWEST_SCALED:
        means, deviations = values.mean().abs(), (values.std() - 1).abs()
        if max(means.max(), deviations.max()) < SCALED_TOLERANCE:
            said = (
                "each gene has a mean of 0 and a deviation of 1, as of z-scores by all patients, also those of the test"
            )
            notice(path, None, f"{said}; take the logarithms, which are scaled by the training patients")


def _above_logarithms(values: pd.DataFrame) -> str:
    """What is said of numbers that are too great for logarithms; where few patients have them, of these."""
    greatest = values.max(axis=1)
    found = greatest.index[greatest > HIGHEST_LOGARITHM]
    if len(found) > len(greatest) / 2:
        return f"the greatest number is {greatest.max():g}; give a table of logarithms, or say what it holds"
    said = f"{len(found)} of {len(greatest)} patients ({some_of(found)}) have numbers of up to {greatest.max():g}"
    return f"{said}; take the logarithms of theirs, or, where the others' are none either, say what the table holds"


def _instead_of_counts(array: np.ndarray) -> str:
    """What to do about numbers, patients × genes, that are no counts; transcripts per million have one sum."""
    sums = array.sum(axis=1)
    if array.min() >= 0 and sums.max() > EQUAL_SUMS * sums.min() and array.max() > HIGHEST_LOGARITHM:
        return "round them where RSEM, Salmon or kallisto estimated them as counts, or else say what it holds"
    return "say what it holds"
