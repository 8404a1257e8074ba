"""Cells of tables of features: text that becomes numbers, and what is odd in single cells."""

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.features.lost_digits import notice_one_digit, notice_rounded_rows
from radiogenomics.features.odd_numbers import notice_infinite
from radiogenomics.features.odd_units import notice_lost_points, notice_thousands
from radiogenomics.lost_points import without_lost_points
from radiogenomics.oddities import notice
from radiogenomics.placeholders import FEWEST_OF_ONE, far_cells, placeholder_cells, without_placeholders

MISSING = ("", "na", "nan", "-nan", "n/a", "not available", "not applicable")
"""What stands for a missing value, in small letters; CaPTk itself writes `-nan`."""
INFINITE = 3.4e38
"""The largest number of four bytes, which programs write for infinity, as they do that of eight (1.8e308)."""


def numeric_cells(texts: pd.DataFrame, where: str) -> pd.DataFrame:
    """Numbers of a table of text cells; what stands for a missing value becomes missing, and so do infinities.

    Infinities are noticed. So is a number that may stand for a missing value, has a point for thousands, or has lost
    a point or digits, and kept.

    Raises:
        InputError: a cell holds something else.
    """
    known = texts.where(~texts.apply(lambda column: column.str.lower()).isin(MISSING))
    numbers = known.apply(pd.to_numeric, errors="coerce")
    unreadable = numbers.isna() & known.notna()
    _refuse_texts(texts, numbers, unreadable, where)
    numbers = numbers.astype(float)
    infinite = numbers.abs() >= INFINITE
    notice_infinite(numbers, infinite, where)
    numbers = numbers.mask(infinite)
    _notice_placeholders(numbers, where)
    measured = without_placeholders(numbers)
    notice_thousands(texts, measured, where)
    notice_lost_points(measured, where)
    notice_one_digit(texts, where)
    notice_rounded_rows(without_lost_points(measured), where)
    return numbers


def _refuse_texts(texts: pd.DataFrame, numbers: pd.DataFrame, unreadable: pd.DataFrame, where: str) -> None:
    if not unreadable.to_numpy().any():
        return
    row, column = np.argwhere(unreadable.to_numpy())[0]
    name = f"of {texts.index[row]}" if texts.index[row] else f"of row {row + 1}, which has no id,"
    said = f"{where}: {texts.columns[column]} {name} is {texts.iat[row, column]!r}, not a number"
    if len(texts) > 1 and numbers.iloc[row].isna().all() and numbers.iloc[:, column].notna().any():
        raise InputError(
            f"{said}, and no other cell of this row is one; remove the row if it holds units, or correct it"
        )
    raise InputError(f"{said}; correct the cell, or remove the column")


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
