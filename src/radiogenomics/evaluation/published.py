"""Published figures: what `resources/published/` holds, those of Schmitz 2024 first."""

from functools import cache
from pathlib import Path

import pandas as pd

from radiogenomics.evaluation.published_ranks import family_possible
from radiogenomics.evaluation.published_verdicts import judge
from radiogenomics.evaluation.titles import key_of
from radiogenomics.files import read_table

FOLDER = Path(__file__).parents[3] / "resources" / "published"
METRIC_FILES = tuple(f"schmitz2024_{name}" for name in ("table2", "table3", "table4", "text"))
OTHER_PAPERS = (
    *("spoorthy2023_mgmt", "tuberlin", "mackinnon_idh", "lyu_response"),
    *("vandervoort2023_idh", "vandervoort2023_1p19q"),
)
# What the paper ranked for Table 5 is not said; it possibly was the raw probability.
RANKED = "probability"
OPTIONAL = {"n": float("nan"), "runs": 1, "test_set": "", "counts_from": ""}
"""Columns that a table of published metrics may lack, and what they then are."""


@cache
def published_characteristics() -> pd.DataFrame:
    """Table 1, with the columns of `radiogenomics.cohorts.characteristics`; the positive class is methylated."""
    return read_table(FOLDER / "schmitz2024_table1.csv")


@cache
def published_metrics(names: tuple[str, ...] = METRIC_FILES) -> pd.DataFrame:
    """Metrics of some tables of `resources/published/`; by default Schmitz 2024, Tables 2–4 and the running text.

    Returns:
        paper, model, ensemble, metric, value, printed (the text), n_positive, n_negative, n, runs, test_set,
        counts_from (where the numbers of patients are from), source (the place in the paper), and the columns of
        `radiogenomics.evaluation.published_verdicts.judge`.

    Raises:
        InputError: there is no such table.

    No names give an empty table.
    """
    if not names:
        return published_metrics().head(0)
    table = pd.concat([_read_metrics(name) for name in names], ignore_index=True)
    return table.join(judge(table))


@cache
def published_comparisons() -> pd.DataFrame:
    """Table 5.

    Returns:
        family (an ensemble or `best`), test (`friedman`, `nemenyi`), model_a, model_b, p, attainable: whether 57
        patients can be ranked so that the family's p-values come out.
    """
    table = read_table(FOLDER / "schmitz2024_table5.csv").fillna({"model_b": ""})
    possible = {family: family_possible(rows) for family, rows in table.groupby("family")}
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


def _read_metrics(name: str) -> pd.DataFrame:
    """A table with all columns; the printed text tells how many decimals a value has."""
    table = read_table(FOLDER / f"{name}.csv", dtype={"value": str}).rename(columns={"value": "printed"})
    table = table.assign(value=table["printed"].astype(float), **{k: v for k, v in OPTIONAL.items() if k not in table})
    table["n"] = table["n"].fillna(table["n_positive"] + table["n_negative"])
    return table.fillna({"test_set": "", "counts_from": ""})
