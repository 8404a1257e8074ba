"""Ages and sexes as an archive's table gives them, and scans that no table knows."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from radiogenomics.files import nearest
from radiogenomics.oddities import notice

OLDEST_AGE = 120
SEXES = {"m": "M", "male": "M", "f": "F", "female": "F"}
MOST_NAMED = 5


def ages_in_years(texts: pd.Series, table: str) -> pd.Series:
    """Ages in years (float); one that is not a number of years is missing, which is noticed with the patients.

    Args:
        texts: cells of the archive's table by patient.
        table: name of the table, for the notice.
    """
    ages = pd.to_numeric(texts, errors="coerce").astype(float)
    ages = ages.where(ages.between(0, OLDEST_AGE))
    _report(texts[ages.isna()], table, f"a number of years from 0 to {OLDEST_AGE}")
    return ages


def sexes(texts: pd.Series, table: str) -> pd.Series:
    """`M` or `F`; anything but m, f, male and female is missing, which is noticed with the patients.

    Args:
        texts: cells of the archive's table by patient.
        table: name of the table, for the notice.
    """
    known = texts.str.lower().map(SEXES)
    _report(texts[known.isna()], table, "male or female")
    return known.where(known.notna(), np.nan)


def report_unlabelled(scans: Iterable[str], labelled: Iterable[str], table: str) -> None:
    """Notice scans that a table does not know, each with the nearest identifier that it knows."""
    labelled = set(labelled)
    without = sorted(set(scans) - labelled)
    if without:
        # Nobody reads a thousand names, and to look for the nearest of each takes a while.
        named = [f"{scan}{nearest(scan, labelled)}" for scan in without[:MOST_NAMED]]
        notice(table, None, f"no row for {len(without)} scan(s), whose label is not known: {_list(named, without)}")


def _report(unreadable: pd.Series, table: str, expected: str) -> None:
    if len(unreadable):
        values = [f"{patient} {text!r}" for patient, text in unreadable.items()]
        said = f"{unreadable.name} of {len(values)} patient(s) is not {expected}, they are kept without it"
        notice(table, None, f"{said}: {_list(values[:MOST_NAMED], values)}")


def _list(named: list[str], everything: list[str]) -> str:
    more = len(everything) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
