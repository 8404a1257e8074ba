"""The rankings behind Table 5 of Schmitz 2024, recovered from its p-values, and where the table contradicts itself."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.evaluation.friedman import from_mean_ranks, nemenyi_p
from radiogenomics.evaluation.titles import title_of

# Nemenyi's p-values were printed from an interpolated table of the studentized range: up to 0.4 % off below 0.35, and
# capped at 0.9. The third, largest one of a family is therefore not checked.
INTERPOLATION_ERROR = 0.005
CAP = 0.9
"""Largest p-value of that table."""
MODELS = ("spottune", "random", "transfer")
N_PATIENTS = 57


class Family(NamedTuple):
    """p-values of one family of Table 5."""

    friedman: float
    spottune_random: float
    random_transfer: float
    spottune_transfer: float


def family_of(rows: pd.DataFrame) -> Family:
    """The four p-values of the rows of one family of `published_comparisons`."""
    p = rows.set_index(["model_a", "model_b"])["p"]
    pairs = (("all", ""), ("spottune", "random"), ("random", "transfer"), ("spottune", "transfer"))
    return Family(*(float(p[pair]) for pair in pairs))


def family_possible(rows: pd.DataFrame) -> bool:
    """Whether 57 patients can be ranked so that a family's p-values come out."""
    family = family_of(rows)
    return len(rankings_matching(family.friedman, family.spottune_random, family.random_transfer)) > 0


def rankings_matching(friedman_p: float, spottune_random: float, random_transfer: float) -> NDArray[np.float64]:
    """Mean ranks (rankings, 3) of 57 patients without ties that give the p-values of one family of Table 5.

    Friedman's p must agree to its three printed digits, Nemenyi's within `INTERPOLATION_ERROR`.
    """
    first, second = np.meshgrid(np.arange(N_PATIENTS, 3 * N_PATIENTS + 1), np.arange(N_PATIENTS, 3 * N_PATIENTS + 1))
    sums = np.stack([first, second, 6 * N_PATIENTS - first - second], axis=-1).reshape(-1, 3)
    sums = sums[(sums[:, 2] >= N_PATIENTS) & (sums[:, 2] <= 3 * N_PATIENTS)]
    by_difference = nemenyi_p(np.arange(2 * N_PATIENTS + 1) / N_PATIENTS, len(MODELS), N_PATIENTS)
    fits = np.full(len(sums), True)
    for (a, b), printed in (((0, 1), spottune_random), ((1, 2), random_transfer)):
        fits &= np.abs(by_difference[np.abs(sums[:, a] - sums[:, b])] / printed - 1) <= INTERPOLATION_ERROR
    rounding = 0.5 * 10 ** (np.floor(np.log10(friedman_p)) - 2) * (1 + 1e-9)
    candidates = sums[fits] / N_PATIENTS
    agree = [abs(from_mean_ranks(ranks, N_PATIENTS).p - friedman_p) <= rounding for ranks in candidates]
    return candidates[np.array(agree, dtype=bool)]


def exact_third_p(family: Family) -> float | None:
    """Nemenyi's p of SpotTune and Transfer by the recovered ranks; None where no ranking fits, or several differ."""
    rankings = rankings_matching(family.friedman, family.spottune_random, family.random_transfer)
    differences = np.unique(np.round(np.abs(rankings[:, 0] - rankings[:, 2]) * N_PATIENTS))
    if len(differences) != 1:
        return None
    return float(nemenyi_p(differences[0] / N_PATIENTS, len(MODELS), N_PATIENTS))


def contradictions(comparisons: pd.DataFrame) -> list[str]:
    """Sentences on what in Table 5 cannot be as printed, computed from its p-values alone.

    Args:
        comparisons: rows of `radiogenomics.evaluation.published.published_comparisons`.
    """
    families = {name: family_of(rows) for name, rows in comparisons.groupby("family", sort=False)}
    third = {name: exact_third_p(family) for name, family in families.items()}
    exact = {name: p for name, p in third.items() if p is not None}
    printed = "; ".join(f"{title_of(name)} {families[name].spottune_transfer:g} ({p:.3f})" for name, p in exact.items())
    sentences = [
        "The published Nemenyi p-values of SpotTune and Transfer, the largest of each family, are from an interpolated "
        f"table that ends at {CAP}; the ranks behind the other p-values give exactly (in brackets): {printed}."
    ]
    return [*sentences, *(_contradiction(name, families) for name in families if name not in exact)]


def _contradiction(name: str, families: Mapping[str, Family]) -> str:
    """Why a family is impossible, and which other family its Nemenyi p-values are those of."""
    family = families[name]
    twins = [other for other in families if other != name and families[other][1:3] == family[1:3]]
    values = f"{family.spottune_random:g}, {family.random_transfer:g}"
    if twins:
        third = families[twins[0]].spottune_transfer
        values = f"{values}, and {third:g} as {family.spottune_transfer:g}"
    repeats = f" repeats the Nemenyi p-values of {title_of(twins[0])} ({values}), but" if twins else f" ({values}):"
    return (
        f"{title_of(name)}{repeats} no ranking of the {N_PATIENTS} patients with them has the published Friedman p of "
        f"{family.friedman:g}."
    )
