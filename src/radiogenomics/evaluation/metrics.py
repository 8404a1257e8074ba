"""The four published metrics of one test set, each with a 95 % interval (Schmitz 2024, section 2.4)."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score

from radiogenomics.evaluation.delong import LEVEL, roc_area
from radiogenomics.evaluation.scores import checked_probabilities

METRICS = ("AUC", "AP", "SEN", "SPE")
DRAWS = 2000


def evaluate(
    labels: ArrayLike, probabilities: ArrayLike, threshold: float = 0.5, seed: int = 42, where: str = "test set"
) -> pd.DataFrame:
    """AUC, average precision, sensitivity and specificity of one model on one test set.

    Args:
        labels: 1 for the positive class, else 0, (n,).
        probabilities: probability of the positive class, (n,).
        threshold: a patient is called positive above it (as in torchmetrics, which the paper used).
        seed: seed of the bootstrap of the average precision.
        where: what is evaluated, for error messages.

    Returns:
        One row per metric: metric, value, ci_low, ci_high, method (of the interval), n (all patients), n_positive.

    Raises:
        InputError: a probability is missing or outside [0, 1], or one class has no patient.
    """
    truth, values = checked_probabilities(labels, probabilities, where)
    area = roc_area(truth, values, where)
    called = values > threshold
    rows = [
        ("AUC", area.auc, area.ci_low, area.ci_high, area.method),
        ("AP", *average_precision(truth, values, seed), "bootstrap"),
        ("SEN", *proportion(np.count_nonzero(called & truth), np.count_nonzero(truth)), "Wilson"),
        ("SPE", *proportion(np.count_nonzero(~called & ~truth), np.count_nonzero(~truth)), "Wilson"),
    ]
    table = pd.DataFrame(rows, columns=["metric", "value", "ci_low", "ci_high", "method"])
    return table.assign(n=truth.size, n_positive=np.count_nonzero(truth))


def proportion(count: int, total: int) -> tuple[float, float, float]:
    """Share `count / total` with Wilson's 95 % score interval."""
    interval = binomtest(int(count), int(total)).proportion_ci(LEVEL, method="wilson")
    return count / total, float(interval.low), float(interval.high)


def average_precision(truth: NDArray[np.bool_], scores: NDArray, seed: int) -> tuple[float, float, float]:
    """Average precision with the 95 % percentile interval of a bootstrap over patients within each class.

    Args:
        truth: whether each patient is positive, (n,).
        scores: any numbers that are higher for the positive class, (n,).
        seed: seed of the 2000 draws.
    """
    random = np.random.default_rng(seed)
    counts = np.zeros((DRAWS, truth.size), dtype=np.int64)
    for members in (truth, ~truth):
        size = np.count_nonzero(members)
        counts[:, members] = random.multinomial(size, np.full(size, 1 / size), size=DRAWS)
    low, high = np.quantile(weighted_average_precision(truth, scores, counts), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(average_precision_score(truth, scores)), float(low), float(high)


def weighted_average_precision(truth: NDArray[np.bool_], scores: NDArray, counts: NDArray[np.int64]) -> NDArray:
    """Average precision of many resampled test sets at once.

    Args:
        truth: whether each patient is positive, (n,).
        scores: scores of the patients, (n,).
        counts: how often each patient occurs in each test set, (test sets, n); each has a positive.

    Returns:
        Sum over thresholds of (increase in recall) × precision, (test sets,). Tied patients share one threshold.
    """
    order = np.argsort(-scores, kind="stable")
    last_of_tie = np.append(np.diff(scores[order]) != 0, True)
    called = np.cumsum(counts[:, order], axis=1)[:, last_of_tie]
    found = np.cumsum(counts[:, order] * truth[order], axis=1)[:, last_of_tie]
    precision = found / np.maximum(called, 1)
    recall = found / found[:, -1:]
    return np.sum(np.diff(recall, axis=1, prepend=0) * precision, axis=1)
