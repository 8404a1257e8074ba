"""Thresholds that were chosen in the study's own cohort, kept on the patients of another one."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.operating_table import operating_table

NOTE = (
    "Thresholds were chosen on the validation patients of the study's own cohort and are kept as they are on the other "
    "one. Where its patients get other probabilities, a threshold keeps neither its sensitivity nor its specificity; "
    "PPV and NPV also change with the share of positive patients. 95 % confidence intervals as in the table of "
    "operating points."
)
NOT_SHOWN = ("Validation patients (positive)", "Validation SEN, SPE")
KEYS = ["model", "ensemble", "rule"]


def kept_thresholds_table(
    points: Mapping[str, pd.DataFrame], sensitivity: float, titles: Mapping[str, str]
) -> pd.DataFrame:
    """Every threshold on either set of patients, one row each, the study's own test patients first.

    Args:
        points: rows of `operating_points`, by the name of the set (`internal`, `external`); of the first those count
            whose model and ensemble is in the second.
        sensitivity: sensitivity that the threshold `sensitivity` keeps.
        titles: titles of models, ensembles and of the two sets.

    Returns:
        Text: Model, Ensemble, Rule, Threshold, Patients, n (positive), then for each of SEN, SPE, ACC, PPV, NPV, F1 its
        value and 95 % interval.
    """
    rows = []
    for key, found in points["external"].groupby(KEYS, sort=False):
        own = points["internal"].set_index(KEYS).sort_index().loc[[key]].reset_index()
        for name, chosen in (("internal", own), ("external", found)):
            row = operating_table(chosen, None, sensitivity, titles).drop(columns=list(NOT_SHOWN))
            first = chosen.iloc[0]
            row.insert(4, "Patients", titles[name])
            row.insert(5, "n (positive)", f"{first['n']} ({first['n_positive']})")
            rows.append(row)
    return pd.concat(rows, ignore_index=True)
