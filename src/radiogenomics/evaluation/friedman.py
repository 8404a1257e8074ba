"""Friedman's test over patients and Nemenyi's test of every pair of models.

Friedman 1937, JASA 32:675–701; Nemenyi 1963, thesis, Princeton; both as in Demšar 2006, JMLR 7:1–30. From scores, scipy
and scikit-posthocs test; from published mean ranks neither can.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, friedmanchisquare, rankdata, studentized_range

from radiogenomics.errors import InputError

FRIEDMAN, NEMENYI = "friedman", "nemenyi"
"""Names of the tests in comparisons.csv."""


class FriedmanNemenyi(NamedTuple):
    """Result of both tests: `statistic, p, mean_ranks, pairs = friedman_nemenyi(scores)`.

    statistic: Friedman's χ², corrected for ties.
    p: its p-value, from χ² with (models - 1) degrees of freedom.
    mean_ranks: mean rank of each model over the patients, by name; 1 is best.
    pairs: model_a, model_b, mean_rank_a, mean_rank_b, statistic (studentized range), p; one row per pair.
    """

    statistic: float
    p: float
    mean_ranks: pd.Series
    pairs: pd.DataFrame


def friedman_nemenyi(scores: ArrayLike, names: Sequence[str] | None = None) -> FriedmanNemenyi:
    """Test whether models differ, with patients as blocks.

    Args:
        scores: (patients, models); within each patient the highest score has rank 1, and ties share their mean rank.
        names: the models' names; by default `scores`' columns if it is a DataFrame, else "0", "1", …

    Raises:
        InputError: fewer than two patients or three models, or a score is missing.
    """
    if names is None and isinstance(scores, pd.DataFrame):
        names = [str(column) for column in scores.columns]
    values = np.asarray(scores, dtype=float)
    if values.ndim != 2 or len(values) < 2 or values.shape[1] < 3:
        raise InputError(
            f"comparison: scores of shape {values.shape}; at least two patients and three models are needed"
        )
    if not np.isfinite(values).all():
        raise InputError("comparison: a score is missing or infinite; every model must have predicted every patient")
    # Imported here: it imports matplotlib's pyplot and seaborn, which the tests of published ranks do not need.
    from scikit_posthocs import posthoc_nemenyi_friedman

    statistic, p = 0.0, 1.0
    if (values != values[:, :1]).any():
        statistic, p = (float(number) for number in friedmanchisquare(*values.T))
    p_of_pairs = posthoc_nemenyi_friedman(values).to_numpy()[np.triu_indices(values.shape[1], 1)]
    return _result(statistic, p, rankdata(-values, axis=1).mean(axis=0), len(values), p_of_pairs, names)


def from_mean_ranks(mean_ranks: ArrayLike, n_blocks: int, names: Sequence[str] | None = None) -> FriedmanNemenyi:
    """Both tests from the mean ranks (models,) of `n_blocks` patients without ties."""
    ranks = np.asarray(mean_ranks, dtype=float)
    k = len(ranks)
    statistic = float(12 * n_blocks / (k * (k + 1)) * np.sum((ranks - (k + 1) / 2) ** 2))
    first, second = np.triu_indices(k, 1)
    p_of_pairs = nemenyi_p(ranks[first] - ranks[second], k, n_blocks)
    return _result(statistic, float(chi2.sf(statistic, k - 1)), ranks, n_blocks, p_of_pairs, names)


def nemenyi_p(difference: ArrayLike, n_models: int, n_blocks: int) -> NDArray:
    """p-value of a difference between two mean ranks, from the exact studentized range distribution."""
    return studentized_range.sf(_studentized(difference, n_models, n_blocks), n_models, np.inf)


def _studentized(difference: ArrayLike, n_models: int, n_blocks: int) -> NDArray:
    return np.abs(difference) / np.sqrt(n_models * (n_models + 1) / (12 * n_blocks))


def _result(
    statistic: float, p: float, mean_ranks: NDArray, n_blocks: int, p_of_pairs: NDArray, names: Sequence[str] | None
) -> FriedmanNemenyi:
    """Both tests as tables, pairs in the order (1, 2), (1, 3), …, (2, 3), …"""
    k = len(mean_ranks)
    names = [str(index) for index in range(k)] if names is None else list(names)
    first, second = np.triu_indices(k, 1)
    pairs = pd.DataFrame(
        {
            "model_a": [names[index] for index in first],
            "model_b": [names[index] for index in second],
            "mean_rank_a": mean_ranks[first],
            "mean_rank_b": mean_ranks[second],
            "statistic": _studentized(mean_ranks[first] - mean_ranks[second], k, n_blocks),
            "p": p_of_pairs,
        }
    )
    return FriedmanNemenyi(statistic, p, pd.Series(mean_ranks, index=names, name="mean_rank"), pairs)
