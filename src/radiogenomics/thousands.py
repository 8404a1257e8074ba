"""Whole numbers that were written with a point for thousands, and are read as fractions."""

import re

import pandas as pd

WITH_POINT = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")
WHOLE = re.compile(r"[-+]?\d{1,3}")
FEWEST_OF_EACH = 2
"""Cells with and without a point from which they are no chance."""


def points_for_thousands(texts: pd.Series) -> list[str]:
    """Cells such as `1.203` that are likely a thousand and more, for the others are whole numbers below a thousand.

    A column of fractions that were rounded to three digits has zeros dropped at their end, or no whole numbers.

    Args:
        texts: cells of one column as text; empty where not known.

    Returns:
        These cells, in the order of the column; none where it holds anything else, too.
    """
    cells = texts[texts != ""]
    pointed, whole = cells.str.fullmatch(WITH_POINT), cells.str.fullmatch(WHOLE)
    if pointed.sum() < FEWEST_OF_EACH or whole.sum() < FEWEST_OF_EACH or not (pointed | whole).all():
        return []
    return cells[pointed].to_list()
