"""Patients whose tumours have one shape, though their grey values differ: one person under two names, scanned anew."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.oddities import notice

OF_SHAPE = re.compile(r"shape|morpholog|volum", re.IGNORECASE)
"""Names of features that a segmentation alone decides, by pyradiomics, CaPTk and MITK."""
OF_INTENSITY = re.compile(r"glcm|glrlm|glszm|gldm|ngtdm|firstorder|intensity|histogram", re.IGNORECASE)
"""Names of features that are none of these, whatever else they are called."""
FEWEST_FEATURES = 6
"""Different numbers that two patients share, from which that is no chance; a count of voxels may well be shared."""
SAME_DIGITS = 1e-3
"""Relative difference that rounding to three digits and more leaves."""


def notice_alike_shapes(features: pd.DataFrame, path: str | Path) -> None:
    """Notice two patients whose features of shape are equal but for rounding, where others of theirs are not.

    Rows that are equal in all features are told elsewhere.

    Args:
        features: patients × features, by patient.
        path: the table.
    """
    names = features.columns.astype(str)
    of_shape = names.str.contains(OF_SHAPE) & ~names.str.contains(OF_INTENSITY)
    varied = (features.nunique() > len(features) / 2).to_numpy()
    shapes = features.loc[:, of_shape & varied].to_numpy(dtype=float)
    others = features.loc[:, ~of_shape & varied].to_numpy(dtype=float)
    if shapes.shape[1] < FEWEST_FEATURES:
        return
    for row in range(len(shapes)):
        for other in _of_one_shape(shapes, row):
            # Where nothing else is known, nothing tells a copy from a person who was scanned anew.
            if others.shape[1] and not _are_equal(others[[row]], others[other])[0].all():
                said = f"its {shapes.shape[1]} features of shape are those of {features.index[row]}, and others are not"
                why = "as where one tumour was scanned or moved and measured anew; whose is it?"
                notice(path, str(features.index[other]), f"{said}, {why}")


def _of_one_shape(shapes: np.ndarray, row: int) -> list[int]:
    """Later rows that agree with one in all shapes that both have, and in enough different ones."""
    rows = np.arange(row + 1, len(shapes))
    for column in range(shapes.shape[1]):
        if not len(rows):
            break
        rows = rows[_are_equal(shapes[row, column], shapes[rows, column])]
    return [int(other) for other in rows if len(_shared(shapes[row], shapes[other])) >= FEWEST_FEATURES]


def _shared(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Different numbers of a row of which another row has some; zeros are those of an absent region."""
    numbers = one[np.isfinite(one) & np.isfinite(other)]
    return np.unique(numbers[numbers != 0])


def _are_equal(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether numbers are one but for rounding, or one of the two is not known."""
    near = np.abs(ones - others) <= SAME_DIGITS * np.maximum(np.abs(ones), np.abs(others))
    return near | np.isnan(ones) | np.isnan(others)
