"""Table of the published figures for readers."""

from collections.abc import Iterable, Mapping

import pandas as pd

from radiogenomics.evaluation.comparison_tables import p_text
from radiogenomics.evaluation.number_text import NONE, interval_text
from radiogenomics.evaluation.published_and_ours import UNKNOWN
from radiogenomics.evaluation.published_ranks import contradictions
from radiogenomics.evaluation.titles import title_of

NOT_PUBLISHED = "not published"
HEADINGS = (
    *("Paper", "Model", "Ensemble", "Metric", "Published (95 % CI)", "Patients (positive)", "Possible"),
    *("Ours (95 % CI)", "Why", "Test set", "Source"),
)


def published_table(figures: pd.DataFrame, titles: Mapping[str, str] | None = None, ours: bool = True) -> pd.DataFrame:
    """Text for readers, one row per figure.

    Args:
        figures: rows of `published_and_ours` and `published_tests_and_ours`, or of published.csv.
        titles: titles of models and ensembles by key.
        ours: whether to show our own values.

    Returns:
        Paper (where there are several), Model, Ensemble, Metric, Published (95 % CI), Patients (positive), Possible,
        Ours (95 % CI), Why, Test set (without ours, where a figure names one), Source.
    """
    left_out = set() if ours else {"Ours (95 % CI)"}
    if ours or not figures["test_set"].fillna("").any():
        left_out.add("Test set")
    if figures["paper"].nunique() == 1:
        left_out.add("Paper")
    table = []
    for row in figures.itertuples():
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
        table.append(cells)
    return pd.DataFrame(table, columns=[name for name in HEADINGS if name not in left_out])


def published_note(
    figures: pd.DataFrame,
    tests: pd.DataFrame | None = None,
    titles: Mapping[str, str] | None = None,
    left_out: Iterable[str] = (),
) -> str:
    """What stands under the table: how many figures are possible, how the intervals were found, what contradicts.

    Args:
        figures: rows that the table shows.
        tests: rows of `published_comparisons` whose p-values are among them.
        titles: titles of models and ensembles by key.
        left_out: why tables that the study names do not stand here, by `published_tables`.
    """
    if figures.empty:
        return " ".join(["No published figures stand here.", *left_out])
    counts = figures["possible"].value_counts()
    yes, no, unknown = (counts.get(verdict, 0) for verdict in ("yes", "no", UNKNOWN))
    papers = ", ".join(figures["paper"].unique())
    note = (
        f"Published figures ({papers}), on real patients, as printed. Possible: whether so many test patients can give "
        "the figure, alone and together with those of the same model: SEN, SPE, ACC, PPV, NPV and F1 come from one "
        f"confusion matrix, which bounds the AUC, taken to be without ties; {yes} of {yes + no} that can be checked "
        f"are possible, of {unknown} it cannot be said. 95 % intervals of published figures: AUC after Newcombe from "
        "the AUC and the class sizes, shares of patients after Wilson; AP, F1, Dice and distances have none."
    )
    if origins := _origins(figures):
        note += f" Numbers of patients: {origins}."
    papers_of_tests = [] if tests is None else [rows for _, rows in tests.groupby("paper", sort=False)]
    contradicting = [sentence for rows in papers_of_tests for sentence in contradictions(rows, titles)]
    return " ".join([note, *contradicting, *left_out])


def _origins(figures: pd.DataFrame) -> str:
    """Where the numbers of patients are from, by paper, as far as the papers do not simply print them."""
    texts = figures[["paper", "counts_from"]].dropna().drop_duplicates()
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
