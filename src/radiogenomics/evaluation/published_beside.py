"""Every published figure beside ours: whether it is possible, and the interval that its patients allow."""

import pandas as pd

from radiogenomics.evaluation.comparison_tables import p_text
from radiogenomics.evaluation.delong import newcombe_interval
from radiogenomics.evaluation.proportions import proportion
from radiogenomics.evaluation.published import RANKED, published_comparisons
from radiogenomics.evaluation.published_ranks import N_PATIENTS, exact_third_p, family_of

POSSIBLE = {True: "yes", False: "no"}
UNKNOWN = "not known"
COLUMNS = [
    *("paper", "model", "ensemble", "metric", "published", "ci_low", "ci_high", "n_positive", "n_negative"),
    *("possible", "reason", "ours", "ours_low", "ours_high", "source", "counts_from", "test_set", "printed", "n"),
]


def published_beside_ours(published: pd.DataFrame, metrics: pd.DataFrame | None = None) -> pd.DataFrame:
    """Published metrics with the interval that their patients allow, and ours.

    AUC: Newcombe's interval from the AUC and the class sizes. Shares of patients: Wilson's. Others have none. The mean
    of several runs on the same patients has the interval of those patients once.

    Args:
        published: rows of `published_metrics`.
        metrics: rows of metrics.csv, or of `with_predictive_values`; None where there is nothing of ours.

    Returns:
        The columns of published.csv (but study, patients): `possible` is yes, no or not known; ours is missing where
        there is none.
    """
    intervals = [_interval(row) for row in published.itertuples()]
    table = published.rename(columns={"value": "published"}).assign(
        ci_low=[low for low, _ in intervals],
        ci_high=[high for _, high in intervals],
        possible=[UNKNOWN if pd.isna(value) else POSSIBLE[bool(value)] for value in published["attainable"]],
    )
    ours = pd.DataFrame(columns=["model", "ensemble", "metric", "ours", "ours_low", "ours_high"])
    if metrics is not None:
        named = {"value": "ours", "ci_low": "ours_low", "ci_high": "ours_high"}
        ours = metrics.rename(columns=named)[list(ours.columns)]
    return table.merge(ours, on=["model", "ensemble", "metric"], how="left")[COLUMNS]


def with_predictive_values(metrics: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Metrics with the predictive values that belong to them: at the same threshold of the same model and ensemble.

    Args:
        metrics: rows of metrics.csv.
        points: rows of operating_points.csv.
    """
    chosen = metrics[["model", "ensemble", "threshold_rule"]].drop_duplicates()
    values = points[points["metric"].isin(["PPV", "NPV"])].rename(columns={"rule": "threshold_rule"})
    return pd.concat([metrics, values.merge(chosen)], ignore_index=True)


def published_tests_beside_ours(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Published p-values of Table 5 beside ours of the raw probability, in the columns of `published_beside_ours`.

    Args:
        comparisons: rows of comparisons.csv.
    """
    published = published_comparisons()
    rows = []
    for family, group in published.groupby("family", sort=False):
        exact = exact_third_p(family_of(group))
        for row in group.itertuples():
            third = {row.model_a, row.model_b} == {"spottune", "transfer"}
            reason = "" if row.attainable else f"no ranking of {N_PATIENTS} patients gives the p-values of this family"
            if third and exact is not None:
                reason = f"exactly {exact:.3f} by the recovered ranks"
            rows.append(
                {
                    "model": "all" if row.model_a == "all" else f"{row.model_a}, {row.model_b}",
                    "ensemble": family,
                    "metric": f"{row.test.capitalize()} p",
                    "published": row.p,
                    "printed": p_text(row.p),
                    "possible": POSSIBLE[bool(row.attainable)],
                    "reason": reason,
                    "ours": _our_p(comparisons, row),
                }
            )
    table = pd.DataFrame(rows).assign(paper="Schmitz 2024", source="Table 5", n=N_PATIENTS)
    return table.reindex(columns=COLUMNS)


def _interval(row: tuple) -> tuple[float, float]:
    """Interval of one published figure; not a number where its patients are not known or it has none."""
    positive = row.positives if pd.isna(row.n_positive) else row.n_positive
    negative = float("nan") if pd.isna(positive) else row.n - positive
    totals = {"SEN": positive, "SPE": negative, "ACC": row.n, "PPV": row.called, "NPV": row.called_negative}
    if row.metric == "AUC" and pd.notna(row.n_positive) and 0 <= row.value <= 1:
        return newcombe_interval(row.value, int(row.n_positive), int(row.n_negative))
    total = totals.get(row.metric)
    if total is None or pd.isna(total):
        return float("nan"), float("nan")
    return proportion(round(row.value * int(total)), int(total))[1:]


def _our_p(comparisons: pd.DataFrame, published: tuple) -> float | None:
    ours = comparisons[(comparisons["family"] == published.family) & (comparisons["ranked"] == RANKED)]
    if published.model_a == "all":
        found = ours[ours["test"] == "friedman"]
    else:
        pair = {published.model_a, published.model_b}
        found = ours[ours["model_a"].isin(pair) & ours["model_b"].isin(pair)]
    return None if found.empty else float(found["p"].iloc[0])
