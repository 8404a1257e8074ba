"""Cells that were dragged down are told, in one line for all columns of the same rows; what patients share is not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.features.filled_down import notice_filled_down
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def features() -> pd.DataFrame:
    """Measurements of thirty patients."""
    noticed_since_last()
    values = np.random.default_rng(0).gamma(3, 2, (30, 6)).round(3)
    return pd.DataFrame(values, [f"P{row:02}" for row in range(30)], list("abcdef"))


def told(features: pd.DataFrame) -> list[str]:
    notice_filled_down(features, "f.csv")
    return [what for _, _, what in noticed_since_last()]


@pytest.mark.parametrize("step", [0, 1, -0.1])
@pytest.mark.parametrize(("cells", "last"), [(4, "P13"), (9, "P18")])
def test_the_same_number_and_equal_steps_are_told(features, step, cells, last):
    for column in "bcef":
        features.loc["P10":last, column] = features.loc["P10", column] + 0.5001 + step * np.arange(cells)
    (what,) = told(features)
    assert what.startswith(f"b, c, e and 1 more: the same number, or equal steps, in the rows from P10 to {last}, as")


def test_the_first_and_the_last_rows_are_told(features):
    features.loc["P00":"P04", "a"] = features.loc["P26":"P29", "f"] = 2.5
    assert [what.split(",")[0] for what in told(features)] == ["a: the same number", "f: the same number"]


@pytest.mark.parametrize(
    "column",
    [
        lambda numbers: numbers,
        lambda numbers: numbers.where(~numbers.index.isin(["P05", "P06", "P07"]), 2.5),
        lambda numbers: numbers.round(),
        lambda numbers: pd.Series(np.repeat([0.5, 1.25, 0.9375], 10), numbers.index),
        lambda numbers: numbers.where(~numbers.index.isin(["P05", "P06", "P07", "P08"]), 0.0),
        lambda numbers: pd.Series(np.arange(40.0, 70), numbers.index),
        lambda numbers: numbers.where(numbers.index > "P10", np.nan),
        lambda numbers: numbers * 1e-12,
        lambda numbers: numbers.round(1).where(~numbers.index.isin(["P05", "P06", "P07", "P08"]), 0.333),
        lambda numbers: numbers * np.nan,
    ],
    ids=[
        "measured",
        "three",
        "whole",
        "of three scanners",
        "zeros",
        "ages in order",
        "gaps",
        "next to 0",
        "repeated",
        "nothing known",
    ],
)
def test_what_patients_share_is_not(features, column):
    features["a"] = column(features["a"])
    assert told(features) == []


def test_a_single_row_has_none_below(features):
    assert told(features[:1]) == []
