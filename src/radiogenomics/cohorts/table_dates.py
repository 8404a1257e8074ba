"""Columns of dates in a table of patients, by their names and cells."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.oddities import notice

DATES = {
    "birth": re.compile(r"birth|(?:^|[^a-z])dob(?:[^a-z]|$)|geburt|naissance|nacimiento", re.IGNORECASE),
    "scan": re.compile(r"scan|(?:^|[^a-z])mri?(?:[^a-z]|$)|study|imaging|exam|acquisition|aufnahme", re.IGNORECASE),
    "diagnosis": re.compile(
        r"diagnos|surg|operation|(?:^|[^a-z])op(?:[^a-z]|$)|resection|biops|(?:^|[^a-z])dx(?:[^a-z]|$)", re.IGNORECASE
    ),
    "death": re.compile(r"death|deceas|died|(?:^|[^a-z])dod(?:[^a-z]|$)|todes|sterbe|verstorben", re.IGNORECASE),
    "follow-up": re.compile(
        r"follow|(?:^|[^a-z])l?fu(?:[^a-z]|$)|last[ _.-]?(?:contact|seen|visit|known)|censor", re.IGNORECASE
    ),
}
"""Names of columns by what happened on the day."""
YEAR_FIRST = re.compile(r"((?:19|20)\d\d)(?:[-/.](?=\d\d?[-/.])|(?=\d{4}$))(\d\d?)[-/.]?(\d\d?)(?:[T ][\d:.]+.*)?")
"""With any separator, or of eight digits."""
DAY_BY_POINTS = re.compile(r"(\d\d?)\.(\d\d?)\.((?:19|20)\d\d)")
EITHER = re.compile(r"(\d\d?)[/-](\d\d?)[/-]((?:19|20)\d\d)")
"""Numbers of which the day or the month may stand first."""
LEAST_DATES = 0.8
"""Share of the cells that are not empty from which a column is one of dates; the rest may say that none is known."""
FEWEST_SURE = 10
"""Dates from which one order of day and month alone is likely seen; of fewer, all may fit both."""


def dates_of(table: pd.DataFrame, path: Path) -> dict[str, pd.Series]:
    """Columns of dates by name, as days; missing where a cell is none.

    Where days and months cannot be told from each other, or stand in both orders, the column is left out and noticed.

    Args:
        table: text cells.
        path: of the table.
    """
    found = {}
    for column in table:
        if not any(pattern.search(column) for pattern in DATES.values()):
            continue
        cells = table[column][table[column] != ""]
        either = cells.str.extract(EITHER.pattern + "$").dropna()
        dates = pd.concat([_year_first(cells), _of_parts(cells.str.extract(f"^{DAY_BY_POINTS.pattern}$"), (2, 1, 0))])
        dates = dates.dropna()
        dates = dates[~dates.index.duplicated()]
        if len(cells) == 0 or len(dates) + len(either) < LEAST_DATES * len(cells):
            continue
        if len(either):
            order = _order(either, str(column), path)
            dates = pd.concat([dates, _of_parts(either, order).dropna()]) if order else dates.iloc[:0]
        if len(dates):
            found[str(column)] = dates.reindex(table.index)
    return found


def _year_first(cells: pd.Series) -> pd.Series:
    return _of_parts(cells.str.extract(f"^{YEAR_FIRST.pattern}$"), (0, 1, 2))


def _of_parts(parts: pd.DataFrame, order: tuple[int, int, int]) -> pd.Series:
    """Days of three columns of numbers; `order` are those of year, month and day."""
    numbers = parts.dropna().astype(int)
    named = numbers[list(order)].set_axis(["year", "month", "day"], axis=1)
    return pd.to_datetime(named, errors="coerce").reindex(parts.index)


def _order(either: pd.DataFrame, column: str, path: Path) -> tuple[int, int, int] | None:
    """Columns of year, month and day, or None where nobody can know."""
    numbers = either.astype(int)
    day_first, month_first = (numbers[0] > 12).any(), (numbers[1] > 12).any()
    example = "/".join(either.iloc[0])
    if day_first and month_first:
        one, two = ("/".join(either.loc[(numbers[place] > 12).idxmax()]) for place in (0, 1))
        said = f"column {column!r} has the day first ({one}) and the month first ({two})"
        notice(path, None, f"{said}; write all as YYYY-MM-DD, or else ages and times by it are of other days")
    elif not day_first and not month_first and len(either) >= FEWEST_SURE:
        said = f"column {column!r} does not tell whether the day or the month is first ({example})"
        notice(path, None, f"{said}; it is held against nothing: write it as YYYY-MM-DD")
    if day_first == month_first:
        return None
    return (2, 1, 0) if day_first else (2, 0, 1)
