import numpy as np
import pandas as pd
import pytest

from radiogenomics.placeholders import far_placeholders, placeholder_cells, without_placeholders


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ([1.0, 2, -999, np.nan, 3], [-999]),
        ([1.0, 999, 2, 999], [999, 999]),
        ([900.0, 999, 500], []),
        ([-999.0, np.nan], []),
        ([1.0, 2, 3], []),
    ],
    ids=["below", "above", "within", "nothing else", "none"],
)
def test_what_lies_further_away_than_the_others_lie_apart(numbers, found):
    assert far_placeholders(pd.Series(numbers)).tolist() == found


def test_they_are_missing_from_a_table_that_is_else_the_same():
    numbers = pd.DataFrame({"a": [1.0, -999, 3], "b": [900.0, 999, 500], "c": [5.0, 2, 999]}, ["P1", "P2", "P3"])
    found = without_placeholders(numbers)
    expected = pd.DataFrame({"a": [1.0, np.nan, 3], "b": [900.0, 999, 500], "c": [5.0, 2, np.nan]}, numbers.index)
    pd.testing.assert_frame_equal(found, expected)
    assert numbers["a"]["P2"] == -999


@pytest.fixture
def table() -> pd.DataFrame:
    """Fractions in four columns, whole numbers in two, of six rows."""
    rng = np.random.default_rng(0)
    fractions = pd.DataFrame(rng.uniform(500, 1500, (6, 4)), columns=list("abcd"))
    return fractions.assign(w=rng.integers(500, 1500, 6).astype(float), x=[1.0, 5, 3, 2, 4, 1])


@pytest.mark.parametrize(
    ("columns", "of_row"),
    [("wx", 1), ("wax", 3), ("abc", 3), ("wab", 0), ("ab", 0)],
    ids=["too few", "one is far", "fractions", "two fractions", "none"],
)
def test_the_same_number_counts_in_its_row_where_it_stands_several_times(table, columns, of_row):
    assert not placeholder_cells(table).to_numpy().any()
    table.loc[2, list(columns)] = 999.0
    table.loc[4, "d"] = 999.0
    table.loc[3, "a"] = -9999.0
    found = placeholder_cells(table)
    assert found.sum(axis=1).tolist() == [0, 0, of_row, 1, 0, 0]


def test_the_same_number_counts_in_its_column_where_it_stands_several_times(table):
    table.loc[[1, 2], ["a", "w", "x"]] = 999.0
    table.loc[5, "a"] = 999.0
    found = placeholder_cells(table)
    assert found.sum(axis=1).tolist() == [0, 3, 3, 0, 0, 1]
    assert without_placeholders(table)["a"].isna().tolist() == [False, True, True, False, False, True]
