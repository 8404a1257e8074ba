"""Numbers in tables of features that look as made by something else than a measurement; all are kept and told."""

import re
from collections.abc import Iterator, Sequence
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.oddities import notice

FEWEST_NUMBERED = 5
"""Rows from which a column of their numbers is no chance."""
INDEX = re.compile(
    r"x|id|index|level_0|(row|record)[ _.-]?(s|names?|id|index|numbers?|no|nr)?|\.\.\.1|nr|no|#", re.IGNORECASE
)
"""Names that R, pandas and people give to numbers of rows."""
FEWEST_PATIENTS = 10
FEWEST_COLUMNS = 3
MOST_NAMED = 3
NEAR = 0.005
"""Distance from a mean of 0 and a standard deviation of 1 that rounding leaves."""
FEWEST_ZEROS, SHARE_OF_ZEROS = 5, 0.1
"""Columns, and their least share of all, that are 0 for the same patients alone, as where a region is absent."""
FEWEST_OF_COPY, SAME_DIGITS = 10, 1e-3
"""Columns from which two rows tell whether they are one, and the relative difference that rounding to three digits and
more leaves."""
FLAT = r"(.*_)?firstorder_(Range|Variance)"
"""Features that are 0 where a region has no contrast."""
CHANCE = 0.01
"""Probability that some column tells the classes apart by chance, below which it is told."""


def notice_row_numbers(table: pd.DataFrame, path: Path) -> None:
    """A column that numbers the rows, as an index, is no feature; where rows are sorted by class, it is the label.

    Where rows were left out or moved since, a column of different whole numbers is one by its name.
    """
    for column in table:
        numbers = table[column].to_numpy()
        if len(numbers) < FEWEST_NUMBERED:
            continue
        if numbers[0] in (0, 1) and (np.diff(numbers) == 1).all():
            said = f"column {column!r} numbers the rows from {numbers[0]:g} to {numbers[-1]:g}"
        elif INDEX.fullmatch(column) and _are_different_whole_numbers(numbers):
            said = f"column {column!r} holds another whole number in each row"
        else:
            continue
        fix = "remove it, for where rows are sorted by class it tells the label"
        notice(path, None, f"{said}, as an index does; {fix}")


def _are_different_whole_numbers(numbers: np.ndarray) -> bool:
    return np.isfinite(numbers).all() and (numbers == np.round(numbers)).all() and len(set(numbers)) == len(numbers)


def notice_scaled(features: pd.DataFrame, path: Path) -> None:
    """Features that were scaled over all patients know those of the test set."""
    varied = features.loc[:, features.nunique() > 2]
    if len(features) < FEWEST_PATIENTS or varied.shape[1] < FEWEST_COLUMNS:
        return
    of_1 = (varied.std(ddof=0) - 1).abs().lt(NEAR) | (varied.std(ddof=1) - 1).abs().lt(NEAR)
    standard = varied.mean().abs().lt(NEAR) & of_1
    from_0_to_1 = varied.min().eq(0) & varied.max().eq(1)
    for scaled, how in ((standard, "mean 0 and standard deviation 1"), (from_0_to_1, "lowest value 0 and highest 1")):
        if scaled.sum() >= max(FEWEST_COLUMNS, varied.shape[1] / 2):
            said = f"{scaled.sum()} of {varied.shape[1]} columns have {how} over all rows, as where they were scaled"
            notice(path, None, f"{said} with the test patients; give them as they were measured, each fold scales anew")


def notice_zeros(features: pd.DataFrame, path: Path) -> None:
    """Rows of zeros, and many columns that are 0 for the same patients alone: missing values that were filled."""
    if features.shape[1] < FEWEST_ZEROS:
        return
    zeros = features == 0
    empty = zeros.all(axis=1)
    for patient in features.index[empty]:
        notice(path, patient, "all features are 0, as where their computation failed; if so, empty the cells")
    rest, zeros = features[~empty], zeros[~empty]
    measured = (rest.where(~zeros).nunique() > len(rest) / 2) & zeros.any() & (zeros.sum() < len(rest) / 2)
    of_the_same: dict[bytes, list[str]] = {}
    for column in zeros.columns[measured]:
        of_the_same.setdefault(zeros[column].to_numpy().tobytes(), []).append(column)
    for columns in of_the_same.values():
        if len(columns) >= max(FEWEST_ZEROS, SHARE_OF_ZEROS * features.shape[1]):
            patients = [str(patient) for patient in zeros.index[zeros[columns[0]]]]
            said = f"{len(columns)} columns ({columns[0]} …) are 0 for {_list(patients)} and no other patient"
            fix = "as where a region or scan is absent; if so, empty the cells"
            notice(path, patients[0] if len(patients) == 1 else None, f"{said}, {fix}")


def notice_alike_rows(features: pd.DataFrame, path: str | Path) -> None:
    """Rows that are one but for rounding, as where an image was filed under two patients and measured by two programs.

    Rows that are equal to the last digit are refused elsewhere.
    """
    for one, other in alike_rows(features):
        notice(path, other, f"its features are those of {one} but for rounding; whose are they?")


def alike_rows(features: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Pairs of patients whose features are one but for rounding, and not equal to the last digit, in their order."""
    values = features.loc[:, features.nunique() > len(features) / 2].to_numpy(dtype=float)
    if values.shape[1] < FEWEST_OF_COPY:
        return
    first = values[:, 0]
    order = np.argsort(first, kind="stable")
    for place, row in enumerate(order):
        for other in order[place + 1 :]:
            # In the order of the first column, no later row can be nearer in it.
            if not first[other] - first[row] <= SAME_DIGITS * max(abs(first[row]), abs(first[other])):
                break
            near = np.abs(values[row] - values[other]) <= SAME_DIGITS * np.maximum(abs(values[row]), abs(values[other]))
            if near.all() and (values[row] != values[other]).any():
                one, two = sorted((int(row), int(other)))
                yield str(features.index[one]), str(features.index[two])


def notice_flat_regions(features: pd.DataFrame, path: Path) -> None:
    """Regions of which all voxels had one value, by pyradiomics' own names of a range or variance of 0."""
    spread = features.loc[:, features.columns.str.fullmatch(FLAT)]
    flat = (spread == 0) & (spread.max() > 0)
    for patient, columns in flat[flat.any(axis=1)].iterrows():
        named = _list([str(column) for column in flat.columns[columns]])
        said = f"{named} is 0, so that all voxels of the region had one value; look at the scan, or empty the cells"
        notice(path, str(patient), said)


def notice_infinite(numbers: pd.DataFrame, infinite: pd.DataFrame, where: str) -> None:
    """Notice cells that count as missing, for they hold no number that was measured."""
    rows, columns = np.nonzero(infinite.to_numpy())
    if len(rows):
        named = _list([f"{numbers.columns[c]} of {numbers.index[r]}" for r, c in zip(rows, columns, strict=True)])
        notice(where, None, f"{len(rows)} infinite number(s) count as missing: {named}")


def notice_told_labels(features: pd.DataFrame, labels: pd.Series, where: str) -> None:
    """Notice columns that are higher in all patients of a class than in any of the other, which chance hardly does.

    Args:
        features: numbers by patient_id; patients without a label do not count.
        labels: 1 or 0 by patient_id.
        where: the table.
    """
    known = features[features.index.isin(labels.index)]
    positive, negative = (known[labels[known.index] == value] for value in (1, 0))
    apart = (positive.min() > negative.max()) | (positive.max() < negative.min())
    for column in known.columns[apart]:
        counts = positive[column].notna().sum(), negative[column].notna().sum()
        if known.shape[1] * 2 / comb(sum(counts), counts[0]) < CHANCE:
            said = f"column {column!r} tells the two classes of all {sum(counts)} patients apart by one threshold"
            fix = "if it was made from the label, or is known only later (as survival), remove it"
            notice(where, None, f"{said}; {fix}")


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
