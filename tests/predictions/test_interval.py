"""Intervals of means over draws hold the truth as often as they say, also where draws stop as soon as one is narrow."""

import numpy as np
import pytest

from radiogenomics.predictions.interval import FEWEST, LEVEL, half_width, looks

REPEATS = 4000
DRAWS = 100
# What draws of a network may look like: one column per draw, and the expectation.
POPULATIONS = {
    # Many blocks that each matter a little.
    "about normal": (lambda random, shape: 0.6 + random.normal(0, 0.03, shape), 0.6),
    "uniform": (lambda random, shape: random.uniform(0.4, 0.6, shape), 0.5),
    # A confident network, whose draws lie near 0 and now and then above.
    "skewed": (lambda random, shape: random.beta(2, 30, shape), 2 / 32),
    # One block that alone matters.
    "two values": (lambda random, shape: np.where(random.random(shape) < 0.4, 0.55, 0.45), 0.49),
}


def stopped(draws: np.ndarray, width: float) -> tuple[float, float, int]:
    """Mean, half width and number of draws where the rule stops."""
    steps = looks(len(draws))
    for step in steps:
        half = half_width(draws[:step], len(steps))
        if half <= width / 2 or step == steps[-1]:
            return draws[:step].mean(), half, step
    raise AssertionError


def coverage(population: str, stop) -> tuple[float, set[int]]:
    """Share of simulated patients whose interval holds the expectation, and the numbers of draws."""
    draw, truth = POPULATIONS[population]
    drawn = draw(np.random.default_rng(1), (REPEATS, DRAWS))
    found = [stop(row) for row in drawn]
    return np.mean([abs(mean - truth) <= half for mean, half, _ in found]), {count for *_, count in found}


def test_all_draws_are_halved_while_enough_remain():
    assert looks(100) == [25, 50, 100]
    assert looks(5) == [5] and looks(39) == [39] and looks(40) == [FEWEST, 40]
    assert looks(1000) == [31, 62, 125, 250, 500, 1000]


def test_the_half_width_is_that_of_students_t():
    # Of a table: 2.776 for 4 degrees of freedom and 97.5 %, 3.495 for 98.75 %.
    drawn = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    error = np.sqrt(0.025 / 5)
    assert half_width(drawn) == pytest.approx(2.776 * error, rel=1e-3)
    assert half_width(drawn, 2) == pytest.approx(3.495 * error, rel=1e-3)


def test_equal_draws_have_no_width_and_a_single_one_has_none_that_is_known():
    assert half_width(np.full(25, 0.1)) == 0
    assert np.isnan(half_width(np.array([0.3])))


@pytest.mark.parametrize("population", POPULATIONS)
@pytest.mark.parametrize("width", [0.01, 0.02, 0.03])
def test_intervals_of_draws_that_stop_early_hold_the_truth(population, width):
    held, _ = coverage(population, lambda row: stopped(row, width))
    # Three standard errors of the simulation.
    assert held > LEVEL - 3 * np.sqrt(LEVEL * (1 - LEVEL) / REPEATS)


def test_the_rule_stops_at_every_look_somewhere():
    """The simulation above is of a rule that does stop early, and not always at once."""
    counts = set().union(*(coverage(name, lambda row: stopped(row, 0.02))[1] for name in POPULATIONS))
    assert counts == {25, 50, 100}


def test_one_look_in_place_of_all_would_promise_too_much():
    """Without the stricter levels the interval of 95 % holds less often, where the rule looks often."""

    def careless(row):
        for step in range(5, DRAWS + 1, 5):
            half = half_width(row[:step])
            if half <= 0.01 or step == DRAWS:
                return row[:step].mean(), half, step
        raise AssertionError

    held, _ = coverage("about normal", careless)
    strict, _ = coverage("about normal", lambda row: stopped(row, 0.02))
    assert held < LEVEL - 0.005 < strict
