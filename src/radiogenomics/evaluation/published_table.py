"""Table of the published figures for readers."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.comparison_tables import p_text
from radiogenomics.evaluation.number_text import NONE, interval_text
from radiogenomics.evaluation.published import published_comparisons
from radiogenomics.evaluation.published_beside import UNKNOWN
from radiogenomics.evaluation.published_ranks import contradictions
from radiogenomics.evaluation.titles import title_of

NOT_PUBLISHED = "not published"


def published_table(beside: pd.DataFrame, titles: Mapping[str, str] | None = None, ours: bool = True) -> pd.DataFrame:
    """Text for readers, one row per figure.

    Args:
        beside: rows of `published_beside_ours`, and `published_tests_beside_ours`.
        titles: titles of models and ensembles by key.
        ours: whether to show our own values.

    Returns:
        Paper (where there are several), Model, Ensemble, Metric, Published (95 % CI), Patients (positive), Possible,
        Ours (95 % CI), Why, Test set (without ours), Source.
    """
    left_out = {"Test set"} if ours else {"Ours (95 % CI)"}
    if beside["paper"].nunique() == 1:
        left_out.add("Paper")
    table = []
    for row in beside.itertuples():
        cells = {
            "Paper": row.paper,
            "Model": ", ".join(title_of(name, titles) for name in str(row.model).split(", ")),
            "Ensemble": title_of(row.ensemble, titles),
            "Metric": row.metric,
            "Published (95 % CI)": str(row.printed) + _interval_text(row.ci_low, row.ci_high),
            "Patients (positive)": _patients(row.n, row.n_positive),
            "Possible": row.possible,
            "Ours (95 % CI)": _ours(row),
            "Why": row.reason or NONE,
            "Test set": row.test_set or NONE,
            "Source": row.source,
        }
        table.append({name: cell for name, cell in cells.items() if name not in left_out})
    return pd.DataFrame(table)


def published_note(beside: pd.DataFrame, tests: bool = False) -> str:
    """What stands under the table: how many figures are possible, how the intervals were found, what contradicts.

    Args:
        beside: rows that the table shows.
        tests: whether the p-values of Table 5 are among them.
    """
    counts = beside["possible"].value_counts()
    yes, no, unknown = (counts.get(verdict, 0) for verdict in ("yes", "no", UNKNOWN))
    papers = ", ".join(beside["paper"].unique())
    note = (
        f"Published figures ({papers}), on real patients, as printed. Possible: whether so many test patients can give "
        "the figure, alone and together with those of the same model: SEN, SPE, ACC, PPV, NPV and F1 come from one "
        f"confusion matrix, which bounds the AUC, taken to be without ties; {yes} of {yes + no} that can be checked "
        f"are possible, of {unknown} it cannot be said. 95 % intervals of published figures: AUC after Newcombe from "
        "the AUC and the class sizes, shares of patients after Wilson; AP, F1 and Dice have none."
    )
    if origins := _origins(beside):
        note += f" Numbers of patients: {origins}."
    if tests:
        note += f" {' '.join(contradictions(published_comparisons()))}"
    return note


def _origins(beside: pd.DataFrame) -> str:
    """Where the numbers of patients are from, by paper, as far as the papers do not simply print them."""
    texts = beside[["paper", "counts_from"]].dropna().drop_duplicates()
    texts = texts[(texts["counts_from"] != "") & ~texts["counts_from"].str.startswith(NOT_PUBLISHED)]
    return "; ".join(f"{row.paper}: {row.counts_from}" for row in texts.itertuples())


def _ours(row: tuple) -> str:
    if pd.isna(row.ours):
        return NONE
    if row.metric.endswith(" p"):
        return p_text(row.ours)
    return interval_text(row.ours, row.ours_low, row.ours_high)


def _interval_text(low: float, high: float) -> str:
    return "" if pd.isna(low) else f" ({low:.2f}–{high:.2f})"


def _patients(n: float, n_positive: float) -> str:
    if pd.isna(n):
        return NONE
    return f"{n:.0f}" if pd.isna(n_positive) else f"{n:.0f} ({n_positive:.0f})"
