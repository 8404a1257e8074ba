"""Numbers that programs and people write where a value is missing."""

import pandas as pd

PLACEHOLDERS = (-9, -99, -999, -9999, -99999, 999, 9999, 99999)
"""Numbers that programs write for a missing value; they are taken for it by nobody but the reader of a notice."""


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


def without_placeholders(numbers: pd.DataFrame) -> pd.DataFrame:
    """A copy in which those numbers are missing that `far_placeholders` finds in each column.

    Args:
        numbers: a column for each quantity; its index has each row once.
    """
    found = numbers.copy()
    for column in numbers.columns[numbers.isin(PLACEHOLDERS).any()]:
        found[column] = found[column].drop(far_placeholders(found[column]).index)
    return found
