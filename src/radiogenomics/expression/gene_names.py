"""Names of genes that a spreadsheet changed, or that name one gene twice."""

import re
from collections.abc import Iterable
from pathlib import Path

from radiogenomics.expression.annotation import without_version
from radiogenomics.oddities import notice

MONTH = r"(jan|feb|mar|mrz|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*\.?"
CHANGED = re.compile(
    rf"\d{{1,4}}[-./ ]+{MONTH}|{MONTH}[-./ ]+\d{{1,4}}"
    r"|\d{4}-\d\d-\d\d( .*)?|\d\d?[./]\d\d?[./]\d{4}|\d(\.\d+)?E\+\d+",
    re.IGNORECASE,
)
"""Dates and powers of ten that spreadsheet programs make of MARCH1, SEPT2 or 2310009E13."""
MOST_NAMED = 3


def notice_odd_names(names: Iterable[str], path: str | Path) -> None:
    """Notice names that are dates or powers of ten, and genes of Ensembl that are there in several versions.

    Args:
        names: of genes, each once.
        path: the table that holds them.
    """
    names = list(names)
    changed = [name for name in names if CHANGED.fullmatch(name)]
    if changed:
        notice(
            path,
            None,
            f"{len(changed)} name(s) of genes are dates or powers of ten ({_list(changed)}), which a spreadsheet makes "
            "of names such as MARCH1: which genes these are is lost; take the table as it was before",
        )
    versions: dict[str, list[str]] = {}
    for name in names:
        versions.setdefault(without_version(name), []).append(name)
    several = [" and ".join(same) for same in versions.values() if len(same) > 1]
    if several:
        notice(
            path,
            None,
            f"{len(several)} gene(s) are there in several versions, which count as genes of their own where no "
            f"annotation joins them ({_list(several)}); keep one row of each",
        )


def _list(found: list[str]) -> str:
    return ", ".join(found[:MOST_NAMED]) + (" …" if len(found) > MOST_NAMED else "")
