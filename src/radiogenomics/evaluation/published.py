"""Published figures, those of Schmitz 2024 first, and whether each is possible with its number of patients."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.evaluation.friedman import from_mean_ranks, nemenyi_p
from radiogenomics.evaluation.titles import key_of
from radiogenomics.files import read_table

FOLDER = Path(__file__).parents[3] / "resources" / "published"
METRIC_FILES = tuple(f"schmitz2024_{name}" for name in ("table2", "table3", "table4", "text"))
# Nemenyi's p-values were printed from an interpolated table of the studentized range: up to 0.4 % off below 0.35, and
# capped at 0.9. The third, largest one of a family is therefore not checked.
INTERPOLATION_ERROR = 0.005
MODELS = ("spottune", "random", "transfer")
N_PATIENTS = 57
# What the paper ranked for Table 5 is not said; it possibly was the raw probability.
RANKED = "probability"


@cache
def published_characteristics() -> pd.DataFrame:
    """Table 1, with the columns of `radiogenomics.cohorts.characteristics`; the positive class is methylated."""
    return _read("schmitz2024_table1")


@cache
def published_metrics(names: tuple[str, ...] = METRIC_FILES) -> pd.DataFrame:
    """Metrics of some tables of `resources/published/`; by default Schmitz 2024, Tables 2–4 and the running text.

    Returns:
        model, ensemble, metric, value, n_positive, n_negative, source, attainable (see `attainable`).

    Raises:
        InputError: there is no such table.

    No names give an empty table.
    """
    if not names:
        return published_metrics().head(0)
    table = pd.concat([_read(name) for name in names], ignore_index=True)
    checked = zip(table["metric"], table["value"], table["n_positive"], table["n_negative"], strict=True)
    return table.assign(attainable=pd.array([attainable(*row) for row in checked], dtype="boolean"))


@cache
def published_comparisons() -> pd.DataFrame:
    """Table 5.

    Returns:
        family (an ensemble or `best`), test (`friedman`, `nemenyi`), model_a, model_b, p, attainable: whether 57
        patients can be ranked so that the family's p-values come out.
    """
    table = _read("schmitz2024_table5").fillna({"model_b": ""})
    possible = {family: _ranking_exists(rows) for family, rows in table.groupby("family")}
    return table.assign(attainable=table["family"].map(possible))


def published_value(model: str, ensemble: str, metric: str, table: pd.DataFrame | None = None) -> float | None:
    """Published AUC, AP, SEN or SPE, or None where there is none; names may be keys or the paper's titles.

    Args:
        model, ensemble, metric: what is asked for.
        table: rows of `published_metrics`, by default those of Schmitz 2024.
    """
    table = published_metrics() if table is None else table
    rows = table[
        (table["model"] == key_of(model)) & (table["ensemble"] == key_of(ensemble)) & (table["metric"] == metric)
    ]
    return None if rows.empty else float(rows["value"].iloc[0])


def published_p(family: str, model_a: str | None = None, model_b: str | None = None) -> float | None:
    """Published p-value of a pair of models (in any order), or without a pair Friedman's; None where there is none."""
    table = published_comparisons()
    pair = {"all", ""} if model_a is None or model_b is None else {key_of(model_a), key_of(model_b)}
    rows = table[(table["family"] == key_of(family)) & table["model_a"].isin(pair) & table["model_b"].isin(pair)]
    return None if rows.empty else float(rows["p"].iloc[0])


def attainable(metric: str, value: float, n_positive: float, n_negative: float, decimals: int = 4) -> bool | None:
    """Whether a metric of so many patients without tied scores can round to `value`; None where that is not known.

    The numbers of patients are NaN where they are not published.

    Sensitivity is a multiple of 1/positives, specificity of 1/negatives, AUC of 1/(positives × negatives).
    """
    steps = {"SEN": n_positive, "SPE": n_negative, "AUC": n_positive * n_negative}
    if metric not in steps or np.isnan(steps[metric]):
        return None
    nearest = round(value * steps[metric]) / steps[metric]
    return bool(abs(nearest - value) <= 0.5 * 10**-decimals + 1e-12)


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


def _ranking_exists(rows: pd.DataFrame) -> bool:
    p = rows.set_index(["model_a", "model_b"])["p"]
    return len(rankings_matching(p["all", ""], p["spottune", "random"], p["random", "transfer"])) > 0


def _read(name: str) -> pd.DataFrame:
    return read_table(FOLDER / f"{name}.csv")
