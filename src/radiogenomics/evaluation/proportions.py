"""Shares of patients with Wilson's interval, and the shares that a two-by-two table holds."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from radiogenomics.evaluation.delong import LEVEL


class Confusion(NamedTuple):
    """How many patients were called rightly and wrongly."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @property
    def shares(self) -> dict[str, tuple[int, int]]:
        """Count and total of sensitivity, specificity, accuracy and the predictive values, by their short names."""
        return {
            "SEN": (self.true_positive, self.true_positive + self.false_negative),
            "SPE": (self.true_negative, self.true_negative + self.false_positive),
            "ACC": (self.true_positive + self.true_negative, sum(self)),
            "PPV": (self.true_positive, self.true_positive + self.false_positive),
            "NPV": (self.true_negative, self.true_negative + self.false_negative),
        }


def confusion(truth: NDArray[np.bool_], probabilities: NDArray, threshold: float) -> Confusion:
    """Two-by-two table of patients (n,) who are called positive above the threshold (as in torchmetrics)."""
    called = probabilities > threshold
    return Confusion(
        int(np.count_nonzero(called & truth)),
        int(np.count_nonzero(called & ~truth)),
        int(np.count_nonzero(~called & truth)),
        int(np.count_nonzero(~called & ~truth)),
    )


def proportion(count: int, total: int) -> tuple[float, float, float]:
    """Share `count / total` with Wilson's 95 % score interval; all three are NaN where the total is 0.

    Wilson 1927, JASA 22:209–212.
    """
    if total == 0:
        return np.nan, np.nan, np.nan
    interval = binomtest(int(count), int(total)).proportion_ci(LEVEL, method="wilson")
    # At the ends the formula gives 0 and 1 but for rounding; the interval holds the share.
    return count / total, min(float(interval.low), count / total), max(float(interval.high), count / total)
