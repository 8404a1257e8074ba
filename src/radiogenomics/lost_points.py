"""Numbers that have lost their decimal point, as where a spreadsheet took it for a mark of thousands, or for a date."""

import numpy as np
import pandas as pd

FEWEST_NUMBERS = 10
"""Numbers of a column other than 0 from which one may be judged by the others."""
THOUSAND = 1000.0
LEAST_GAP = 10.0
"""Ratio of the least of these numbers to the greatest of the others, at least."""
MOST_SPREAD, MOST_SPREAD_OF_ONE = 20.0, 10.0
"""Ratio of the greatest to the least of a column after a thousandth was taken of these numbers, at most, and where a
single other number says what is right. In UPENN-GBM's 66 tables of CaPTk (9504 columns of 203 to 611 patients, each
also in parts of 20 and 60 and rounded to three decimals, and to four and six digits, by which great numbers become
whole) it is at least 36, and 16 by a single other number."""
MOST_ROUND = 1 / 3
"""Share of multiples of ten among these numbers, at most, where a thousandth of them fits: the last of three decimals
is hardly ever 0, and settings are round, as a repetition time of 1760 ms where another sequence has 9.1 ms."""
GAP_OF_ANY = 300.0
"""Least ratio as `LEAST_GAP` by which the fewer are told whatever their ratio; in the same tables it is at most 180."""
LEAST_OF_FRACTIONS = 0.5
"""Share of fractions among the other numbers, at least."""
ADVICE = (
    "as where a spreadsheet took the decimal point for a mark of thousands, or 3.4 for a date; if so, export the whole "
    "table again with points as they were; if these are in another unit, give all in one"
)
"""What is said of such numbers, after which they are."""


def lost_points(numbers: pd.Series) -> pd.Series:
    """Whole numbers far above all others of their column, which are fractions: `12345` where others are `12.3`.

    Either a thousandth of them fits the others, which then may be the fewer; or they are the fewer themselves, and lie
    so far above that nothing else explains it, as `46115` (a date to a spreadsheet) among numbers such as `3.4`.

    Args:
        numbers: of one quantity, missing where not known.

    Returns:
        These numbers, in the order of the column.
    """
    sizes = numbers.to_numpy(dtype=float, na_value=np.nan)
    sizes = np.abs(np.where(np.isfinite(sizes), sizes, 0))
    known = np.sort(sizes[sizes > 0])
    if len(known) < FEWEST_NUMBERS:
        return numbers[:0]
    place = int(np.argmax(known[1:] / known[:-1])) + 1
    others, far = known[:place], known[place:]
    are_whole = far[0] >= THOUSAND and not (far % 1).any() and (others % 1 > 0).mean() >= LEAST_OF_FRACTIONS
    if not are_whole or far[0] < LEAST_GAP * others[-1]:
        return numbers[:0]
    corrected = np.append(others, far / THOUSAND)
    fits = (far % 10 == 0).mean() <= MOST_ROUND
    fits &= corrected.max() <= (MOST_SPREAD if len(others) > 1 else MOST_SPREAD_OF_ONE) * corrected.min()
    if fits or (len(far) < len(others) and far[0] >= GAP_OF_ANY * others[-1]):
        return numbers[sizes >= far[0]]
    return numbers[:0]


def without_lost_points(numbers: pd.DataFrame) -> pd.DataFrame:
    """A copy in which those numbers are missing that `lost_points` finds in each column.

    Args:
        numbers: a column for each quantity; its index has each row once.
    """
    found = numbers.copy()
    for column in numbers:
        if len(cells := lost_points(numbers[column])):
            found.loc[cells.index, column] = np.nan
    return found
