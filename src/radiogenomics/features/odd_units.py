"""Numbers in tables of features that are a thousand times too great or too small; all are kept and told."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.lost_points import ADVICE, lost_points
from radiogenomics.oddities import notice
from radiogenomics.thousands import points_for_thousands

FEWEST_PATIENTS = 10
MOST_NAMED = 3
FEWEST_IN_UNIT, LEAST_IN_UNIT = 3, 0.05
"""Patients, and their share of all, on each side of a gap, at least."""
LEAST_GAP, THOUSAND = 10.0, (200.0, 5000.0)
"""Ratio of the numbers on both sides of the gap, at least, and of the medians of both sides where one is given in
units of a thousand of the other."""
OF_SIZE = re.compile(
    r".*((?<!in)vol|(?<!large)(?<!small)area|surface|perimeter|axis|diameter|shape|morpholog"
    r"|(?<![a-z])(ml|mm|cm)(?![a-z])).*",
    re.IGNORECASE,
)
"""Names of what is measured in mm, or powers of it; texture has emphases of large and small areas."""
MOST_SPREAD = 10.0
"""Ratio of the greatest to the least number of a column of another name, once both sides are in one unit, at most, for
counts and texture have such gaps. In UPENN-GBM's 66 tables of CaPTk, in parts of 20 and 60 patients and whole, 354 of
241 000 columns have a gap as of two units; none of them is one of sizes, and in one the ratio is below 10."""


def notice_mixed_units(features: pd.DataFrame, path: Path) -> None:
    """Columns in which some patients have about a thousand times as much as the others, as mm³ and ml.

    Whole numbers among fractions are told by `notice_lost_points`.
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for column, values in zip(features, features.to_numpy(dtype=float).T, strict=True):
        least = _least_in_thousands(values, str(column))
        if least is None or len(lost_points(features[column])):
            continue
        less, more = (values > 0) & (values < least), values >= least
        # Of both sides nobody knows which is right; the fewer are named.
        how, named = ("less", less) if less.sum() <= more.sum() else ("more", more)
        found.setdefault((how, *map(str, features.index[named])), []).append(str(column))
    for (how, *patients), columns in found.items():
        said = f"{_list(columns)}: about a thousand times {how} for {_list(patients)} than for all others"
        notice(path, None, f"{said}, as in another unit (ml and mm³); give all in one unit")


def _least_in_thousands(values: np.ndarray, column: str) -> float | None:
    """The least of those numbers of a column that are about a thousand times the others, if some are."""
    numbers = np.sort(values[values > 0])
    if len(numbers) < max(FEWEST_PATIENTS, len(values) / 2):
        return None
    ratios = numbers[1:] / numbers[:-1]
    place = int(np.argmax(ratios)) + 1
    less, more = numbers[:place], numbers[place:]
    fewest = max(FEWEST_IN_UNIT, LEAST_IN_UNIT * len(numbers))
    if ratios[place - 1] < LEAST_GAP or min(len(less), len(more)) < fewest:
        return None
    in_one = np.append(less, more / 1000)
    is_size = OF_SIZE.fullmatch(column) is not None
    if not is_size and in_one.max() > MOST_SPREAD * in_one.min():
        return None
    return float(more[0]) if THOUSAND[0] <= np.median(more) / np.median(less) <= THOUSAND[1] else None


def notice_lost_points(features: pd.DataFrame, where: str | Path) -> None:
    """Notice numbers that may have lost their decimal point in a spreadsheet.

    Args:
        features: numbers by patient.
        where: the table.
    """
    found = {str(column): cells for column in features if len(cells := lost_points(features[column]))}
    if not found:
        return
    patients = list(dict.fromkeys(str(patient) for cells in found.values() for patient in cells.index))
    first = [f"{column} of {cells.index[0]} is {cells.iloc[0]:.15g}" for column, cells in found.items()]
    said = (
        f"{sum(map(len, found.values()))} number(s) in {len(found)} column(s), of {len(patients)} patient(s) "
        f"({_list(patients)}), are whole and far above the fractions of their column ({_list(first)})"
    )
    notice(where, patients[0] if len(patients) == 1 else None, f"{said}, {ADVICE}")


def notice_thousands(texts: pd.DataFrame, numbers: pd.DataFrame, where: str) -> None:
    """Notice columns of whole numbers that may have a point for thousands.

    Args:
        texts: cells as they stand in the table.
        numbers: the same cells, missing where not known.
        where: the table.
    """
    # Texts of few columns are looked at: those of numbers below a thousand, of which some are whole and some are not.
    whole = (numbers == numbers.round()).sum()
    may = (whole > 0) & (whole < numbers.notna().sum()) & (numbers.abs().max() < 1000)
    for column in numbers.columns[may]:
        found = points_for_thousands(texts[column].where(numbers[column].notna(), ""))
        if found:
            said = f"{column} holds {len(found)} number(s) such as {found[0]}, and others without a point"
            notice(where, None, f"{said}; if the point is one of thousands, remove it")


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
