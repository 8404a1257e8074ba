"""Tables 2–5 of the study as a reader wants them: one row per ensemble, published values beside ours."""

from collections.abc import Iterable, Mapping

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.metrics import METRICS
from radiogenomics.evaluation.published import RANKED as PUBLISHED_RANKED
from radiogenomics.evaluation.published import published_comparisons, published_metrics, published_p
from radiogenomics.evaluation.titles import title_of
from radiogenomics.training.selection import MINIMUM

NONE = "–"
RANKED_TITLES = {"true_class_probability": "true class", "probability": "raw"}


def metrics_table(
    metrics: pd.DataFrame,
    model: str | None = None,
    titles: Mapping[str, str] | None = None,
    ensemble_name: str = "Ensemble",
) -> pd.DataFrame:
    """Metrics of one model (or of all), one row per ensemble.

    Args:
        metrics: rows of metrics.csv; the column `published` may be absent or empty.
        model: the model's key; None takes all and puts a column `Model` first.
        titles: titles of models and ensembles by key, where they differ from the paper's.
        ensemble_name: heading of the ensembles' column.

    Returns:
        Text: Ensemble, then for each metric `AUC (95 % CI)` and, if anything published is among the rows,
        `AUC published`.

    Raises:
        InputError: there are no rows of that model.
    """
    rows = metrics if model is None else metrics[metrics["model"] == model]
    if rows.empty:
        raise InputError(f"metrics: no rows of model {model!r}; known are {', '.join(metrics['model'].unique())}")
    has_published = "published" in rows and rows["published"].notna().any()
    table = []
    for (name, ensemble), group in rows.groupby(["model", "ensemble"], sort=False):
        row = {"Model": title_of(name, titles)} if model is None else {}
        row[ensemble_name] = title_of(ensemble, titles)
        by_metric = group.set_index("metric")
        for metric in METRICS:
            found = by_metric.loc[metric] if metric in by_metric.index else None
            row[f"{metric} (95 % CI)"] = NONE if found is None else with_interval(found)
            if has_published:
                row[f"{metric} published"] = NONE if found is None else _number(found["published"], ".4f")
        table.append(row)
    return pd.DataFrame(table)


def with_interval(row: pd.Series) -> str:
    """A value and its interval, as `0.6604 (0.51–0.80)`."""
    return f"{row['value']:.4f} ({row['ci_low']:.2f}–{row['ci_high']:.2f})"


def metrics_note(metrics: pd.DataFrame, selections: Iterable[Mapping[str, object]]) -> str:
    """What stands under a metrics table: patients, methods of the intervals, what the published values are worth.

    Args:
        metrics: rows of metrics.csv that the table shows.
        selections: `selection.json` of every training behind the table.
    """
    note = f"{patients_note(metrics)} {_selection_note(selections)}"
    if "published" not in metrics or metrics["published"].isna().all():
        return note
    checked = (
        published_metrics().merge(metrics[["model", "ensemble", "metric"]].drop_duplicates())["attainable"].dropna()
    )
    return (
        f"{note} Published: Schmitz et al. 2024, on real patients; {checked.sum()} of the {len(checked)} published "
        "AUC, SEN and SPE are arithmetically possible with the published numbers of patients."
    )


def patients_note(metrics: pd.DataFrame) -> str:
    """How many patients metrics are of, and by which methods their intervals were found."""
    patients = metrics.drop_duplicates(["n", "n_positive"])
    counts = " or ".join(f"{row.n} test patients ({row.n_positive} positive)" for row in patients.itertuples())
    methods = metrics.groupby("metric", sort=False)["method"].unique()
    intervals = "; ".join(f"{metric}: {', '.join(names)}" for metric, names in methods.items())
    return f"n = {counts}. 95 % confidence intervals: {intervals}."


def _selection_note(selections: Iterable[Mapping[str, object]]) -> str:
    """How many trainings had no epoch that the criterion could select."""
    rules = [selection["rule"] for selection in selections]
    return (
        f"{rules.count('last_epoch')} of {len(rules)} trainings had no epoch with sensitivity and specificity of at "
        f"least {MINIMUM} on validation; their last epoch was taken."
    )


def comparison_table(
    comparisons: pd.DataFrame,
    titles: Mapping[str, str] | None = None,
    published: bool = True,
) -> pd.DataFrame:
    """Table 5: Friedman's and Nemenyi's p-values, one row per family, ranking and pair.

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
    ranked = (
        f"n = {blocks} test patients as blocks. Ranked (rank 1: highest): the probability given to the patient's true "
        "class asks which model is better, the raw probability of the positive class which one predicts higher, not "
        "better. Neither is discrimination: where one class is rare, the first mostly ranks who gives the frequent "
        "class the more extreme probabilities; compare the AUCs."
    )
    adjusted = (
        "Nemenyi p-values from the exact studentized range; Holm over all families of a test, within "
        "one ranking. Best overall: each model's ensemble of highest AUC on these patients, "
        "hence optimistic."
    )
    if not published:
        return f"{ranked} {adjusted}"
    return (
        f"{ranked} What the paper ranked is not said; its p-values stand beside the raw probability, from which they "
        f"possibly come. {adjusted} Published possible: whether 57 patients can be ranked so that the published "
        "p-values result."
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


def _number(value: float, form: str) -> str:
    return NONE if pd.isna(value) else format(value, form)
