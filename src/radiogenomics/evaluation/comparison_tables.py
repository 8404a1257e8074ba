"""The tests between models as a reader wants them, next to published p-values."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.comparisons import RAW, TEST_TITLES, TRUE_CLASS
from radiogenomics.evaluation.friedman import FRIEDMAN, NEMENYI
from radiogenomics.evaluation.number_text import NONE
from radiogenomics.evaluation.patients_text import kind_of_patients
from radiogenomics.evaluation.published import published_comparisons, published_p
from radiogenomics.evaluation.published_ranks import contradictions
from radiogenomics.evaluation.titles import title_of
from radiogenomics.evaluation.wilcoxon import WILCOXON

RANKED_TITLES = {TRUE_CLASS: "true class", RAW: "raw"}
NO_PUBLISHED = published_comparisons(())
NEMENYI_NOTE = "Nemenyi p-values from the exact studentized range; "
WILCOXON_NOTE = (
    "Wilcoxon's signed-rank test of two models, by the size of the difference within each patient (of two models "
    "Friedman's test would see its sign alone); "
)
HOLM_NOTE = "Holm over all families of a test, within one ranking."


def models_of(comparisons: pd.DataFrame) -> set[str]:
    """The models that were compared.

    Args:
        comparisons: rows of comparisons.csv or of `published_comparisons`.
    """
    return {*comparisons["model_a"], *comparisons["model_b"].dropna()} - {"all", ""}


def comparable(published: pd.DataFrame, comparisons: pd.DataFrame) -> pd.DataFrame:
    """The published tests of just the models that were compared here: ranks among others are other ranks.

    Args:
        published: rows of `published_comparisons`.
        comparisons: rows of comparisons.csv.
    """
    compared = models_of(comparisons)
    parts = [rows for _, rows in published.groupby(["paper", "family"], sort=False) if models_of(rows) == compared]
    return pd.concat(parts) if parts else published.head(0)


def comparison_table(
    comparisons: pd.DataFrame, titles: Mapping[str, str] | None = None, published: pd.DataFrame = NO_PUBLISHED
) -> pd.DataFrame:
    """Friedman's and Nemenyi's p-values, or of two models Wilcoxon's; one row per family, ranking and pair.

    The published p-values of the same models are in the rows of the ranking that they possibly come from.

    Args:
        comparisons: rows of comparisons.csv, or the result of `compare_models`.
        titles: titles of models and ensembles by key.
        published: rows of `published_comparisons`.

    Returns:
        Text: Ensemble, Ranked probability, Friedman p, Friedman p (Holm), Friedman p published, Published possible,
        Models compared, Mean ranks, Nemenyi p, Nemenyi p (Holm), Nemenyi p published; those on published values only
        where there are any. Of two models the columns of Wilcoxon stand in place of Nemenyi's, and none of Friedman.
    """
    published = comparable(published, comparisons)
    overall = comparisons[comparisons["test"] == FRIEDMAN].set_index(["family", "ranked"])
    table = []
    for pair in comparisons[comparisons["test"].isin([NEMENYI, WILCOXON])].itertuples():
        ranked = published[published["ranked"] == pair.ranked]
        test = TEST_TITLES[pair.test]
        row = {"Ensemble": title_of(pair.family, titles), "Ranked probability": RANKED_TITLES[pair.ranked]}
        if pair.test == NEMENYI:
            friedman = overall.loc[(pair.family, pair.ranked)]
            row |= {
                "Friedman p": p_text(friedman["p"]),
                "Friedman p (Holm)": p_text(friedman["p_adjusted"]),
                "Friedman p published": p_text(published_p(ranked, pair.family, FRIEDMAN)),
                "Published possible": _possible(ranked, pair.family),
            }
        row |= {
            "Models compared": f"{title_of(pair.model_a, titles)}, {title_of(pair.model_b, titles)}",
            "Mean ranks": f"{pair.mean_rank_a:.3f}, {pair.mean_rank_b:.3f}",
            f"{test} p": p_text(pair.p),
            f"{test} p (Holm)": p_text(pair.p_adjusted),
            f"{test} p published": p_text(published_p(ranked, pair.family, pair.test, pair.model_a, pair.model_b)),
        }
        table.append({name: text for name, text in row.items() if len(published) or "ublished" not in name})
    return pd.DataFrame(table)


def comparison_note(
    comparisons: pd.DataFrame, titles: Mapping[str, str] | None = None, published: pd.DataFrame = NO_PUBLISHED
) -> str:
    """What stands under a comparison table.

    Args:
        comparisons: rows of comparisons.csv.
        titles: titles of models and ensembles by key.
        published: rows of `published_comparisons`.
    """
    blocks = ", ".join(str(count) for count in comparisons["blocks"].unique())
    ranked, best = _one_class_texts() if TRUE_CLASS not in set(comparisons["ranked"]) else _texts()
    tests = WILCOXON_NOTE if (comparisons["test"] == WILCOXON).any() else NEMENYI_NOTE
    note = f"n = {blocks} {kind_of_patients(comparisons)} as blocks. Ranked (rank 1: highest): {ranked}"
    shown = comparable(published, comparisons)
    parts = [note, *_published_notes(shown, titles), f"{tests}{HOLM_NOTE}", best]
    if len(left_out := published.drop(shown.index)):
        papers = ", ".join(left_out["paper"].unique())
        parts.append(f"Published p-values ({papers}) of other models, or of more or fewer of them, do not stand here.")
    return " ".join(part for part in parts if part)


def _published_notes(published: pd.DataFrame, titles: Mapping[str, str] | None) -> list[str]:
    """Where published p-values come from, what is said of their ranking, and where they contradict themselves."""
    notes = []
    for paper, rows in published.groupby("paper", sort=False):
        first = rows.iloc[0]
        notes += [
            f"Published p-values ({paper}, {first['source']}) stand with the ranking of the "
            f"{RANKED_TITLES[first['ranked']]} probability: {first['ranked_from']}.",
            f"Published possible: whether {first['n']} patients can be ranked so that the published p-values result.",
            *contradictions(rows, titles),
        ]
    return notes


def _texts() -> tuple[str, str]:
    """What was ranked, and what the best ensembles are."""
    return (
        "the probability given to the patient's true class asks which model is better, the raw probability of the "
        "positive class which one predicts higher, not better. Neither is discrimination: where one class is rare, the "
        "first mostly ranks who gives the frequent class the more extreme probabilities; compare the AUCs.",
        "Best overall: each model's ensemble of highest AUC on these patients, hence optimistic.",
    )


def _one_class_texts() -> tuple[str, str]:
    """As `_texts`, of patients of one class."""
    return (
        "the raw probability of the positive class, which asks which model predicts higher, not better. The patients "
        "are of one class: a ranking of the true class's probability and a best ensemble by AUC are not defined.",
        "",
    )


def p_text(p: float | None) -> str:
    """A p-value with three significant digits, `< 0.0001` below that, `–` for none."""
    if p is None or pd.isna(p):
        return NONE
    return "< 0.0001" if p < 1e-4 else f"{p:#.3g}"


def _possible(published: pd.DataFrame, family: str) -> str:
    known = published.loc[published["family"] == family, "attainable"].dropna()
    return NONE if known.empty else "yes" if known.all() else "no"
