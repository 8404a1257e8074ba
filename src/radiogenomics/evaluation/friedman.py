"""Friedman's test over patients and Nemenyi's test of every pair of models (Schmitz 2024, table 5).

Friedman 1937, JASA 32:675–701; Nemenyi 1963, thesis, Princeton; both as in Demšar 2006, JMLR 7:1–30.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, rankdata, studentized_range

from radiogenomics.errors import InputError


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
        InputError: fewer than two patients or models, or a score is missing.
    """
    if names is None and isinstance(scores, pd.DataFrame):
        names = [str(column) for column in scores.columns]
    values = np.asarray(scores, dtype=float)
    if values.ndim != 2 or min(values.shape) < 2:
        raise InputError(f"comparison: scores of shape {values.shape}; at least two patients and two models are needed")
    if not np.isfinite(values).all():
        raise InputError("comparison: a score is missing or infinite; every model must have predicted every patient")
    ranks = rankdata(-values, axis=1)
    return _test(ranks.mean(axis=0), len(values), _tie_correction(ranks), names)


def from_mean_ranks(mean_ranks: ArrayLike, n_blocks: int, names: Sequence[str] | None = None) -> FriedmanNemenyi:
    """Both tests from the mean ranks (models,) of `n_blocks` patients without ties."""
    return _test(np.asarray(mean_ranks, dtype=float), n_blocks, 1.0, names)


def nemenyi_p(difference: ArrayLike, n_models: int, n_blocks: int) -> NDArray:
    """p-value of a difference between two mean ranks, from the exact studentized range distribution."""
    return studentized_range.sf(_studentized(difference, n_models, n_blocks), n_models, np.inf)


def _studentized(difference: ArrayLike, n_models: int, n_blocks: int) -> NDArray:
    return np.abs(difference) / np.sqrt(n_models * (n_models + 1) / (12 * n_blocks))


def _tie_correction(ranks: NDArray) -> float:
    """1 without ties, 0 where every patient's scores are all tied.

    It is the variance of the ranks within patients over that of untied ranks.
    """
    return float(ranks.var(axis=1).mean() / ((ranks.shape[1] ** 2 - 1) / 12))


def _test(mean_ranks: NDArray, n_blocks: int, tie_correction: float, names: Sequence[str] | None) -> FriedmanNemenyi:
    k = len(mean_ranks)
    names = [str(index) for index in range(k)] if names is None else list(names)
    statistic, p = 0.0, 1.0
    if tie_correction > 0:
        spread = np.sum((mean_ranks - (k + 1) / 2) ** 2)
        statistic = float(12 * n_blocks / (k * (k + 1)) * spread / tie_correction)
        p = float(chi2.sf(statistic, k - 1))
    first, second = (list(index) for index in zip(*combinations(range(k), 2), strict=True))
    difference = mean_ranks[first] - mean_ranks[second]
    pairs = pd.DataFrame(
        {
            "model_a": [names[index] for index in first],
            "model_b": [names[index] for index in second],
            "mean_rank_a": mean_ranks[first],
            "mean_rank_b": mean_ranks[second],
            "statistic": _studentized(difference, k, n_blocks),
            "p": nemenyi_p(difference, k, n_blocks),
        }
    )
    return FriedmanNemenyi(statistic, p, pd.Series(mean_ranks, index=names, name="mean_rank"), pairs)
