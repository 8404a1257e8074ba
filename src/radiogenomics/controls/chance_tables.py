"""chance.csv and spread.csv as a reader wants them."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.controls.detectable import auc_variance, patients_needed
from radiogenomics.controls.refit import PERMUTATION
from radiogenomics.controls.spread import FEWEST_FOR_RANGE, FOLDS, SEEDS, SPLITS
from radiogenomics.evaluation.comparison_tables import p_text
from radiogenomics.evaluation.number_text import NONE, difference_text, interval_text, number_text
from radiogenomics.evaluation.patients_text import kind_of_patients, patients_text
from radiogenomics.evaluation.titles import title_of

ASKED_AUCS = (0.6, 0.65, 0.7, 0.8)
RANGE_HEADING = "2.5–97.5 %"
MEANINGS = {
    FOLDS: "the models of each fold alone, on the study's test patients",
    SEEDS: "trained again from other seeds, on the study's split (SD 0 where nothing in a model is random)",
    SPLITS: "fitted and tested on other random splits of the same patients",
}


def chance_table(
    chance: pd.DataFrame, titles: Mapping[str, str] | None = None, ensemble_name: str = "Ensemble"
) -> pd.DataFrame:
    """Rows of chance.csv as text: Model, Ensemble, its AUC, p-values, and the difference from the clinical baseline."""
    rows = []
    for row in chance.itertuples():
        refits = f"{p_text(row.p_refit)} ({row.refits} times)" if row.refits else NONE
        difference = difference_text(row.difference_clinical, row.difference_low, row.difference_high)
        rows.append(
            {
                "Model": title_of(row.model, titles),
                ensemble_name: title_of(row.ensemble, titles),
                "AUC (95 % CI)": interval_text(row.auc, row.ci_low, row.ci_high),
                "p, predictions fixed": p_text(row.p_fixed),
                "p, Holm": p_text(row.p_fixed_adjusted),
                "p, fitted anew": refits,
                "AUC minus that of age and sex (95 % CI)": difference,
                "p, difference": p_text(row.difference_p),
                "p, difference, Holm": p_text(row.difference_p_adjusted),
            }
        )
    return pd.DataFrame(rows)


def chance_note(chance: pd.DataFrame, refitted: pd.DataFrame) -> str:
    """What stands under the table: which null each p-value comes from, and what these patients can show at all.

    Args:
        chance: rows of chance.csv.
        refitted: models that were fitted or trained anew (`joined`); may be empty.
    """
    sizes = chance.drop_duplicates(["n", "n_positive"])
    return " ".join(
        part
        for part in (
            f"n = {patients_text(chance)}. p-values against chance are one-sided, for an AUC above 0.5.",
            _fixed_note(chance),
            _constant_note(chance),
            _refit_note(refitted),
            *(_size_note(row.minimal_detectable_auc, row.n, row.n_positive) for row in sizes.itertuples()),
            _clinical_note(chance),
        )
        if part
    )


def spread_table(
    spread: pd.DataFrame, titles: Mapping[str, str] | None = None, ensemble_name: str = "Ensemble"
) -> pd.DataFrame:
    """Rows of spread.csv as text: Model, Ensemble, Over, Number, Mean AUC, SD, 2.5–97.5 %, n."""
    return pd.DataFrame(
        {
            "Model": [title_of(model, titles) for model in spread["model"]],
            ensemble_name: [title_of(ensemble, titles) for ensemble in spread["ensemble"]],
            "Over": spread["over"].to_list(),
            "Number": spread["count"].to_list(),
            "Mean AUC": [number_text(value, 3) for value in spread["mean"]],
            "SD": [number_text(value, 3) for value in spread["sd"]],
            RANGE_HEADING: [
                NONE if pd.isna(row.low) else f"{row.low:.2f}–{row.high:.2f}" for row in spread.itertuples()
            ],
            "n": spread["n"].to_list(),
        }
    )


def spread_note(
    spread: pd.DataFrame,
    chance: pd.DataFrame,
    differences: pd.DataFrame,
    published: pd.DataFrame,
    claims: pd.DataFrame,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Notes under the table: what was varied, and what a published difference is worth in comparison.

    Args:
        spread: rows of spread.csv.
        chance: rows of chance.csv.
        differences: result of `difference_over_splits`.
        published: rows of `published_metrics` that concern the study; may be empty.
        claims: rows of `published_claims` of their papers.
        titles: titles of models and ensembles by key.
    """
    if spread.empty:
        return "No model has folds, and none was trained again from other seeds or on other splits for this table."
    meanings = "; ".join(f"over {over}: {MEANINGS[over]}" for over in spread["over"].unique())
    parts = [f"AUC on n {kind_of_patients(spread)}, {meanings}."]
    if spread["low"].isna().any():
        parts.append(f"{RANGE_HEADING}: of at least {FEWEST_FOR_RANGE} AUCs.")
    parts += [
        f"{title_of(row.model_a, titles)} minus {title_of(row.model_b, titles)}, {title_of(row.ensemble, titles)}: "
        f"SD {number_text(row.sd, 3)} over the same {row.count} splits (mean {number_text(row.mean, 3)})."
        for row in differences.itertuples(index=False)
        if row.sd > 0
    ]
    claimed = [_published_note(published, claim, titles) for claim in claims.itertuples()]
    return " ".join([*parts, _sampling_note(chance), *claimed]).strip()


def published_difference(published: pd.DataFrame, paper: str, model_a: str, model_b: str) -> pd.Series:
    """Published AUC of one model minus that of another, by ensemble; empty where they are not published."""
    rows = published[(published["paper"] == paper) & (published["metric"] == "AUC")]
    areas = rows.pivot(index="ensemble", columns="model", values="value")
    return (areas.get(model_a, pd.Series(dtype=float)) - areas.get(model_b, pd.Series(dtype=float))).dropna()


def _fixed_note(chance: pd.DataFrame) -> str:
    tested = chance[chance["p_fixed"].notna()]
    if tested.empty:
        one_class = chance["auc"].isna().all()
        return "The test patients are of one class: nothing can be tested." if one_class else ""
    rows = f"Holm over the {len(tested)} rows" if len(tested) > 1 else "one p-value, which Holm leaves as it is"
    return f"Predictions fixed: the test patients' labels permuted {tested['permutations'].max():,} times; {rows}."


def _constant_note(chance: pd.DataFrame) -> str:
    """How many rows have an AUC that is no result of a sample."""
    constant = (chance["auc"].notna() & chance["p_fixed"].isna()).sum()
    if not constant:
        return ""
    who = "One row predicts" if constant == 1 else f"{constant} rows predict"
    verb = "is" if constant == 1 else "are"
    return f"{who} the same probability for all patients, an AUC of 0.5 whoever they are, and {verb} not tested."


def _refit_note(refitted: pd.DataFrame) -> str:
    if not (refitted["variation"] == PERMUTATION).any():
        return "No model was fitted anew to permuted labels."
    trees = refitted["trees"].dropna().unique() if "trees" in refitted else []
    forests = f", forests with {' or '.join(f'{count:.0f}' for count in trees)} trees" if len(trees) else ""
    return (
        "Fitted anew: trained as often as given to permuted training labels, and tested on permuted test labels"
        f"{forests}; a dash where that was not done."
    )


def _size_note(detectable: float, n: int, n_positive: int) -> str:
    if not 0 < n_positive < n:
        return ""
    who = f"with {n} patients ({n_positive} positive)"
    lowest = (
        f"No AUC is detectable {who}" if pd.isna(detectable) else f"Detectable {who} are AUCs from {detectable:.2f}"
    )
    needed = ", ".join(f"{patients_needed(auc, n_positive / n):,} for an AUC of {auc:.2f}" for auc in ASKED_AUCS)
    return (
        f"{lowest} (one-sided 5 %, power 80 %; variances of Hanley and McNeil 1982); the same share of positives would "
        f"take {needed}."
    )


def _clinical_note(chance: pd.DataFrame) -> str:
    areas = chance["auc_clinical"].dropna().unique()
    if not len(areas):
        return (
            "There is no clinical baseline: nothing is trained here, or age and sex of the training patients are "
            "unknown or all alike."
        )
    text = " or ".join(number_text(area, 3) for area in areas)
    known = chance["difference_p"].notna().sum()
    if not known:
        return f"Age and sex alone, by logistic regression fitted to the training patients: AUC {text}."
    methods = " or ".join(chance["difference_method"].dropna().unique())
    adjusted = f", Holm over the {known} rows" if known > 1 else ""
    return (
        f"Age and sex alone, by logistic regression fitted to the training patients: AUC {text}; differences "
        f"on the same patients, interval and two-sided p-value after {methods}{adjusted}."
    )


def _sampling_note(chance: pd.DataFrame) -> str:
    """Spread that new test patients alone would cause: what a study that cannot be trained anew can still say."""
    first = chance.iloc[0]
    m, n = int(first["n_positive"]), int(first["n"] - first["n_positive"])
    if not m or not n:
        return ""
    return (
        f"Other test patients alone, {m} positive and {n} negative, move an AUC of 0.60 by a standard error of "
        f"{auc_variance(0.6, m, n) ** 0.5:.3f} (Hanley and McNeil 1982)."
    )


def _published_note(published: pd.DataFrame, claim: tuple, titles: Mapping[str, str] | None) -> str:
    differences = published_difference(published, claim.paper, claim.model_a, claim.model_b)
    if differences.empty:
        return ""
    largest = differences.idxmax()
    return (
        f"Published AUCs of {title_of(claim.model_a, titles)} minus {title_of(claim.model_b, titles)} ({claim.paper}, "
        f"real patients, one split): {number_text(differences.min(), 3)} to {number_text(differences.max(), 3)}, the "
        f"largest for {title_of(largest, titles)}."
    )
