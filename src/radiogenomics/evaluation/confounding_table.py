"""The table of models beside a confounder as a reader wants it."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.number_text import NONE, interval_text
from radiogenomics.evaluation.titles import title_of

WITHIN = "model within"


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


def confounding_note(measured: pd.DataFrame, confounder: str) -> str:
    """What stands under the table."""
    within = measured[measured["quantity"] == WITHIN].drop_duplicates("stratum")
    counts = "; ".join(f"{row.stratum}: {row.n} patients, {row.n_positive} positive" for row in within.itertuples())
    return (
        f"AUC (95 % interval, DeLong) of each patient's mean out-of-fold probability in repeated cross-validation, of "
        f"the patients whose {confounder} is known. A model that had learned nothing but {confounder} would be at 0.5 "
        f"among patients who are alike in it: the stratified AUC counts pairs of such patients alone ({counts}), and "
        f"{confounder} alone is the baseline to beat."
    )


def _heading(row, confounder: str) -> str:
    return {
        "model": "AUC",
        "confounder alone": f"{confounder} alone",
        "model minus confounder": "Difference",
        "model, stratified": "Stratified AUC",
    }.get(row.quantity, f"Within {row.stratum}")


def _interval(row) -> str:
    return interval_text(row.auc, row.ci_low, row.ci_high)
