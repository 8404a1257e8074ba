"""The rankings behind published p-values of Friedman's and Nemenyi's tests between three models, and contradictions.

Written for Table 5 of Schmitz 2024, whose p-values were printed by a program that interpolated a table.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.evaluation.friedman import FRIEDMAN, NEMENYI, from_mean_ranks, nemenyi_p
from radiogenomics.evaluation.titles import title_of

# Nemenyi's p-values were printed from an interpolated table of the studentized range: up to 0.4 % off below 0.35, and
# capped at 0.9. The third one of a family is therefore not checked.
INTERPOLATION_ERROR = 0.005
CAP = 0.9
"""Largest p-value of that table."""
N_MODELS = 3


class Family(NamedTuple):
    """p-values of one family: of all three models, of the pairs, and of how many patients.

    The pairs are those of the first and second, the second and third, and the first and third model.
    """

    friedman: float
    first_second: float
    second_third: float
    first_third: float
    n_patients: int


def family_of(rows: pd.DataFrame) -> Family | None:
    """The four p-values of the rows of one family of `published_comparisons`.

    None where they are not Friedman's and Nemenyi's of three models.
    """
    pairs = rows[rows["test"] == NEMENYI]
    overall = rows.loc[rows["test"] == FRIEDMAN, "p"]
    if len(overall) != 1 or len(pairs) != N_MODELS or len(rows) != 1 + N_MODELS:
        return None
    # The first two pairs have the second model in common, whichever way round they are named.
    return Family(float(overall.iloc[0]), *(float(p) for p in pairs["p"]), int(rows["n"].iloc[0]))


def third_pair(rows: pd.DataFrame) -> tuple[str, str]:
    """The two models of a family whose p-value is not checked, in the order of the table."""
    last = rows[rows["test"] == NEMENYI].iloc[-1]
    return last["model_a"], last["model_b"]


def family_possible(rows: pd.DataFrame) -> bool | None:
    """Whether so many patients can be ranked so that a family's p-values come out; None where that is not checked."""
    family = family_of(rows)
    return None if family is None else len(rankings_matching(family)) > 0


def rankings_matching(family: Family) -> NDArray[np.float64]:
    """Mean ranks (rankings, 3) of a family's patients without ties that give its p-values, but for the third pair's.

    Friedman's p must agree to its three printed digits, Nemenyi's within `INTERPOLATION_ERROR`.
    """
    n = family.n_patients
    first, second = np.meshgrid(np.arange(n, 3 * n + 1), np.arange(n, 3 * n + 1))
    sums = np.stack([first, second, 6 * n - first - second], axis=-1).reshape(-1, 3)
    sums = sums[(sums[:, 2] >= n) & (sums[:, 2] <= 3 * n)]
    by_difference = nemenyi_p(np.arange(2 * n + 1) / n, N_MODELS, n)
    fits = np.full(len(sums), True)
    for (a, b), printed in (((0, 1), family.first_second), ((1, 2), family.second_third)):
        fits &= np.abs(by_difference[np.abs(sums[:, a] - sums[:, b])] / printed - 1) <= INTERPOLATION_ERROR
    rounding = 0.5 * 10 ** (np.floor(np.log10(family.friedman)) - 2) * (1 + 1e-9)
    candidates = sums[fits] / n
    agree = [abs(from_mean_ranks(ranks, n).p - family.friedman) <= rounding for ranks in candidates]
    return candidates[np.array(agree, dtype=bool)]


def exact_third_p(family: Family) -> float | None:
    """Nemenyi's p of the third pair by the recovered ranks; None where no ranking fits, or several differ."""
    rankings, n = rankings_matching(family), family.n_patients
    differences = np.unique(np.round(np.abs(rankings[:, 0] - rankings[:, 2]) * n))
    return float(nemenyi_p(differences[0] / n, N_MODELS, n)) if len(differences) == 1 else None


def contradictions(comparisons: pd.DataFrame, titles: Mapping[str, str] | None = None) -> list[str]:
    """Sentences on what in published tests cannot be as printed, computed from the p-values alone.

    Args:
        comparisons: rows of `radiogenomics.evaluation.published.published_comparisons`, of one paper.
        titles: titles of models and ensembles by key.
    """
    known = {name: rows for name, rows in comparisons.groupby("family", sort=False) if family_of(rows) is not None}
    families = {name: family_of(rows) for name, rows in known.items()}
    third = {name: exact_third_p(family) for name, family in families.items()}
    exact = {name: p for name, p in third.items() if p is not None}
    sentences = []
    if exact:
        printed = "; ".join(
            f"{title_of(name, titles)} {families[name].first_third:g} ({p:.3f})" for name, p in exact.items()
        )
        pair = [title_of(model, titles) for model in third_pair(known[next(iter(exact))])]
        sentences.append(
            f"The published Nemenyi p-values of {' and '.join(pair)}, the largest of each family, are from an "
            f"interpolated table that ends at {CAP}; the ranks behind the other p-values give exactly (in brackets): "
            f"{printed}."
        )
    return [*sentences, *(_contradiction(name, families, titles) for name in families if name not in exact)]


def _contradiction(name: str, families: Mapping[str, Family], titles: Mapping[str, str] | None) -> str:
    """Why a family is impossible, and which other family its Nemenyi p-values are those of."""
    family = families[name]
    twins = [other for other in families if other != name and families[other][1:3] == family[1:3]]
    values = f"{family.first_second:g}, {family.second_third:g}"
    if twins:
        values = f"{values}, and {families[twins[0]].first_third:g} as {family.first_third:g}"
    repeated = f" repeats the Nemenyi p-values of {title_of(twins[0], titles)} ({values}), but" if twins else ""
    return (
        f"{title_of(name, titles)}{repeated or f' ({values}):'} no ranking of the {family.n_patients} patients with "
        f"them has the published Friedman p of {family.friedman:g}."
    )
