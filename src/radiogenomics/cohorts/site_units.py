"""Hospitals that give a number in another unit than the others, as survival in months and not in days."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.cohorts.patient_data import OLDEST_AGE
from radiogenomics.oddities import notice

FEWEST_OF_SITE = 4
"""Patients with a number from which a site is compared."""
LEAST_IN_UNIT = 0.05
"""Share of the compared patients on each side, at least: of TCGA's 29 sites a small one, whose patients had joined
months before the table was closed, has a sixteenth of the others' times."""
LEAST_RATIO = 10.0
"""Ratio of the medians of both sides, at least: a month is 30 days, a year 12 months, a share a hundred times its per
cent. Of 6000 drawn cohorts of one unit (2 to 20 sites of 4 to 30 patients, lognormal, standard deviation of the
logarithm 0.8 to 1.2) none was told, of 1500 in days and months all but 19. In TCGA no other number of the patients
reaches 10 between any two sites."""
LEAST_APART = 0.9
"""Share of pairs of patients, one of each side, in which the number is less on the one side, at least. Of survival in
days and months it is 0.99; two classes apart, as shares of methylation, overlap more whatever their medians."""
MOST_NAMED = 3


def notice_units_of_sites(numbers: pd.Series, sites: pd.Series, what: str, file: str | Path = "") -> None:
    """Notice sites whose numbers are about ten times less, or more, than those of all other sites.

    Sites are held against all others together, so that of many small ones none is told by chance.

    Args:
        numbers: of one quantity, missing where not known; those of 0 and less do not count.
        sites: of the same patients, empty where not known.
        what: the quantity, for the notice.
        file: the table.
    """
    known = pd.DataFrame({"number": numbers[numbers > 0], "site": sites}).dropna()
    known = known[known["site"].astype(str) != ""]
    counts = known["site"].value_counts()
    known = known[known["site"].isin(counts.index[counts >= FEWEST_OF_SITE])]
    medians = known.groupby("site")["number"].median().sort_values()
    best: tuple[float, pd.Series, pd.Series] | None = None
    for place in range(1, len(medians)):
        is_low = known["site"].isin(medians.index[:place])
        low, high = known["number"][is_low], known["number"][~is_low]
        ratio = high.median() / low.median()
        if min(len(low), len(high)) < LEAST_IN_UNIT * len(known):
            continue
        if ratio >= LEAST_RATIO and _apart(low, high) >= LEAST_APART and (best is None or ratio > best[0]):
            best = ratio, medians[:place], medians[place:]
    if best is not None:
        ratio, lower, higher = best
        said = f"{what} is about {ratio:.0f} times less at {_named(lower)} than at {_named(higher)}, as in another unit"
        notice(file, None, f"{said} (months for days, years for months); if so, give all in one unit")


def notice_age_units(texts: pd.Series, sites: pd.Series, table: str) -> None:
    """Notice sites that give ages in months of which some could be years, and are kept as such.

    Where nearly all ages of a site are beyond those of years, they are told one by one. Where none is, a hospital of
    children is as likely as one that counts in another unit.

    Args:
        texts: cells of the table.
        sites: of the same patients.
        table: its name.
    """
    ages = pd.to_numeric(texts, errors="coerce").astype(float)
    kept = sites[ages.between(0, OLDEST_AGE)].value_counts()
    compared = sites.isin(kept.index[kept >= FEWEST_OF_SITE])
    if (ages[compared] > OLDEST_AGE).any():
        notice_units_of_sites(ages[compared], sites[compared], str(texts.name), table)


def _apart(low: pd.Series, high: pd.Series) -> float:
    """Share of pairs of a lower and a higher side in which the number of the lower one is less."""
    return float(np.searchsorted(np.sort(low.to_numpy()), high.to_numpy()).sum() / (len(low) * len(high)))


def _named(medians: pd.Series) -> str:
    names: Sequence[str] = [f"{site} (median {median:g})" for site, median in medians.items()]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
