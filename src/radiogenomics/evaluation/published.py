"""Published figures: what the tables in `resources/published/` hold.

Every function takes the names of the tables, of which a study has those that `published_index.published_tables` leaves
it; tables of other content among them are passed over, so that a study has one list for all.
"""

from collections.abc import Iterable

import pandas as pd

from radiogenomics.evaluation.published_index import (
    CHARACTERISTICS,
    COMPARISONS,
    FOLDER,
    METRICS,
    published_titles,
    tables_with,
)
from radiogenomics.evaluation.published_ranks import family_possible
from radiogenomics.evaluation.published_verdicts import KNOWN_COUNTS, judge
from radiogenomics.files import read_table

OPTIONAL = {"n": float("nan"), "runs": 1, "test_set": "", "counts_from": ""}
"""Columns that a table of published metrics may lack, and what they then are."""
METRIC_COLUMNS = {
    **dict.fromkeys(["paper", "model", "ensemble", "metric", "printed", "source"], str),
    **dict.fromkeys(["value", "n_positive", "n_negative", "n"], float),
    **{"runs": int, "test_set": str, "counts_from": str, "attainable": "boolean", "reason": str},
    **dict.fromkeys(KNOWN_COUNTS, "Int64"),
}
COMPARISON_COLUMNS = {
    **dict.fromkeys(["paper", "family", "test", "model_a", "model_b", "ranked", "ranked_from", "source"], str),
    **{"p": float, "n": int, "attainable": "boolean"},
}


def published_characteristics(names: Iterable[str]) -> pd.DataFrame:
    """Patients' characteristics, with the columns of `radiogenomics.cohorts.characteristics`."""
    tables = [read_table(FOLDER / f"{name}.csv") for name in tables_with(names, CHARACTERISTICS)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def published_metrics(names: Iterable[str]) -> pd.DataFrame:
    """Metrics of some tables.

    Returns:
        paper, model, ensemble, metric, value, printed (the text), n_positive, n_negative, n, runs, test_set,
        counts_from (where the numbers of patients are from), source (the place in the paper), and the columns of
        `radiogenomics.evaluation.published_verdicts.judge`. No tables of metrics give no rows.

    Raises:
        InputError: there is no such table.
    """
    names = tables_with(names, METRICS)
    if not names:
        return _empty(METRIC_COLUMNS)
    table = pd.concat(map(_read_metrics, names), ignore_index=True)
    return table.join(judge(table, published_titles(names)))


def published_comparisons(names: Iterable[str]) -> pd.DataFrame:
    """P-values of tests between models, of some tables.

    Returns:
        paper, family (an ensemble or `best`), test (`friedman`, `nemenyi`), model_a, model_b, p, n (patients), ranked
        (the ranking of comparisons.csv that they are compared with), ranked_from (why there), source (the place in the
        paper), attainable: whether so many patients can be ranked so that the family's p-values come out, missing
        where that is not checked. No tables of comparisons give no rows.

    Raises:
        InputError: there is no such table.
    """
    tables = [read_table(FOLDER / f"{name}.csv") for name in tables_with(names, COMPARISONS)]
    if not tables:
        return _empty(COMPARISON_COLUMNS)
    table = pd.concat(tables, ignore_index=True).fillna({"model_b": ""})
    possible = {key: family_possible(rows) for key, rows in table.groupby(["paper", "family"])}
    keys = zip(table["paper"], table["family"], strict=True)
    return table.assign(attainable=pd.array([possible[key] for key in keys], dtype="boolean"))


def published_value(table: pd.DataFrame, model: str, ensemble: str, metric: str) -> float | None:
    """Published value of a metric, or None where there is none.

    Args:
        table: rows of `published_metrics`.
        model, ensemble, metric: what is asked for.
    """
    rows = table[(table["model"] == model) & (table["ensemble"] == ensemble) & (table["metric"] == metric)]
    return None if rows.empty else float(rows["value"].iloc[0])


def published_p(table: pd.DataFrame, family: str, test: str, *models: str) -> float | None:
    """Published p-value of a test of a pair of models (in any order), or without a pair of all; None without one.

    Args:
        table: rows of `published_comparisons`.
        family: an ensemble or `best`.
        test: as in comparisons.csv.
        models: the two models of a pair.
    """
    pair = set(models) or {"all", ""}
    rows = table[(table["family"] == family) & (table["test"] == test)]
    rows = rows[rows["model_a"].isin(pair) & rows["model_b"].isin(pair)]
    return None if rows.empty else float(rows["p"].iloc[0])


def _read_metrics(name: str) -> pd.DataFrame:
    """A table with all columns; the printed text tells how many decimals a value has."""
    table = read_table(FOLDER / f"{name}.csv", dtype={"value": str}).rename(columns={"value": "printed"})
    table = table.assign(value=table["printed"].astype(float), **{k: v for k, v in OPTIONAL.items() if k not in table})
    table["n"] = table["n"].fillna(table["n_positive"] + table["n_negative"])
    return table.fillna({"test_set": "", "counts_from": ""})


def _empty(columns: dict[str, type | str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
