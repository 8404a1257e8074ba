"""The table of models compared with a confounder as a reader wants it."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.confounding import ALONE, DIFFERENCE, MODEL, STRATIFIED, WITHIN
from radiogenomics.evaluation.number_text import NONE, interval_text
from radiogenomics.evaluation.titles import title_of

CHANCE = 0.5


def confounding_table_text(measured: pd.DataFrame, titles: Mapping[str, str], confounder: str) -> pd.DataFrame:
    """One row per model and input: areas with their 95 % intervals.

    Args:
        measured: rows of `confounding.measure_confounding`.
        titles: titles of models and inputs by key.
        confounder: the property, in words.

    Returns:
        Text: Model, Input, Patients (positive), AUC, AUC of the confounder alone, the difference, the area within each
        value of the confounder, and the stratified one.
    """
    rows = []
    for (model, name), found in measured.groupby(["model", "input"], sort=False):
        first = found.iloc[0]
        cells = {_heading(row, confounder): _interval(row) for row in found.itertuples()}
        patients = f"{first.n} ({first.n_positive})"
        names = {"Model": title_of(model, titles), "Input": title_of(name, titles), "Patients (positive)": patients}
        rows.append(names | cells)
    return pd.DataFrame(rows).fillna(NONE)


def confounding_note(measured: pd.DataFrame, titles: Mapping[str, str], confounder: str) -> str:
    """What stands under the table: how to read it, and how much of the label the confounder explains.

    Args:
        measured, titles, confounder: as of `confounding_table_text`.
    """
    within = measured[measured["quantity"] == WITHIN].drop_duplicates("stratum")
    counts = "; ".join(f"{row.stratum}: {row.n} patients, {row.n_positive} positive" for row in within.itertuples())
    return (
        f"AUC (95 % interval, DeLong) of each patient's mean out-of-fold probability in repeated cross-validation, of "
        f"the patients whose {confounder} is known. A model that had learned nothing but {confounder} would be at 0.5 "
        f"among patients who are alike in it: the stratified AUC counts pairs of such patients alone ({counts}), and "
        f"{confounder} alone is the baseline to beat. {_explained(measured, titles, confounder)}"
    )


def _explained(measured: pd.DataFrame, titles: Mapping[str, str], confounder: str) -> str:
    """Of the model of highest area, how much of what it has above chance is left within the confounder's values."""
    areas = measured.pivot_table("auc", ["model", "input"], "quantity")
    best = areas["model"].idxmax()
    found = measured.set_index(["model", "input"]).loc[[best]].set_index("quantity")
    raw, within, alone, gain = (found.loc[name] for name in (MODEL, STRATIFIED, ALONE, DIFFERENCE))
    shares = "; ".join(
        f"of the patients with {row.stratum} {row.n_positive / row.n:.0%} are positive"
        for row in found.loc[[WITHIN]].itertuples()
    )
    text = f"{confounder} and the label: {shares}; {confounder} alone has an AUC of {_interval(alone)}."
    name = title_of(best[0], titles)
    if raw["ci_low"] <= CHANCE:
        return f"{text} No model is shown to be above chance, so that there is nothing to explain."
    left = (within["auc"] - CHANCE) / (raw["auc"] - CHANCE)
    kept = "its interval lies above 0.5" if within["ci_low"] > CHANCE else "its interval holds 0.5"
    beats = "is more than" if gain["ci_low"] > 0 else "is not shown to be more than"
    return (
        f"{text} {name}, of highest AUC, has {_interval(raw)}, and {_interval(within)} among patients who are alike in "
        f"{confounder} ({kept}): {confounder} explains {max(1 - left, 0):.0%} of what the model has above chance, and "
        f"{min(left, 1):.0%} is left. By the paired difference of {_interval(gain)} it {beats} {confounder} alone."
    )


def _heading(row, confounder: str) -> str:
    return {
        MODEL: "AUC",
        ALONE: f"{confounder} alone",
        DIFFERENCE: "Difference",
        STRATIFIED: "Stratified AUC",
    }.get(row.quantity, f"Within {row.stratum}")


def _interval(row: tuple | pd.Series) -> str:
    return interval_text(row.auc, row.ci_low, row.ci_high)
