"""Ages and sexes as an archive's table gives them, and scans that no table knows."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from radiogenomics.files import nearest
from radiogenomics.oddities import notice

OLDEST_AGE = 120
AGE_CODES = {0: (18, OLDEST_AGE), 99: (0, 90)}
"""Ages that are written where none is known, and between which ages all others must lie for that to be likely."""
MAN_IN_SPANISH = ("h", "v", "hombre", "varon", "var\u00f3n")
WOMAN = ("f", "female")
SEXES = {"m": "M", "male": "M", "f": "F", "female": "F"}
MOST_NAMED = 5


def ages_in_years(texts: pd.Series, table: str) -> pd.Series:
    """Ages in years (float); one that is not a number of years is missing, which is noticed with the patients.

    Ages of 0 and 99 that lie apart from all others are noticed and kept.

    Args:
        texts: cells of the archive's table by patient.
        table: name of the table, for the notice.
    """
    ages = pd.to_numeric(texts, errors="coerce").astype(float)
    ages = ages.where(ages.between(0, OLDEST_AGE))
    _report(texts[ages.isna()], table, f"a number of years from 0 to {OLDEST_AGE}")
    others = ages[~ages.isin(list(AGE_CODES))].dropna()
    for code, (lowest, highest) in AGE_CODES.items():
        if len(others) and (ages == code).any() and others.between(lowest, highest).all():
            patients = [str(patient) for patient in ages.index[ages == code]]
            said = f"{texts.name} of {len(patients)} patient(s) is {code}, of all others {others.min():g} to"
            named = _list(patients[:MOST_NAMED], patients)
            fix = "if that means that it is not known, empty the cells"
            notice(table, None, f"{said} {others.max():g}; {fix}: {named}")
    return ages


def sexes(texts: pd.Series, table: str) -> pd.Series:
    """`M` or `F`; anything but m, f, male and female is missing, which is noticed with the patients.

    Where some are H (hombre) or V (varón) and nobody is F, M stands for mujer, and no sex is known.

    Args:
        texts: cells of the archive's table by patient.
        table: name of the table, for the notice.
    """
    plain = texts.str.lower()
    known, expected = plain.map(SEXES), "male or female"
    if plain.isin(MAN_IN_SPANISH).any() and not plain.isin(WOMAN).any():
        known, expected = known.mask(plain == "m"), f"{expected} (next to H or V, M may be a woman)"
    _report(texts[known.isna()], table, expected)
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
