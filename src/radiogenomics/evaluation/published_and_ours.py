"""Every published figure and ours: whether it is possible, and the interval that its patients allow."""

import pandas as pd

from radiogenomics.evaluation.comparison_tables import models_of, p_text
from radiogenomics.evaluation.comparisons import TEST_TITLES
from radiogenomics.evaluation.delong import newcombe_interval
from radiogenomics.evaluation.proportions import proportion
from radiogenomics.evaluation.published_ranks import exact_third_p, family_of, third_pair
from radiogenomics.evaluation.published_verdicts import NOT_CHECKED

POSSIBLE = {True: "yes", False: "no"}
UNKNOWN = "not known"
COLUMNS = [
    *("paper", "model", "ensemble", "metric", "published", "ci_low", "ci_high", "n_positive", "n_negative"),
    *("possible", "reason", "ours", "ours_low", "ours_high", "source", "counts_from", "test_set", "printed", "n"),
]


def published_and_ours(published: pd.DataFrame, metrics: pd.DataFrame | None = None) -> pd.DataFrame:
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


def published_tests_and_ours(published: pd.DataFrame, comparisons: pd.DataFrame) -> pd.DataFrame:
    """Published p-values and ours of the same ranking, in the columns of `published_and_ours`.

    Ours are missing where other models, or more or fewer, were compared: ranks among others are other ranks.

    Args:
        published: rows of `published_comparisons`.
        comparisons: rows of comparisons.csv.
    """
    rows = []
    for (paper, family), group in published.groupby(["paper", "family"], sort=False):
        ours = comparisons[comparisons["family"] == family]
        same_models = models_of(ours) == models_of(group)
        for row in group.itertuples():
            rows.append(
                {
                    "paper": paper,
                    "model": "all" if row.model_a == "all" else f"{row.model_a}, {row.model_b}",
                    "ensemble": family,
                    "metric": f"{TEST_TITLES[row.test]} p",
                    "published": row.p,
                    "printed": p_text(row.p),
                    "possible": UNKNOWN if pd.isna(row.attainable) else POSSIBLE[bool(row.attainable)],
                    "reason": _reason_of_test(row, group),
                    "ours": _our_p(ours, row) if same_models else None,
                    "source": row.source,
                    "n": row.n,
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _reason_of_test(row: tuple, family: pd.DataFrame) -> str:
    """What is said of a published p-value: that its family is impossible, or what it is exactly."""
    if pd.isna(row.attainable):
        return NOT_CHECKED
    if (row.model_a, row.model_b) == third_pair(family) and (exact := exact_third_p(family_of(family))) is not None:
        return f"exactly {exact:.3f} by the recovered ranks"
    return "" if row.attainable else f"no ranking of {row.n} patients gives the p-values of this family"


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


def _our_p(ours: pd.DataFrame, published: tuple) -> float | None:
    pair = {published.model_a, published.model_b}
    found = ours[(ours["ranked"] == published.ranked) & (ours["test"] == published.test)]
    if published.model_a != "all":
        found = found[found["model_a"].isin(pair) & found["model_b"].isin(pair)]
    return None if found.empty else float(found["p"].iloc[0])
