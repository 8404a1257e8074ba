"""Cells of one's own table that are empty, as those of rows that were merged with the one above."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.oddities import notice

SHARE_OF_LABELS = 0.2
"""Share of the patients whose label is empty from which that is told: they are lost to the study. Of 16 patients whose
cells were merged with those of a neighbour of the same class, 5 (0.31) were; a table whose patients without a label
were not removed may reach it too."""
SHARE_OF_OTHERS = 0.5
"""The same of ages, sexes and sites, of which nothing depends but what is said of the patients."""
FEWEST_EMPTY = 3
IF_MERGED = "if cells were merged in a spreadsheet, the value stands in the first of them alone: write it into all rows"


def notice_empty_labels(cells: pd.Series, labels: pd.Series) -> None:
    """Notice patients who have no label for its cell is empty.

    Args:
        cells: of the label's column.
        labels: 1, 0 or missing, of the same patients; who is followed for long may have one with an empty cell.
    """
    empty = _is_empty(cells) & labels.isna()
    if empty.sum() >= max(FEWEST_EMPTY, SHARE_OF_LABELS * len(cells)):
        said = f"label column {cells.name!r} is empty for {empty.sum()} of {len(cells)} patients, who are left out"
        notice("", None, f"{said}; {IF_MERGED}")


def notice_empty_columns(table: pd.DataFrame, columns: Iterable[str], path: Path) -> None:
    """Notice columns that are empty for half of the patients or more, and not for all.

    Args:
        table: text cells of the patients.
        columns: those of ages, sexes and sites, which it may lack.
        path: of the table, for the notice.
    """
    for column in columns:
        if column not in table:
            continue
        empty = int(_is_empty(table[column]).sum())
        if max(FEWEST_EMPTY, SHARE_OF_OTHERS * len(table)) <= empty < len(table):
            said = f"column {column!r} is empty for {empty} of {len(table)} patients, who are kept without it"
            notice(path, None, f"{said}; {IF_MERGED}")


def _is_empty(cells: pd.Series) -> pd.Series:
    return cells.fillna("").astype(str).str.strip() == ""
