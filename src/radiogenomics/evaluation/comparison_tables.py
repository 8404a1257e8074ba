"""Table 5 as a reader wants it: Friedman's and Nemenyi's p-values, the published ones beside."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.comparisons import RAW, TRUE_CLASS
from radiogenomics.evaluation.number_text import NONE
from radiogenomics.evaluation.patients_text import kind_of_patients
from radiogenomics.evaluation.published import RANKED as PUBLISHED_RANKED
from radiogenomics.evaluation.published import published_comparisons, published_p
from radiogenomics.evaluation.published_ranks import contradictions
from radiogenomics.evaluation.titles import title_of

RANKED_TITLES = {TRUE_CLASS: "true class", RAW: "raw"}
ADJUSTED = "Nemenyi p-values from the exact studentized range; Holm over all families of a test, within one ranking."


def comparison_table(
    comparisons: pd.DataFrame,
    titles: Mapping[str, str] | None = None,
    published: bool = True,
) -> pd.DataFrame:
    """Friedman's and Nemenyi's p-values, one row per family, ranking and pair.

    The published p-values stand beside the ranking that they possibly come from.

    Args:
        comparisons: rows of comparisons.csv, or the result of `compare_models`.
        titles: titles of models and ensembles by key, where they differ from the paper's.
        published: whether to put the published p-values beside, and whether they are possible.

    Returns:
        Text: Ensemble, Ranked probability, Friedman p, Friedman p (Holm), Friedman p published, Published possible,
        Models compared, Mean ranks, Nemenyi p, Nemenyi p (Holm), Nemenyi p published; those on published values only
        if asked for.
    """
    overall = comparisons[comparisons["test"] == "friedman"].set_index(["family", "ranked"])
    table = []
    for pair in comparisons[comparisons["test"] == "nemenyi"].itertuples():
        friedman = overall.loc[(pair.family, pair.ranked)]
        beside = pair.ranked == PUBLISHED_RANKED
        row = {
            "Ensemble": title_of(pair.family, titles),
            "Ranked probability": RANKED_TITLES[pair.ranked],
            "Friedman p": p_text(friedman["p"]),
            "Friedman p (Holm)": p_text(friedman["p_adjusted"]),
            "Friedman p published": p_text(published_p(pair.family)) if beside else NONE,
            "Published possible": _possible(pair.family) if beside else NONE,
            "Models compared": f"{title_of(pair.model_a, titles)}, {title_of(pair.model_b, titles)}",
            "Mean ranks": f"{pair.mean_rank_a:.3f}, {pair.mean_rank_b:.3f}",
            "Nemenyi p": p_text(pair.p),
            "Nemenyi p (Holm)": p_text(pair.p_adjusted),
            "Nemenyi p published": p_text(published_p(pair.family, pair.model_a, pair.model_b)) if beside else NONE,
        }
        table.append({name: text for name, text in row.items() if published or "ublished" not in name})
    return pd.DataFrame(table)


def comparison_note(comparisons: pd.DataFrame, published: bool = True) -> str:
    """What stands under a comparison table.

    Args:
        comparisons: rows of comparisons.csv.
        published: whether published p-values stand beside ours.
    """
    blocks = ", ".join(str(count) for count in comparisons["blocks"].unique())
    ranked, adjusted = _one_class_texts() if TRUE_CLASS not in set(comparisons["ranked"]) else _texts()
    ranked = f"n = {blocks} {kind_of_patients(comparisons)} as blocks. Ranked (rank 1: highest): {ranked}"
    if not published:
        return f"{ranked} {adjusted}"
    return (
        f"{ranked} What the paper ranked is not said; its p-values stand beside the raw probability, from which they "
        f"possibly come. {adjusted} Published possible: whether 57 patients can be ranked so that the published "
        f"p-values result. {' '.join(contradictions(published_comparisons()))}"
    )


def _texts() -> tuple[str, str]:
    """What was ranked, and how p-values were found."""
    return (
        "the probability given to the patient's true class asks which model is better, the raw probability of the "
        "positive class which one predicts higher, not better. Neither is discrimination: where one class is rare, the "
        "first mostly ranks who gives the frequent class the more extreme probabilities; compare the AUCs.",
        f"{ADJUSTED} Best overall: each model's ensemble of highest AUC on these patients, hence optimistic.",
    )


def _one_class_texts() -> tuple[str, str]:
    """As `_texts`, of patients of one class."""
    return (
        "the raw probability of the positive class, which asks which model predicts higher, not better. The patients "
        "are of one class: a ranking of the true class's probability and a best ensemble by AUC are not defined.",
        ADJUSTED,
    )


def p_text(p: float | None) -> str:
    """A p-value with three significant digits, `< 0.0001` below that, `–` for none."""
    if p is None or pd.isna(p):
        return NONE
    return "< 0.0001" if p < 1e-4 else f"{p:#.3g}"


def _possible(family: str) -> str:
    table = published_comparisons()
    known = table[table["family"] == family]
    if known.empty:
        return NONE
    return "yes" if known["attainable"].all() else "no"
