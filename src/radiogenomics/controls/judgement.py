"""What a control must show to be passed: rules that stand before the result, and their sampling error.

The limits hold for all quantities of a study's controls together: where nothing is wrong but what the methods are
known to miss with few patients, at least one of them lies outside in one study of a hundred (Bonferroni).
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import binom, kstest, norm

from radiogenomics.evaluation.delong import LEVEL

FALSE_ALARMS = 0.01
"""Share of sound studies of which any control fails."""
JUDGED = 7
"""Quantities that share the false alarms: five of the negative control, two of the positive one."""
ALPHA = FALSE_ALARMS / JUDGED
TRUE_COVERAGE = (0.93, 0.98)
"""Lowest and highest true coverage of a 95 % interval that counts as sound. With few patients no interval covers 95 %
exactly: in simulated test sets, DeLong's on the logit scale holds an AUC of 0.5 in 97.6 % with 10 + 10 patients, and in
95.8 % with 24 + 33."""


class Quantity(NamedTuple):
    """One row of controls.csv: a value, the range that it must lie in, and whether it does (None: not judged)."""

    quantity: str
    value: float
    low: float
    high: float
    expected: float
    passed: bool | None


def judged(quantity: str, value: float, low: float, high: float, expected: float = math.nan) -> Quantity:
    """A value that must lie between `low` and `high`."""
    return Quantity(quantity, float(value), float(low), float(high), float(expected), bool(low <= value <= high))


def not_judged(quantity: Quantity) -> Quantity:
    """The same value without a verdict, where too few patients make its method a poor approximation."""
    return quantity._replace(passed=None)


def coverage(quantity: str, covered: ArrayLike, least: float | None = None) -> Quantity:
    """Share of 95 % intervals that hold the true value, against exact binomial limits.

    Args:
        quantity: what it is called.
        covered: whether each repeat's interval holds it, (repeats,).
        least: lowest true share that is allowed, no share being too high; None: a share within `TRUE_COVERAGE`.
    """
    covered = np.asarray(covered, dtype=bool)
    lowest, highest = TRUE_COVERAGE if least is None else (least, 1.0)
    low = binom.ppf(ALPHA / 2, covered.size, lowest) / covered.size
    high = binom.ppf(1 - ALPHA / 2, covered.size, highest) / covered.size
    return judged(quantity, covered.mean(), low, high, LEVEL)


def uniformity(quantity: str, p: ArrayLike) -> Quantity:
    """p-value of the Kolmogorov–Smirnov test that p-values are uniform."""
    return judged(quantity, kstest(np.asarray(p, dtype=float), "uniform").pvalue, ALPHA, 1.0)


def mean_within(quantity: str, mean: float, expected: float, error: float, below: float = 0.0) -> Quantity:
    """A mean within its sampling error of what is expected, or of what it may truly be below that.

    Args:
        quantity: what it is called.
        mean: mean over the repeats.
        expected: what it should be.
        error: standard error of the mean.
        below: how far the true mean may lie below what is expected; sampling error comes on top.
    """
    reach = norm.ppf(1 - ALPHA / 2) * error
    return judged(quantity, mean, expected - below - reach, expected + reach, expected)


def quantities_table(control: str, patients: str, repeats: int, quantities: list[Quantity]) -> pd.DataFrame:
    """Rows of controls.csv: patients, control, quantity, value, low, high, expected, passed, repeats."""
    table = pd.DataFrame(quantities, columns=Quantity._fields).astype({"passed": object})
    table.insert(0, "control", control)
    table.insert(0, "patients", patients)
    return table.assign(repeats=repeats)
