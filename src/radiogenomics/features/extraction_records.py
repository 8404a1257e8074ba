"""What pyradiomics writes next to features: with which settings, and on voxels of which size, they were computed."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.oddities import notice

SETTINGS = re.compile(r"(.*_)?diagnostics_(Configuration_(Settings|EnabledImageTypes)|Versions_PyRadiomics)")
SPACING = re.compile(r"(?P<of>(.*_)?)diagnostics_Image-original_Spacing")
INTERPOLATED = "diagnostics_Image-interpolated_Spacing"
"""Written where images are resampled; the original spacing then says nothing of the features."""
NUMBER = re.compile(r"-?\d+\.\d+(e-?\d+)?")
RECORD = re.compile(r"(.*_)?diagnostics_.*")
FILES = {"image", "mask"}
"""Columns of pyradiomics' command line besides its features, in small letters."""
LABEL = "label"
"""Its column of the number that the region has in the mask."""
DIGITS = 3
"""Of an edge in mm; headers of one scanner differ in later ones."""
LONGEST, LISTED = 40, 3
"""Characters of a value, and values, that are told."""
SEPARATOR = re.compile(r",\s*(?![^\[(]*[\])])")
"""Between the settings in a value; lists in brackets are one."""


def labels_of_masks(table: pd.DataFrame) -> list[str]:
    """Columns of the number in the mask, as pyradiomics writes it in all rows; a class has another in some.

    Args:
        table: text cells, without the ids.
    """
    names = {column.casefold() for column in table}
    if not names >= FILES and not any(RECORD.fullmatch(column) for column in table):
        return []
    return [column for column in table if column.casefold() == LABEL and table[column].nunique() == 1]


def notice_mixed_extraction(records: pd.DataFrame, path: Path) -> None:
    """Notice features of different settings or sizes of voxels, which are not comparable between patients.

    Args:
        records: cells as text, of the columns that are no features.
        path: file of the table.
    """
    for column in records:
        spacing = SPACING.fullmatch(column)
        if spacing is not None:
            later = f"{spacing['of']}{INTERPOLATED}"
            if later in records and records[later].ne("").any():
                column = later
        elif SETTINGS.fullmatch(column) is None:
            continue
        cells = records[column][records[column] != ""]
        counts = cells.map(_rounded).value_counts(sort=False)
        if len(counts) > 1:
            listed = counts.head(LISTED)
            told = zip(_differing(list(listed.index)), listed, strict=True)
            values = "; ".join(f"{value} in {count} rows" for value, count in told)
            more = f" and {len(counts) - LISTED} more" if len(counts) > LISTED else ""
            said = f"column {column!r} has {len(counts)} values ({values}{more})"
            fix = "compute all features with the same settings, on voxels of one size"
            notice(path, None, f"{said}, so that the features of patients are not comparable; {fix}")


def _rounded(cell: str) -> str:
    return NUMBER.sub(lambda number: f"{round(float(number[0]), DIGITS):g}", cell)


def _differing(values: list[str]) -> list[str]:
    """Values as they are told: where one is long, what not all have, and no more than fits."""
    if max(map(len, values)) <= LONGEST:
        return values
    parts = [SEPARATOR.split(value.strip("{}")) for value in values]
    common = set.intersection(*map(set, parts))
    own = [", ".join(part for part in of_one if part not in common) for of_one in parts]
    # The same parts in another order have nothing of their own.
    return [_short(part) for part in own] if len(set(own)) == len(own) else [_short(value) for value in values]


def _short(part: str) -> str:
    if not part:
        return "none of these"
    return part if len(part) <= LONGEST else f"{part[:LONGEST]} …"
