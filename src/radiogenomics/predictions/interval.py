"""How well a mean over draws of routes is known, and when that is looked at.

The draws of one patient are independent and alike, and what they are averaged for is their expectation over all routes.
The interval is Student's t over the draws. What it knows of is the agent's indecision alone: it is none for a patient.

Draws are computed in blocks, and after each block the interval is looked at. A rule that stops when an interval happens
to be narrow favours samples that happen to vary little, so that intervals of 95 % would hold less often than that. Each
look therefore has the level 1 − 0.05 / looks: then all of the intervals hold at once in at least 95 % (Bonferroni), and
so does the one at which the rule stops, whichever that is. No look comes before `FEWEST` draws, for Student's t asks
for means that are about normal, and those of a few draws of a skewed distribution are not. What no interval from draws
can see are routes so rare that none was drawn: 25 draws miss one of a probability of 0.05 in 28 % of the cases.
"""

import numpy as np
from scipy.special import stdtrit

LEVEL = 0.95
"""Confidence level of all looks together."""
FEWEST = 20
"""Draws before which nothing is decided."""


def looks(draws: int) -> list[int]:
    """Numbers of draws after which the interval is looked at: all, a half, a quarter …, but not fewer than `FEWEST`.

    Blocks double, because draws that are computed together share the beginnings of their routes: ten small blocks would
    cost about twice as much as one large block.

    Args:
        draws: all draws; 100 are looked at after 25, 50 and 100.
    """
    found = [draws]
    while found[0] // 2 >= FEWEST:
        found.insert(0, found[0] // 2)
    return found


def half_width(drawn: np.ndarray, of_looks: int = 1) -> float:
    """Half the width of the interval of the mean, by Student's t.

    Args:
        drawn: (draws,), independent.
        of_looks: how often in all the interval is looked at.

    Returns:
        0 where all draws are equal; NaN for a single one.
    """
    if len(drawn) < 2:
        return float("nan")
    # Equal numbers can have a mean that differs in the last bit.
    deviation = 0.0 if np.ptp(drawn) == 0 else drawn.std(ddof=1)
    quantile = stdtrit(len(drawn) - 1, 1 - (1 - LEVEL) / (2 * of_looks))
    return float(quantile * deviation / np.sqrt(len(drawn)))
