"""Cells in tables of features that were dragged down in a spreadsheet; all are kept and told."""

from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.oddities import notice

FEWEST_CELLS = 4
"""Cells below each other with one number, or with equal steps between them, that are told."""
FEWEST_OTHERS, MOST_REPEATED = 12, 0.05
"""Other cells of the column, at least, and their share that repeats one, at most. In UPENN-GBM's 66 tables of CaPTk,
whole and in parts of 20 and 40 patients, columns that have so many equal cells below each other have 0.12 and more; in
parts of 12, with eight others, four columns of ratios of few bins have none."""
SAME = 1e-9
"""Difference of two steps, as a share of the numbers, that arithmetic in binary digits leaves."""
MOST_NAMED = 3


def notice_filled_down(features: pd.DataFrame, path: str | Path) -> None:
    """Notice fractions that are the same, or go up by the same step, from one row to the next over several rows.

    Args:
        features: numbers by patient, in the order of the table.
        path: the table.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for column in features:
        run = _longest_run(features[column].to_numpy(dtype=float))
        others = np.delete(features[column].to_numpy(dtype=float), run)
        others = others[~np.isnan(others)]
        if len(run) < FEWEST_CELLS or len(others) < FEWEST_OTHERS:
            continue
        if 1 - len(np.unique(others)) / len(others) <= MOST_REPEATED:
            first, last = (str(features.index[place]) for place in (run[0], run[-1]))
            found.setdefault((first, last), []).append(str(column))
    for (first, last), columns in found.items():
        more = f" and {len(columns) - MOST_NAMED} more" if len(columns) > MOST_NAMED else ""
        said = f"{', '.join(columns[:MOST_NAMED])}{more}: the same number, or equal steps, in the rows from {first} to"
        fix = "as where a cell was dragged down in a spreadsheet; if so, correct these cells, or empty them"
        notice(path, None, f"{said} {last}, {fix}")


def _longest_run(numbers: np.ndarray) -> np.ndarray:
    """Places of the most numbers in a row of which the steps are equal, without such as are whole."""
    steps, middle = np.diff(numbers), numbers[1:-1]
    equal = (np.abs(np.diff(steps)) <= SAME * np.abs(middle)) & (middle % 1 > 0)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], equal, [0]])))
    if not len(ends):
        return np.arange(0)
    starts, stops = ends[::2], ends[1::2]
    longest = int(np.argmax(stops - starts))
    return np.arange(starts[longest], stops[longest] + 2)
