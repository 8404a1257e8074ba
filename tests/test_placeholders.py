import numpy as np
import pandas as pd
import pytest

from radiogenomics.placeholders import far_placeholders, without_placeholders


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
