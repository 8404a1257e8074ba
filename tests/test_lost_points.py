import numpy as np
import pandas as pd
import pytest

from radiogenomics.lost_points import lost_points, without_lost_points


@pytest.fixture
def column() -> pd.Series:
    """Twenty numbers of three decimals."""
    numbers = np.random.default_rng(0).uniform(20, 60, 20).round(3)
    return pd.Series(numbers, [f"P{row:02}" for row in range(20)])


@pytest.mark.parametrize("changed", [["P03"], ["P01", "P07", "P12"], [f"P{row:02}" for row in range(1, 20)]])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_thousandth_of_them_fits_the_others_be_they_few_or_many(column, changed, sign):
    column[changed] *= 1000
    column = (sign * column).round(3)
    pd.testing.assert_series_equal(lost_points(column), column[changed])


@pytest.mark.parametrize("number", [46115, 23456789, 31048])
def test_dates_and_numbers_without_any_point_are_found_among_others(column, number):
    column["P05"], column["P09"] = number, np.nan
    assert lost_points(column).to_dict() == {"P05": number}


def test_where_signs_differ_a_lost_point_is_found(column):
    skewness = ((column - column.mean()) / 20).round(3)
    skewness["P02"] = -1234.0
    assert lost_points(skewness).to_dict() == {"P02": -1234}


@pytest.mark.parametrize(
    "change",
    [
        lambda column: column,
        lambda column: column.round(),
        lambda column: column.where(column.index != "P04", 1203.0),
        lambda column: column.where(column.index != "P04", 31048.7),
        lambda column: column.round().where(column.index != "P04", 31048),
        lambda column: pd.Series(np.geomspace(0.5, 5e6, 20).round(1)).where(lambda cells: cells < 1000, np.round),
        lambda column: pd.Series([10.5, *range(3000, 90000, 3000)]),
        lambda column: column.where(column.index < "P07", np.nan).where(column.index != "P04", 31048),
        lambda column: pd.Series([9.1, 8.7, 9.3, *[1760.0] * 10, *[1180.0] * 6]),
        lambda column: pd.Series([1760.0, *[9.1] * 8, *[8.7] * 8]),
        lambda column: column * np.nan,
        lambda column: column[:0],
    ],
    ids=[
        "fractions",
        "whole numbers",
        "an outlier",
        "a fraction far away",
        "all whole",
        "many magnitudes",
        "one small volume",
        "few",
        "repetition times",
        "repetition times of another sequence",
        "nothing known",
        "empty",
    ],
)
def test_ordinary_numbers_are_what_they_are(column, change):
    assert lost_points(change(column)).empty


def test_great_numbers_become_whole_where_digits_are_few():
    """Printed to six digits, a heavy tail has whole numbers far above its fractions."""
    numbers = np.exp(np.random.default_rng(0).normal(8, 2.5, (50, 40)))
    for of_one in numbers:
        assert lost_points(pd.Series([float(f"{number:.6g}") for number in of_one])).empty


def test_they_are_missing_from_a_table_that_is_else_the_same(column):
    table = pd.DataFrame({"a": column, "b": column.where(column.index != "P04", 41234.0)})
    found = without_lost_points(table)
    pd.testing.assert_frame_equal(found, table.mask(table == 41234))
    assert table.loc["P04", "b"] == 41234
