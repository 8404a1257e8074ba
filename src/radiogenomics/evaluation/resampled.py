"""Metrics of many resampled test sets at once, from how often each patient occurs in each of them."""

import numpy as np
from numpy.typing import NDArray


def resampled_metrics(
    truth: NDArray[np.bool_], probabilities: NDArray, threshold: float, counts: NDArray
) -> dict[str, NDArray[np.float64]]:
    """AUC, AP, SEN, SPE, ACC, F1 and Brier score of many resampled test sets.

    Args:
        truth: whether each patient is positive, (n,).
        probabilities: probability of the positive class, (n,).
        threshold: a patient is called positive above it.
        counts: how often each patient occurs in each test set, (test sets, n).

    Returns:
        Each metric (test sets,) by its name; NaN where a test set lacks the patients that it needs: AUC, AP and F1
        need both classes, SEN positives, SPE negatives.
    """
    auc, average_precision = weighted_areas(truth, probabilities, counts)
    called = probabilities > threshold
    # Every other metric is a ratio of sums over patients: one product with the counts gives them all.
    summands = np.stack([truth, ~truth, called & truth, ~called & ~truth, (probabilities - truth) ** 2], axis=1)
    positives, negatives, true_positives, true_negatives, squares = (counts @ summands.astype(float)).T
    total = positives + negatives
    return {
        "AUC": auc,
        "AP": average_precision,
        "SEN": ratio(true_positives, positives),
        "SPE": ratio(true_negatives, negatives),
        "ACC": ratio(true_positives + true_negatives, total),
        "F1": weighted_f1(truth, called, counts),
        "Brier": ratio(squares, total),
    }


def weighted_brier(truth: NDArray[np.bool_], probabilities: NDArray, counts: NDArray) -> NDArray[np.float64]:
    """Brier score of many resampled test sets (test sets,); NaN where a test set has nobody.

    Args:
        truth: whether each patient is positive, (n,).
        probabilities: probability of the positive class, (n,).
        counts: how often each patient occurs in each test set, (test sets, n).
    """
    return ratio(counts @ (probabilities - truth) ** 2, counts.sum(axis=1))


def weighted_f1(truth: NDArray[np.bool_], called: NDArray[np.bool_], counts: NDArray) -> NDArray[np.float64]:
    """F1 of many resampled test sets (test sets,): 2 TP / (2 TP + FP + FN); NaN where a test set has one class.

    Args:
        truth: whether each patient is positive, (n,).
        called: whether each patient is called positive, (n,).
        counts: how often each patient occurs in each test set, (test sets, n).
    """
    summands = np.stack([truth, ~truth, called & truth, called], axis=1)
    positives, negatives, found, all_called = (counts @ summands.astype(float)).T
    return ratio(2 * found, np.where(positives * negatives > 0, positives + all_called, 0))


def weighted_areas(
    truth: NDArray[np.bool_], scores: NDArray, counts: NDArray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Area under the ROC curve (ties one half) and average precision of many resampled test sets.

    Args:
        truth: whether each patient is positive, (n,).
        scores: any numbers that are higher for the positive class, (n,).
        counts: how often each patient occurs in each test set, (test sets, n).

    Returns:
        AUC by the trapezoidal rule, and the sum over thresholds of (increase in recall) × precision; (test sets,) each.
        Tied patients share one threshold. NaN where a test set has one class.
    """
    order = np.argsort(-scores, kind="stable")
    last_of_tie = np.append(np.diff(scores[order]) != 0, True)
    sorted_counts = counts[:, order]
    called = np.cumsum(sorted_counts, axis=1)[:, last_of_tie]
    found = np.cumsum(sorted_counts * truth[order], axis=1)[:, last_of_tie]
    false = called - found
    positives, negatives = found[:, -1], false[:, -1]
    both = positives * negatives
    newly_found, newly_false = np.diff(found, axis=1, prepend=0), np.diff(false, axis=1, prepend=0)
    ranked_rightly = np.sum(newly_false * (found - 0.5 * newly_found), axis=1)
    precision = found / np.maximum(called, 1)
    gained = np.sum(newly_found * precision, axis=1)
    return ratio(ranked_rightly, both), ratio(gained, np.where(both > 0, positives, 0))


def ratio(numerator: NDArray, denominator: NDArray) -> NDArray[np.float64]:
    """Quotient, NaN where the denominator is 0."""
    return np.divide(numerator, denominator, out=np.full(np.shape(denominator), np.nan), where=denominator != 0)
