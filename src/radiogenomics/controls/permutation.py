"""Chance: the AUC of the same predictions when the test patients' labels are permuted."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from radiogenomics.evaluation.scores import checked_scores

AT_ONCE = 2**22
"""Labels that are permuted at once: 32 MiB of them."""


class PermutationTest(NamedTuple):
    """AUC of some predictions and its one-sided p-value against AUC = 0.5."""

    auc: float
    p: float
    permutations: int


def permutation_test(
    labels: ArrayLike, scores: ArrayLike, permutations: int = 10_000, seed: int = 42, where: str = "test set"
) -> PermutationTest:
    """Whether predictions rank the positive patients higher than chance does; the predictions stay as they are.

    The labels are permuted among the patients, and the AUC is computed each time from the rank sum of the positive
    patients, ties counting one half. The p-value is one-sided, for an AUC above 0.5: (1 + number of permutations whose
    AUC is at least the observed one) / (1 + permutations), which never is 0 and is valid for any number of
    permutations (Phipson and Smyth 2010, Statistical Applications in Genetics and Molecular Biology 9:39).

    Args:
        labels: 1 for the positive class, else 0, (n,).
        scores: any numbers that are higher for the positive class, (n,).
        permutations: how often the labels are permuted.
        seed: seed of the permutations.
        where: what the scores are of, for error messages.

    Raises:
        InputError: see `checked_scores`.
    """
    truth, values = checked_scores(labels, scores, where)
    observed, permuted = _rank_sums(truth, values, permutations, np.random.default_rng(seed))
    m, n = np.count_nonzero(truth), np.count_nonzero(~truth)
    auc = (observed / 2 - m * (m + 1) / 2) / (m * n)
    p = (1 + np.count_nonzero(permuted >= observed)) / (1 + permutations)
    return PermutationTest(float(auc), float(p), permutations)


def randomised_p(
    labels: ArrayLike, scores: ArrayLike, permutations: int, random: np.random.Generator, where: str = "test set"
) -> float:
    """One-sided permutation p-value that is uniform on (0, 1) under the null hypothesis, whatever the ties.

    The p-value of a discrete statistic takes few values and lies above the diagonal, so that a test of uniformity
    would reject a sound method. Here a random share of the permutations that tie with the observed AUC, the observed
    one among them, counts as greater (Dunn and Smyth 1996, Journal of Computational and Graphical Statistics
    5:236–244).

    Args and errors: as `permutation_test`; `random` permutes and breaks the ties.
    """
    truth, values = checked_scores(labels, scores, where)
    observed, permuted = _rank_sums(truth, values, permutations, random)
    greater, tied = np.count_nonzero(permuted > observed), np.count_nonzero(permuted == observed)
    return float((greater + random.uniform() * (tied + 1)) / (permutations + 1))


def _rank_sums(
    truth: NDArray[np.bool_], values: NDArray, permutations: int, random: np.random.Generator
) -> tuple[int, NDArray[np.int64]]:
    """Twice the positive patients' rank sum as observed, and after each permutation; whole numbers, so ties are exact.

    Returns:
        The observed sum, and the permuted ones, (permutations,).
    """
    ranks = np.rint(2 * rankdata(values)).astype(np.int64)
    sums = []
    for start in range(0, permutations, AT_ONCE // truth.size + 1):
        rows = min(AT_ONCE // truth.size + 1, permutations - start)
        labels = random.permuted(np.broadcast_to(truth, (rows, truth.size)), axis=1)
        # Floating-point products are many times faster than those of integers, and exact below 2**53.
        sums.append(np.rint(labels.astype(float) @ ranks.astype(float)).astype(np.int64))
    return int(ranks[truth].sum()), np.concatenate(sums)
