"""Features that are the label: separation of the classes that chance does not explain."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

FALSE_ALARMS = 1e-6
"""Greatest probability that any feature of a study is taken for the label, if none has to do with it.

It says nothing of features that truly tell the classes apart: one that does so almost without exception looks like the
label, and is taken for it."""
MOST_EXCEPTIONS = 0.02
"""Share of patients whose label a copy of the label may have wrong, as after corrections of a table."""
MOST_CODES = 20
"""Number of values up to which a feature may be codes rather than a measurement."""
BOTH = 2
"""Each feature is tested twice: by its values, and by whether it is known."""


class LabelCopy(NamedTuple):
    """A feature that is taken for the label."""

    feature: str
    n: int
    """Number of patients whose value is known."""
    exceptions: int
    """Number of patients on the wrong side."""
    probability: float
    """Probability of so clear a separation by chance in any feature of the study; at most `FALSE_ALARMS`."""

    @property
    def exceptions_in_words(self) -> str:
        """`without exception`, `with 1 exception` …"""
        if not self.exceptions:
            return "without exception"
        return f"with {self.exceptions} exception{'s' if self.exceptions > 1 else ''}"


def label_copies(features: pd.DataFrame, labels: pd.Series, tested: int) -> Iterator[LabelCopy]:
    """Features, or the mere presence of one, that separate the two classes beyond chance.

    Bonferroni's correction makes the rule hold for all features together.

    Args:
        features: training patients × features, missing where not known.
        labels: label (1, 0) of the same patients.
        tested: number of features of the study, of this table and others.
    """
    positive = labels.to_numpy() == 1
    for name, column in features.items():
        values = column.to_numpy(dtype=float)
        known = np.isfinite(values)
        tests = []
        for of_patients, classes in ((values[known], positive[known]), (known.astype(float), positive)):
            n = len(of_patients)
            probability, exceptions = separation(of_patients, classes, int(MOST_EXCEPTIONS * n))
            tests.append((BOTH * tested * probability, n, exceptions))
        probability, n, exceptions = min(tests)
        if probability < FALSE_ALARMS:
            yield LabelCopy(str(name), n, exceptions, probability)


def can_tell(labels: pd.Series, tested: int) -> bool:
    """Whether so many patients could show that a feature is their label, however clear it is."""
    return BOTH * tested * 2 / math.comb(len(labels), int((labels == 1).sum())) < FALSE_ALARMS


def separation(values: np.ndarray, positive: np.ndarray, most: int) -> tuple[float, int]:
    """Probability of classes so well separated if labels and values were unrelated, and the number of exceptions.

    Then every choice of the positive patients would be equally likely. With k exceptions at most, the choices are
    counted that differ from a perfect separation in no more patients, for every separation there is: the two orders of
    every threshold of an ordered feature, or the 2^m ways to give each of m codes to one class.

    Args:
        values: one number per patient.
        positive: whether the patient's label is 1.
        most: number of exceptions up to which classes count as separated.

    Returns:
        The probability, an upper limit (1 where the classes are not separated), and the exceptions.
    """
    n, n_positive = len(values), int(positive.sum())
    if not 0 < n_positive < n:
        return 1.0, 0
    by_threshold, by_code, codes = _exceptions(values, positive)
    choices = math.comb(n, n_positive)
    counted = [(choices, by_threshold)]
    if by_threshold <= most:
        counted.append((2 * _choices_of_thresholds(n, n_positive, by_threshold), by_threshold))
    if by_code <= most and codes <= MOST_CODES:
        counted.append((2**codes * sum(math.comb(n, k) for k in range(by_code + 1)), by_code))
    return min((min(count, choices) / choices, exceptions) for count, exceptions in counted)


def _exceptions(values: np.ndarray, positive: np.ndarray) -> tuple[int, int, int]:
    """Fewest patients on the wrong side of any threshold, fewest of the rarer class of each code, number of codes."""
    codes, code_of = np.unique(values, return_inverse=True)
    positives = np.bincount(code_of, positive, len(codes)).astype(int)
    negatives = np.bincount(code_of, ~positive, len(codes)).astype(int)
    # The positive patients below a threshold and the negative ones above it, and the other way round.
    below = np.concatenate([[0], np.cumsum(positives - negatives)])
    wrong = below + negatives.sum()
    by_threshold = int(min(wrong.min(), (len(values) - wrong).min()))
    return by_threshold, int(np.minimum(positives, negatives).sum()), len(codes)


def _choices_of_thresholds(n: int, n_positive: int, most: int) -> int:
    """Choices of the positive patients with no more exceptions than `most` at any threshold in one order.

    Of `missed` positive patients below a threshold and `added` negative ones above it, the threshold has
    n_positive − missed + added patients above.
    """
    total = 0
    for missed in range(min(most, n_positive) + 1):
        for added in range(min(most - missed, n - n_positive) + 1):
            above = n_positive - missed + added
            total += math.comb(above, added) * math.comb(n - above, missed)
    return total
