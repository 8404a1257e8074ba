"""Rows of tables of features of which a part was moved by a column in a spreadsheet; they are kept and told."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.oddities import notice

FEWEST_PATIENTS = 10
FEWEST_SHIFTED = 5
MOST_IN_PLACE, LEAST_MOVED = 0.4, 0.75
"""Columns that tell whether a row was shifted, and shares of its numbers that lie between those of others: where they
stand, at most, and one column further, at least. Of UPENN-GBM's 66 tables of CaPTk, whole and in parts of 12 and 20
patients with 30 and all 144 columns, no row has both; of 149 000 rows 29 come near it (0.5, and 0.2 more further)."""


def notice_shifted_rows(features: pd.DataFrame, path: Path) -> None:
    """Rows of which a part was moved by a column, as by a cell that was inserted or deleted in a spreadsheet."""
    if len(features) < FEWEST_PATIENTS or features.shape[1] < FEWEST_SHIFTED:
        return
    values = features.to_numpy(dtype=float)
    two_lowest = np.partition(np.where(np.isnan(values), np.inf, values), 1, axis=0)[:2]
    two_highest = -np.partition(np.where(np.isnan(values), np.inf, -values), 1, axis=0)[:2]
    for row, numbers in zip(features.index, values, strict=True):
        # Of all other rows.
        lowest, highest = (np.where(numbers == two[0], two[1], two[0]) for two in (two_lowest, two_highest))
        for own, there in _ways(numbers, (numbers < lowest) | (numbers > highest)):
            if _are_moved(numbers[own], (lowest[own], highest[own]), (lowest[there], highest[there])):
                said = f"from column {features.columns[own.start]!r} on, its numbers are those of the column next to it"
                fix = "as where a cell was inserted or deleted; correct the row"
                notice(path, str(row), f"{said} by what others have, {fix}")
                break


def _ways(numbers: np.ndarray, outside: np.ndarray) -> Iterator[tuple[slice, slice]]:
    """In which ways a row may have been moved: where its numbers stand, and where they belong.

    Args:
        numbers: of the row.
        outside: whether they lie beyond those of all other rows.
    """
    unknown = np.isnan(numbers)
    for gap in np.flatnonzero(unknown[:-1] & ~unknown[1:]):
        # Behind an inserted cell all are one column late.
        yield slice(gap + 1, None), slice(gap, -1)
    if not outside.any():
        return
    start = int(np.argmax(outside))
    if unknown[-1] or not unknown.any():
        # A cell was deleted, and the last one is empty, or was filled.
        yield slice(start, -1), slice(start + 1, None)
    if not unknown.any():
        # A number was inserted.
        start = max(start, 1)
        yield slice(start, None), slice(start - 1, -1)


def _are_moved(numbers: np.ndarray, here: tuple[np.ndarray, np.ndarray], there: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether numbers lie between the lowest and highest of other columns and not of their own."""
    known = ~np.isnan(numbers)
    if np.count_nonzero(known) < FEWEST_SHIFTED:
        return False
    in_place, moved = (((low <= numbers) & (numbers <= high))[known].mean() for low, high in (here, there))
    return bool(in_place <= MOST_IN_PLACE and moved >= LEAST_MOVED)
