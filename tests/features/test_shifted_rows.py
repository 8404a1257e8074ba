"""Rows of which a part was moved by a column are told; outliers and columns of one scale are not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.features.shifted_rows import notice_shifted_rows
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def features() -> pd.DataFrame:
    """Measurements of twenty patients."""
    noticed_since_last()
    values = np.random.default_rng(0).gamma(3, 20, (20, 12))
    return pd.DataFrame(values, [f"P{row:02}" for row in range(20)], [f"T1_{number}" for number in range(12)])


def said() -> list[tuple[str, str]]:
    return [(patient, what) for patient, _, what in noticed_since_last()]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (lambda row: [np.nan, *row[:-1]], 1),
        (lambda row: [*row[:4], np.nan, *row[4:-1]], 5),
        (lambda row: [*row[1:], np.nan], 0),
        (lambda row: [row[-1], *row[:-1]], 1),
        (lambda row: [*row[:4], 0, *row[4:-1]], 4),
        (lambda row: [*row[1:], row[-1]], 0),
    ],
)
def test_a_row_that_was_moved_by_a_cell_is_told(features, cells, first):
    scaled = features * 10.0 ** np.arange(12) * (-1) ** np.arange(12)
    scaled.iloc[7, 3] = scaled.iloc[2, -1] = np.nan
    notice_shifted_rows(scaled, "table.csv")
    assert said() == []
    scaled.iloc[5] = cells(list(scaled.iloc[5]))
    notice_shifted_rows(scaled, "table.csv")
    ((patient, what),) = said()
    assert patient == "P05" and what.startswith(f"from column {scaled.columns[first]!r} on")


def test_columns_of_one_scale_tell_no_move(features):
    features.iloc[5] = [np.nan, *features.iloc[5, :-1]]
    notice_shifted_rows(features, "table.csv")
    assert said() == []


@pytest.mark.parametrize("factor", [5, 0.02, -1])
def test_an_outlier_in_all_columns_was_not_moved(features, factor):
    scaled = features * 10.0 ** np.arange(12) * (-1) ** np.arange(12)
    scaled.iloc[5] *= factor
    notice_shifted_rows(scaled, "table.csv")
    assert said() == []
