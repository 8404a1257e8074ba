"""One image under two names of a patient, in a table of features: the columns of a sequence or region are another's."""

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.oddities import notice

WORDS = re.compile(r"[^A-Za-z0-9]+")
OF_THE_MASK = re.compile(r"shape|morpholog|volum|totalenergy", re.IGNORECASE)
"""Columns that are the same for all sequences of a region, and `TotalEnergy`, which is `Energy` in voxels of 1 mm³."""
FEWEST_COLUMNS, FEWEST_NUMBERS = 6, 4
"""Columns of a sequence, and different numbers in them, from which two are one where all are equal."""
MOST_WORDS = 12
"""Sequences, regions or filters of a table, at most; names of features are more."""
SAME_DIGITS = 1e-3
"""Relative difference that rounding to three digits and more leaves."""
MOST_NAMED = 4


def notice_alike_columns(features: pd.DataFrame, path: Path) -> None:
    """Notice patients of whom two sequences, or two regions, have the same features.

    Columns are a pair where their names differ in one word, as `T1_ED_firstorder_Mean` and `T1GD_ED_firstorder_Mean`;
    all pairs of two words must agree, of at least `FEWEST_COLUMNS` columns.

    Args:
        features: patients × features, by patient.
        path: the table.
    """
    values = features.to_numpy(dtype=float)
    for (one, other), pairs in _pairs_of_words(features).items():
        if len(pairs) < FEWEST_COLUMNS:
            continue
        ones, others = (values[:, [pair[side] for pair in pairs]] for side in (0, 1))
        alike = _alike(ones, others)
        if not alike.any():
            continue
        first = " = ".join(str(features.columns[column]) for column in pairs[0])
        said = f"the {len(pairs)} columns of {other} are those of {one} ({first} …)"
        fix = "as where one image stood for both; find out which it is, and empty the cells of the other"
        patients = features.index[alike]
        if len(patients) <= MOST_NAMED < len(features):
            for patient in patients:
                notice(path, str(patient), f"{said}, {fix}")
        else:
            more = f" and {len(patients) - MOST_NAMED} more" if len(patients) > MOST_NAMED else ""
            named = f" ({', '.join(map(str, patients[:MOST_NAMED]))}{more})" if len(patients) < len(features) else ""
            notice(path, None, f"in {len(patients)} of {len(features)} rows{named} {said}, {fix}")


def _alike(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether all numbers of a row that are known of both are equal but for rounding, and enough of them differ."""
    known = ~np.isnan(ones) & ~np.isnan(others)
    with np.errstate(invalid="ignore"):
        equal = np.abs(ones - others) <= SAME_DIGITS * np.maximum(np.abs(ones), np.abs(others))
    rows = (equal | ~known).all(axis=1) & (known.sum(axis=1) >= FEWEST_COLUMNS)
    # Rows of zeros, or of few numbers that many features share, tell nothing.
    for row in np.flatnonzero(rows):
        rows[row] = len(np.unique(ones[row][known[row]])) >= FEWEST_NUMBERS
    return rows


def _pairs_of_words(features: pd.DataFrame) -> Mapping[tuple[str, str], list[tuple[int, int]]]:
    """Numbers of the columns whose names differ in one word alone, by the two words."""
    similar: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for number, column in enumerate(map(str, features.columns)):
        if OF_THE_MASK.search(column):
            continue
        words = WORDS.split(column)
        for place, word in enumerate(words):
            similar[(*words[:place], "\n", *words[place + 1 :])].append((word, number))
    pairs = defaultdict(list)
    for columns in similar.values():
        if len(columns) <= MOST_WORDS:
            for (one, first), (other, second) in combinations(sorted(columns, key=lambda column: column[1]), 2):
                pairs[one, other].append((first, second))
    return pairs
