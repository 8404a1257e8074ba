import math

import pytest

from radiogenomics.evaluation.number_text import difference_text, interval_text, number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.66, "0.660"), (-0.1234, "−0.123"), (-0.0001, "0.000"), (1234.5, "1234"), (math.nan, "–"), (-math.inf, "−∞")],
)
def test_numbers_have_three_digits_and_a_real_minus(value, text):
    assert number_text(value, 3) == text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((0.6604, 0.512, 0.8), "0.660 (0.51–0.80)"),
        ((-0.12, -0.4, 0.15), "−0.120 (−0.40 to 0.15)"),
        ((0.5, math.nan, math.nan), "0.500"),
        ((math.nan, math.nan, math.nan), "–"),
        ((2.5, 0.8, math.inf), "2.500 (0.80–∞)"),
        ((0.5, -0.001, 0.7), "0.500 (0.00–0.70)"),
    ],
)
def test_intervals_stand_behind_their_value(numbers, text):
    assert interval_text(*numbers) == text


def test_beyond_a_limit_the_limit_alone_is_printed():
    assert [number_text(value, 2, limit=100) for value in (99.5, 101, -265, -math.inf)] == [
        *("99.50", "> 100", "< −100", "−∞"),
    ]
    assert interval_text(-265, -math.inf, 5133, limit=100) == "< −100 (−∞ to > 100)"


def test_ends_of_a_difference_show_on_which_side_of_0_they_lie():
    assert difference_text(0.13, 0.0024, 0.2576) == "0.130 (0.002–0.258)"
    assert difference_text(0.069, -0.0036, 0.1416) == "0.069 (−0.004 to 0.142)"
