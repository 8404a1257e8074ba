"""Table of calibration as a reader wants it."""

import math
from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.calibration import CALIBRATION_METRICS
from radiogenomics.evaluation.number_text import interval_text
from radiogenomics.evaluation.patients_text import patients_text
from radiogenomics.evaluation.recalibration import CLIP
from radiogenomics.evaluation.tables import few_patients_note, methods_text
from radiogenomics.evaluation.titles import title_of

SLOPE_LIMIT = 100
"""A slope beyond it says no more than that the probabilities hardly differ."""
HEADINGS = {
    "intercept": "Intercept (95 % CI)",
    "slope": "Slope (95 % CI)",
    "Brier": "Brier (95 % CI)",
    "Brier skill": "Brier skill (95 % CI)",
    "ECE": "ECE",
}


def calibration_table(measured: pd.DataFrame, titles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Calibration of every model and ensemble, one row each.

    Args:
        measured: rows of calibration.csv.
        titles: titles of models and ensembles by key.

    Returns:
        Text: Model, Ensemble, Intercept, Slope, Brier and Brier skill with 95 % intervals, ECE, ECE if calibrated with
        its 95 % range.
    """
    table = []
    for (model, ensemble), rows in measured.groupby(["model", "ensemble"], sort=False):
        by_metric = rows.set_index("metric")
        row = {"Model": title_of(model, titles), "Ensemble": title_of(ensemble, titles)}
        for metric in CALIBRATION_METRICS:
            found, limit = by_metric.loc[metric], SLOPE_LIMIT if metric == "slope" else math.inf
            row[HEADINGS[metric]] = interval_text(found["value"], found["ci_low"], found["ci_high"], limit=limit)
        reference = by_metric.loc["ECE", ["reference", "reference_low", "reference_high"]]
        row["ECE if calibrated (95 % range)"] = interval_text(*reference.astype(float))
        table.append(row)
    return pd.DataFrame(table)


def calibration_note(measured: pd.DataFrame) -> str:
    """What stands under the table of calibration."""
    share = measured.loc[measured["metric"] == "Brier", "reference"].iloc[0]
    clipped = measured["clipped"].max()
    note = (
        f"n = {patients_text(measured)}. Intercept: log odds by which the probabilities are too low on average (0 is "
        "right). Slope of the log odds: below 1 where probabilities are too extreme, 0 or less where they say nothing "
        "(1 is right). "
        f"Brier skill: 1 − Brier / {share:.3f}, the Brier score of giving everybody the share of positives. ECE: "
        "expected calibration error over quantiles of the probabilities, which chance alone keeps above 0; next to it "
        "what calibrated probabilities would give on as many patients, on average and in 95 % of test sets: within "
        "that range it shows no miscalibration. 95 % confidence intervals, bootstrap draws of patients whatever "
        f"their class: {methods_text(measured)}.{few_patients_note(measured)}"
    )
    if clipped:
        note += f" Probabilities of 0 and 1 (up to {clipped} patients) count as {CLIP:g} from there."
    return note
