"""Hospitals whose names are likely one, written in several ways."""

import re
import unicodedata
from itertools import combinations
from pathlib import Path

import pandas as pd

from radiogenomics.oddities import notice

FEWEST_LETTERS = 3
"""Letters of a name that may be that of a hospital within a longer one; `A` and `3 T` may be anything."""
WORD = re.compile(r"[^\W_]+")
MOST_NAMED = 4


def notice_alike_sites(sites: pd.Series, path: Path) -> None:
    """Notice sites that differ in case, blanks, accents or punctuation alone, or of which one's words are in another's.

    They stay as they are: whether a longer name is of the same hospital only a person knows.

    Args:
        sites: of the patients, empty where not known.
        path: the table, for the notice.
    """
    counts = sites[sites != ""].value_counts().sort_index()
    words = {site: _words(site) for site in counts.index}
    group = {site: site for site in words}
    for one, other in combinations(words, 2):
        if _are_alike(words[one], words[other]) and group[one] != group[other]:
            old = group[other]
            group |= {site: group[one] for site, of in group.items() if of == old}
    for first in dict.fromkeys(group.values()):
        alike = [f"{site!r} ({counts[site]})" for site, of in group.items() if of == first]
        if len(alike) > 1:
            more = f" and {len(alike) - MOST_NAMED} more" if len(alike) > MOST_NAMED else ""
            said = f"sites {', '.join(alike[:MOST_NAMED])}{more} may be one written in several ways"
            notice(path, None, f"{said}, and are taken for {len(alike)}; if they are one, write it alike in all rows")


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _are_alike(one: list[str], other: list[str]) -> bool:
    if "".join(one) == "".join(other):
        return True
    short, long = sorted((one, other), key=len)
    if sum(letter.isalpha() for word in short for letter in word) < FEWEST_LETTERS:
        return False
    return any(long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1))
