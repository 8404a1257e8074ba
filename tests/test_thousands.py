import pandas as pd
import pytest

from radiogenomics.thousands import points_for_thousands


def test_a_point_for_thousands_is_known_by_the_numbers_below_a_thousand():
    assert points_for_thousands(pd.Series(["845", "1.203", "", "12.345", "997"])) == ["1.203", "12.345"]


@pytest.mark.parametrize(
    "cells",
    [
        ["1.203", "12.345", "9.870"],
        ["1.203", "12.345", "845", "12.5", "997"],
        ["0.845", "1.203", "12", "13", "2.041"],
        ["1.203", "1204", "1.205", "12"],
        ["1", "2", "3"],
        ["1.203", "2.041", "12"],
        [],
    ],
)
def test_fractions_and_whole_numbers_are_what_they_are(cells):
    assert points_for_thousands(pd.Series(cells, dtype=str)) == []
