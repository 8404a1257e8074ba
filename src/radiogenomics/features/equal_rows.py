"""Rows of features that two patients share, as of one image that was filed twice."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, triu

FEWEST_DISTINCTIVE = 6
"""With fewer measurements, two patients may well have the same ones."""
SHARED = 0.9
"""Least share of equal measurements: a copy may differ in a cell or two, as in an age that was corrected."""
SIGNIFICANT_BITS = 30
"""About nine digits; more may be lost where a table is written, read and written again."""


class EqualRows(NamedTuple):
    """Two patients and how many of the measurements that are known of both are equal."""

    one: str
    other: str
    equal: int
    known: int

    def __str__(self) -> str:
        """`A and B have the same features (17 of 18 measurements)`."""
        return f"{self.one} and {self.other} have the same features ({self.equal} of {self.known} measurements)"


def equal_rows(features: pd.DataFrame) -> list[EqualRows]:
    """Pairs of patients whose features are equal, and who can hardly be two people.

    Flags and grades are shared by many patients, measurements hardly ever: what counts are features of which most
    patients have a value of their own. Age, sex and a few volumes may agree by chance, and so may the zeros of an
    absent region. A pair counts where it agrees on `SHARED` of what is known of both, and on at least
    `FEWEST_DISTINCTIVE` different values.

    Args:
        features: patients × features, by patient.

    Returns:
        The pairs, in the order of the rows.
    """
    known = features.dropna(how="all")
    values = _rounded(known.to_numpy(dtype=float))
    own = values[:, pd.DataFrame(values).nunique().to_numpy() > len(values) / 2]
    if own.shape[1] < FEWEST_DISTINCTIVE:
        return []
    equal = triu(_agreements(own), 1).tocoo()
    both = np.isfinite(own).astype(np.float32)
    both = (both @ both.T).astype(int)
    pairs = []
    for one, other, count in zip(*equal.coords, equal.data, strict=True):
        if count < max(FEWEST_DISTINCTIVE, SHARED * both[one, other]):
            continue
        if np.unique(own[one][own[one] == own[other]]).size >= FEWEST_DISTINCTIVE:
            pairs.append((one, other, int(count)))
    names = known.index
    return [EqualRows(names[one], names[other], count, both[one, other]) for one, other, count in sorted(pairs)]


def _rounded(values: np.ndarray) -> np.ndarray:
    """Values of about nine significant digits."""
    mantissas, exponents = np.frexp(values)
    return np.ldexp(np.round(np.ldexp(mantissas, SIGNIFICANT_BITS)), exponents - SIGNIFICANT_BITS)


def _agreements(values: np.ndarray) -> csr_array:
    """Patients × patients: in how many columns both have the same known value."""
    codes = np.stack([pd.factorize(column)[0] for column in values.T], axis=1)
    patients, columns = np.nonzero(codes >= 0)
    # Each value of each column is a column of its own, which is 1 where a patient has it.
    numbers = codes[patients, columns] + columns * len(values)
    has = csr_array((np.ones(len(patients), np.int32), (patients, numbers)), shape=(len(values), values.size))
    return has @ has.T
