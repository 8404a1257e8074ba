"""Dates in a table of patients, and ages, survival and other dates that contradict them."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.table_dates import DATES, dates_of
from radiogenomics.oddities import notice

MOST_YEARS = 1.5
"""Years by which an age may differ from two dates; an age in whole years is the time until the next one, too. Where
years of birth alone are known, written as 1 January, an age differs by a year at most."""
MOST_DAYS, MOST_SHARE = 31, 0.1
"""Days, and the share of a survival time, by which it may differ from two dates: a month in months is rounded, and
survival may count from the day of the first scan or of the operation."""
AGES = (1, 89)
"""Ages that are compared; older ones are written as 89 or 90 to hide who it is, and 0 stands for not known."""
OLDEST = 120
YEAR, MONTH = 365.25, 30.44
"""Days."""
SURVIVAL = re.compile(
    r"(os|overall[ _.-]?survival|survival|surv|days[ _.-]?to[ _.-]?death)([ _.-]?time)?([ _.-]?from[ _.-]?[a-z]+)?"
    r"[ _.-]*[(\[]?(?:in[ _.-]?)?(?P<unit>d|days?|m|mo|mos|months?|w|wks?|weeks?|y|yrs?|years?)?[)\]]?",
    re.IGNORECASE,
)
"""Names of columns of overall survival, with a unit or without one."""
UNITS = {"d": 1.0, "w": 7.0, "m": MONTH, "y": YEAR}
FEWEST_OF_MANY = 3
"""Patients from which, where they are more than half of those who can be compared, a column means something else."""


def notice_odd_dates(table: pd.DataFrame, age_column: str, path: Path, ids: pd.Series) -> None:
    """Notice patients whose age, survival or dates contradict each other.

    Dates are columns by their names (birth, scan, diagnosis or operation, death, last contact) and by their cells.

    Args:
        table: text cells.
        age_column: column of ages in years, which may be absent.
        path: the table.
        ids: the patients, by row.
    """
    dates = dates_of(table, path)
    if not dates:
        return
    named = {name: column.set_axis(ids) for name, column in dates.items()}
    _notice_impossible(named, path)
    if age_column in table:
        _notice_ages(pd.to_numeric(table[age_column], errors="coerce").set_axis(ids), named, path)
    for column in table:
        match = SURVIVAL.fullmatch(column)
        if match:
            numbers = pd.to_numeric(table[column], errors="coerce").set_axis(ids)
            _notice_survival(numbers.rename(column), match["unit"] or "", named, path)


def _kind(dates: Mapping[str, pd.Series], *kinds: str) -> dict[str, pd.Series]:
    """Columns of some kinds of dates by name."""
    return {name: column for name, column in dates.items() if any(DATES[kind].search(name) for kind in kinds)}


def _notice_impossible(dates: Mapping[str, pd.Series], path: Path) -> None:
    """Notice who was scanned before birth or after death, or lived for more than 120 years."""
    births, ends = _kind(dates, "birth"), _kind(dates, "death")
    for first, birth in births.items():
        for second, date in dates.items():
            years = (date - birth).dt.days / YEAR
            for patient in years.index[(second not in births) & ((years < 0) | (years > OLDEST))]:
                said = f"{second} ({_day(date[patient])}) cannot follow {first} ({_day(birth[patient])})"
                notice(path, str(patient), f"{said}; correct the wrong date")
    for first, date in _kind(dates, "scan", "diagnosis").items():
        for second, end in ends.items():
            for patient in date.index[date > end]:
                said = f"{second} ({_day(end[patient])}) lies before {first} ({_day(date[patient])})"
                notice(path, str(patient), f"{said}; correct the wrong date")


def _notice_ages(ages: pd.Series, dates: Mapping[str, pd.Series], path: Path) -> None:
    """Notice ages that none of the dates of a scan, diagnosis or operation explains."""
    nearest, named = pd.Series(float("nan"), ages.index), {}
    for first, birth in _kind(dates, "birth").items():
        for second, date in _kind(dates, "scan", "diagnosis").items():
            years = (date - birth).dt.days / YEAR
            whole = (ages == ages.round()).astype(float)
            apart = pd.concat([ages - years, years - ages - whole], axis=1).max(axis=1, skipna=False)
            nearer = apart.notna() & ~(apart >= nearest)
            nearest = nearest.mask(nearer, apart)
            named |= {who: f"{years[who]:.1f} by {first} and {second}" for who in ages.index[nearer]}
    known = nearest.notna() & ages.between(*AGES)
    found = {who: f"age is {ages[who]:g}, but {named[who]}" for who in ages.index[known & (nearest > MOST_YEARS)]}
    _tell(found, int(known.sum()), "age", "ages", path)


def _notice_survival(times: pd.Series, unit: str, dates: Mapping[str, pd.Series], path: Path) -> None:
    """Notice survival times that no two dates explain, from a scan, diagnosis or operation to death or last contact."""
    starts, ends = _kind(dates, "scan", "diagnosis"), _kind(dates, "death", "follow-up")
    spans = {f"{a} and {b}": (ends[b] - starts[a]).dt.days.astype(float) for a in starts for b in ends}
    given = times[times > 0].dropna()
    # Whether a patient died is often called so, too.
    if not spans or given.isin([1]).all():
        return
    table = pd.DataFrame(spans).reindex(given.index)
    units = [UNITS[unit[0].lower()]] if unit else list(UNITS.values())
    # Without a unit, it is the one by which the times are nearest to the dates.
    days = min((given * each for each in units), key=lambda own: _apart(table, own).min(axis=1).median())
    apart = _apart(table, days).dropna(how="all")
    wrong = apart.index[apart.min(axis=1) > 1]
    found = {}
    for who in wrong:
        pair = apart.loc[who].idxmin()
        found[who] = f"{times.name} is {given[who]:g}, but {table.loc[who, pair]:g} days lie between {pair}"
    _tell(found, len(apart), str(times.name), "times", path)


def _apart(table: pd.DataFrame, days: pd.Series) -> pd.DataFrame:
    """How far times are from those between two dates, as a multiple of what is allowed."""
    allowed = (table.abs() * MOST_SHARE).clip(lower=MOST_DAYS)
    return table.sub(days, axis=0).abs() / allowed


def _tell(found: Mapping[str, str], known: int, column: str, what: str, path: Path) -> None:
    """Say what was found of each patient, or of most together: then the column is of another date."""
    if len(found) >= FEWEST_OF_MANY and len(found) > known / 2:
        who, said = next(iter(found.items()))
        of_most = f"the {what} of {len(found)} of {known} patients contradict the dates (first: {who}: {said})"
        notice(path, None, f"{of_most}; find out from and at which date column {column!r} is meant, and its unit")
        return
    for who, said in found.items():
        fix = "correct the wrong cell, or find out whose row it is"
        notice(path, str(who), f"{said}; if {column} is not of another date, {fix}")


def _day(date: pd.Timestamp) -> str:
    return f"{date:%Y-%m-%d}"
