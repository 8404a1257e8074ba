"""Cells of tables of features: text that becomes numbers, and what is odd in single cells."""

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.features.odd_numbers import notice_infinite
from radiogenomics.features.odd_units import notice_lost_points, notice_thousands
from radiogenomics.oddities import notice
from radiogenomics.placeholders import FEWEST_OF_ONE, far_cells, placeholder_cells, without_placeholders

MISSING = ("", "na", "nan", "-nan", "n/a", "not available", "not applicable")
"""What stands for a missing value, in small letters; CaPTk itself writes `-nan`."""
INFINITE = 3.4e38
"""The largest number of four bytes, which programs write for infinity, as they do that of eight (1.8e308)."""


def numeric_cells(texts: pd.DataFrame, where: str) -> pd.DataFrame:
    """Numbers of a table of text cells; what stands for a missing value becomes missing, and so do infinities.

    Infinities are noticed. So is a number that may stand for a missing value, has a point for thousands or has lost
    one, and kept.

    Raises:
        InputError: a cell holds something else.
    """
    known = texts.where(~texts.apply(lambda column: column.str.lower()).isin(MISSING))
    numbers = known.apply(pd.to_numeric, errors="coerce")
    unreadable = numbers.isna() & known.notna()
    if unreadable.to_numpy().any():
        row, column = np.argwhere(unreadable.to_numpy())[0]
        raise InputError(
            f"{where}: {texts.columns[column]} of {texts.index[row]} is {texts.iat[row, column]!r}, not a number; "
            "correct the cell, or remove the column"
        )
    numbers = numbers.astype(float)
    infinite = numbers.abs() >= INFINITE
    notice_infinite(numbers, infinite, where)
    numbers = numbers.mask(infinite)
    _notice_placeholders(numbers, where)
    measured = without_placeholders(numbers)
    notice_thousands(texts, measured, where)
    notice_lost_points(measured, where)
    return numbers


def _notice_placeholders(numbers: pd.DataFrame, where: str) -> None:
    """Notice numbers such as -999 that lie further from all others than those lie apart, and the same in their row."""
    cells, far = placeholder_cells(numbers), far_cells(numbers)
    for row in numbers.index[cells.any(axis=1)]:
        of_row = numbers.loc[row][cells.loc[row]]
        for value in of_row.unique():
            columns = of_row.index[of_row == value]
            said = _how_far(list(map(str, columns)), value, int(far.loc[row, columns].sum()))
            empty = "empty the cell" if len(columns) == 1 else f"empty these {len(columns)} cells"
            notice(where, str(row), f"{said}; if it stands for a missing value, {empty}")


def _how_far(columns: list[str], value: float, far: int) -> str:
    """What is said of a number in some columns of a row, of which so many are far from all others of their column."""
    of_all = f"{columns[0]} is" if len(columns) == 1 else f"{len(columns)} columns ({columns[0]} …) are"
    how = "far from all others"
    if far == 0:
        how = "as in other rows" if len(columns) < FEWEST_OF_ONE else "where other rows have fractions"
    elif far < len(columns):
        how = f"{far} of them far from all others"
    return f"{of_all} {value:g}, {how}"
