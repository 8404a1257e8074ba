"""Numbers that programs and people write where a value is missing."""

import numpy as np
import pandas as pd

PLACEHOLDERS = (-9, -99, -999, -9999, -99999, 999, 9999, 99999)
"""Numbers that programs write for a missing value; they are taken for it by nobody but the reader of a notice."""
FEWEST_OF_ONE = 3
"""Cells of a row, or of a column, with the same such number from which it is no chance. In UPENN-GBM's 66 tables of
CaPTk (9504 columns, 3.6 million cells) no row has it in three columns that hold fractions, or in three of which one is
far from all others."""
SHARE_OF_FRACTIONS = 0.5
"""Least share of fractions among the other numbers of a column that holds fractions."""


def far_placeholders(numbers: pd.Series) -> pd.Series:
    """Those numbers such as -999 that lie further from all others than those lie apart.

    Args:
        numbers: of one quantity, missing where not known.
    """
    suspected = numbers.isin(PLACEHOLDERS)
    others = numbers[~suspected].dropna()
    if others.empty or not suspected.any():
        return numbers[:0]
    lowest, highest = others.min(), others.max()
    distances = pd.concat([lowest - numbers, numbers - highest], axis=1).max(axis=1)
    return numbers[suspected & (distances > highest - lowest)]


def far_cells(numbers: pd.DataFrame) -> pd.DataFrame:
    """Whether a cell is one that `far_placeholders` finds in its column.

    Args:
        numbers: a column for each quantity; its index has each row once.
    """
    found = pd.DataFrame(False, numbers.index, numbers.columns)
    for column in numbers.columns[numbers.isin(PLACEHOLDERS).any()]:
        found[column] = numbers.index.isin(far_placeholders(numbers[column]).index)
    return found


def placeholder_cells(numbers: pd.DataFrame) -> pd.DataFrame:
    """Whether a cell likely stands for a missing value: what is far, and the same in its row or column.

    A row in which such a number stands in several columns, in one of them far from all others or in all of them among
    fractions, has it for a missing value in each; so has a column in which it stands several times.

    Args:
        numbers: a column for each quantity; its index has each row once.
    """
    suspected = numbers.isin(PLACEHOLDERS).to_numpy()
    far = far_cells(numbers).to_numpy()
    if not suspected.any():
        return pd.DataFrame(far, numbers.index, numbers.columns)
    values, found = numbers.to_numpy(dtype=float), far.copy()
    others = np.where(suspected, np.nan, values)
    fractions = (others % 1 > 0).sum(axis=0) >= np.maximum(SHARE_OF_FRACTIONS * (~np.isnan(others)).sum(axis=0), 1)
    for number in np.unique(values[suspected]):
        same = values == number
        several = same.sum(axis=1) >= FEWEST_OF_ONE
        of_rows = several & ((same & far).any(axis=1) | (same[:, fractions].sum(axis=1) >= FEWEST_OF_ONE))
        found |= same & of_rows[:, None]
        of_columns = (same.sum(axis=0) >= FEWEST_OF_ONE) & (same & found).any(axis=0)
        found |= same & of_columns
    return pd.DataFrame(found, numbers.index, numbers.columns)


def without_placeholders(numbers: pd.DataFrame) -> pd.DataFrame:
    """A copy in which those numbers are missing that `placeholder_cells` finds.

    Args:
        numbers: a column for each quantity; its index has each row once.
    """
    return numbers.mask(placeholder_cells(numbers))
