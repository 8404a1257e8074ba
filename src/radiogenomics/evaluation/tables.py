"""Metrics as a reader wants them: one row per model and ensemble, with the published values."""

from collections.abc import Iterable, Mapping

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.bootstrap import FEWEST_IN_A_CLASS, WHOLE_SAMPLE
from radiogenomics.evaluation.number_text import NONE, interval_text
from radiogenomics.evaluation.patients_text import patients_text
from radiogenomics.evaluation.thresholds import HALF, SENSITIVITY, YOUDEN, threshold_text
from radiogenomics.evaluation.titles import title_of
from radiogenomics.training.selection import MINIMUM

SHOWN = ("AUC", "SEN", "SPE", "AP", "ACC", "F1", "Brier")
"""Metrics in the order of the columns: what a reader asks first stands on a narrow screen, too."""
FIRST_OF_THRESHOLD = "SEN"
CHOSEN = {YOUDEN: "of the highest Youden index", SENSITIVITY: "that keeps the wanted sensitivity"}


def metrics_table(
    metrics: pd.DataFrame,
    model: str | None = None,
    titles: Mapping[str, str] | None = None,
    ensemble_name: str = "Ensemble",
) -> pd.DataFrame:
    """Metrics of one model (or of all), one row per ensemble.

    Args:
        metrics: rows of metrics.csv.
        model: the model's key; None takes all and puts a column `Model` first.
        titles: titles of models and ensembles by key.
        ensemble_name: heading of the ensembles' column.

    Returns:
        Text: Ensemble, then for each metric `AUC (95 % CI)` and, if anything is published of it, `AUC published`. Where
        a threshold was chosen, it stands in a column before the sensitivity.

    Raises:
        InputError: there are no rows of that model.
    """
    rows = metrics if model is None else metrics[metrics["model"] == model]
    if rows.empty:
        raise InputError(f"metrics: no rows of model {model!r}; known are {', '.join(metrics['model'].unique())}")
    published = rows[rows["published"].notna()]
    decimals = _decimals(published["published"])
    table = []
    for (name, ensemble), group in rows.groupby(["model", "ensemble"], sort=False):
        row = {"Model": title_of(name, titles)} if model is None else {}
        row[ensemble_name] = title_of(ensemble, titles)
        by_metric = group.set_index("metric")
        for metric in SHOWN:
            found = by_metric.loc[metric] if metric in by_metric.index else None
            if metric == FIRST_OF_THRESHOLD and (rows["threshold_rule"] != HALF).any():
                row["Threshold"] = NONE if found is None else threshold_text(found["threshold"])
            row[f"{metric} (95 % CI)"] = NONE if found is None else with_interval(found)
            if metric in set(published["metric"]):
                known = found is not None and pd.notna(found["published"])
                row[f"{metric} published"] = f"{found['published']:.{decimals}f}" if known else NONE
        table.append(row)
    return pd.DataFrame(table)


def with_interval(row: pd.Series) -> str:
    """A value and its interval, as `0.660 (0.51–0.80)`; the value alone where there is no interval."""
    return interval_text(row["value"], row["ci_low"], row["ci_high"])


def _decimals(values: pd.Series) -> int:
    """Digits after the point that a paper prints: trailing zeros are lost, but not in all of its values."""
    return max((len(f"{value:.10g}".partition(".")[2]) for value in values), default=0)


def metrics_note(
    metrics: pd.DataFrame,
    published: pd.DataFrame | None = None,
    left_out: Iterable[str] = (),
    selections: Iterable[Mapping[str, object]] = (),
    folds: bool = False,
) -> str:
    """What stands under a metrics table: patients, methods, thresholds, what the published values are worth.

    Args:
        metrics: rows of metrics.csv that the table shows.
        published: rows of `published_metrics` that may be shown with ours.
        left_out: why tables that the study names are not shown, by `published_tables`.
        selections: `selection.json` of every training behind the table.
        folds: whether to say that probabilities are means over folds, as of classifiers that the study fits.
    """
    parts = [patients_note(metrics)]
    if folds:
        parts.append("Probabilities of the models fitted here are means over the folds' classifiers.")
    if rules := [selection["rule"] for selection in selections]:
        parts.append(_selection_note(rules))
    if published is not None and metrics["published"].notna().any():
        parts.append(_published_note(metrics, published))
    return " ".join([*parts, *left_out])


def _published_note(metrics: pd.DataFrame, published: pd.DataFrame) -> str:
    """Where the published values of a table are from, and how many of them are possible."""
    shown = published.merge(metrics[["model", "ensemble", "metric"]].drop_duplicates())
    checked = shown["attainable"].dropna()
    sources = "; ".join(
        f"{row.paper}, {row.source.removeprefix(f'{row.paper}, ')}"
        for row in shown[["paper", "source"]].drop_duplicates().itertuples()
    )
    return (
        f"Published (real patients): {sources}. {checked.sum()} of the {len(checked)} published figures that can be "
        "checked are arithmetically possible with the published numbers of patients."
    )


def patients_note(metrics: pd.DataFrame) -> str:
    """How many patients metrics are of, by which methods their intervals were found, and at which threshold."""
    note = f"n = {patients_text(metrics)}. 95 % confidence intervals: {methods_text(metrics)}. "
    note += _threshold_note(metrics)
    draws = ", ".join(f"{count:,}" for count in metrics["draws"].unique())
    whole = "; of the whole sample: whatever their class" if (metrics["method"] == WHOLE_SAMPLE).any() else ""
    note += f" Bootstrap: {draws} draws of patients within each class{whole}."
    return f"{note}{few_patients_note(metrics)}{_ties_note(metrics)}"


def few_patients_note(rows: pd.DataFrame) -> str:
    """That bootstrap intervals are too narrow, where they are of too few patients in a class; else nothing.

    Args:
        rows: method, n, n_positive.
    """
    drawn = rows[rows["method"].astype(str).str.startswith("bootstrap")]
    smaller = drawn["n_positive"].where(drawn["n_positive"] <= drawn["n"] / 2, drawn["n"] - drawn["n_positive"])
    few = smaller[smaller < FEWEST_IN_A_CLASS]
    if few.empty:
        return ""
    who = " or ".join(str(count) for count in sorted(few.unique()))
    return f" With so few patients in a class ({who}) bootstrap intervals are too narrow."


def methods_text(metrics: pd.DataFrame) -> str:
    """Methods of the intervals, metrics of the same methods together: `AUC: DeLong; SEN, SPE: Wilson`."""
    methods: dict[tuple[str, ...], list[str]] = {}
    for metric, names in metrics.groupby("metric", sort=False)["method"]:
        methods.setdefault(tuple(names.unique()), []).append(str(metric))
    return "; ".join(f"{', '.join(of)}: {' or '.join(names)}" for names, of in methods.items())


def _threshold_note(metrics: pd.DataFrame) -> str:
    """At which threshold patients were called positive, and on which patients it was chosen."""
    chosen = metrics["threshold_rule"] != HALF
    if not chosen.any():
        return "SEN, SPE, ACC and F1: positive above 0.5."
    how = CHOSEN[metrics.loc[chosen, "threshold_rule"].iloc[0]]
    others = (
        " Models without validation patients, or that predict the same for all of them: 0.5."
        if not chosen.all()
        else ""
    )
    return (
        f"SEN, SPE, ACC and F1: positive above the threshold {how} on the validation patients of the model and "
        f"ensemble, who are training patients; how many, and the other thresholds: table of operating points.{others}"
    )


def _ties_note(metrics: pd.DataFrame) -> str:
    of_areas = metrics[metrics["metric"] == "AUC"]
    tied, constant = (of_areas["distinct"] < of_areas["n"]).sum(), (of_areas["distinct"] == 1).sum()
    if not tied:
        return ""
    return (
        f" Equal probabilities count one half in the AUC and share a threshold in the AP: they occur in {tied} of "
        f"{len(of_areas)} rows.{_constant_note(constant)}"
    )


def _constant_note(rows: int) -> str:
    if not rows:
        return ""
    who = "In one row all patients have" if rows == 1 else f"In {rows} rows all patients have"
    return (
        f" {who} the same probability: such a model has an AUC of 0.5 whoever the patients are, no interval and no "
        "chosen threshold, and is in no test between AUCs or against chance."
    )


def _selection_note(rules: list[object]) -> str:
    """How many trainings had no epoch that the criterion could select."""
    return (
        f"{rules.count('last_epoch')} of {len(rules)} trainings had no epoch with sensitivity and specificity of at "
        f"least {MINIMUM} on validation; their last epoch was taken."
    )
