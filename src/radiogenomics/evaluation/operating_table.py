"""Table of the operating points as a reader wants it."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.number_text import NONE, interval_text
from radiogenomics.evaluation.operating_points import OPERATING_METRICS
from radiogenomics.evaluation.patients_text import patients_text
from radiogenomics.evaluation.tables import few_patients_note, methods_text
from radiogenomics.evaluation.thresholds import HALF, rule_title, threshold_text
from radiogenomics.evaluation.titles import title_of


def operating_table(
    points: pd.DataFrame,
    thresholds: pd.DataFrame | None,
    sensitivity: float,
    titles: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Every threshold with what it gave on the validation patients and gives on the test patients, one row each.

    Args:
        points: rows of operating_points.csv.
        thresholds: rows of thresholds.csv, or None where there are no validation patients.
        sensitivity: sensitivity that the threshold `sensitivity` keeps.
        titles: titles of models and ensembles by key.

    Returns:
        Text: Model, Ensemble, Rule, Threshold, Validation patients (positive), Validation SEN, SPE, then for each of
        SEN, SPE, ACC, PPV, NPV, F1 its value and 95 % interval on the test patients.
    """
    rows_of_thresholds = () if thresholds is None else thresholds.itertuples()
    chosen = {(row.model, row.ensemble, row.rule): row for row in rows_of_thresholds}
    table = []
    for (model, ensemble, rule), rows in points.groupby(["model", "ensemble", "rule"], sort=False):
        validation = chosen.get((model, ensemble, rule))
        row = {
            "Model": title_of(model, titles),
            "Ensemble": title_of(ensemble, titles),
            "Rule": rule_title(rule, sensitivity),
            "Threshold": threshold_text(rows["threshold"].iloc[0]),
            "Validation patients (positive)": f"{validation.n} ({validation.n_positive})" if validation else NONE,
            "Validation SEN, SPE": (
                f"{validation.sensitivity:.2f}, {validation.specificity:.2f}" if validation else NONE
            ),
        }
        by_metric = rows.set_index("metric")
        for metric in OPERATING_METRICS:
            found = by_metric.loc[metric]
            row[f"{metric} (95 % CI)"] = interval_text(found["value"], found["ci_low"], found["ci_high"])
        table.append(row)
    return pd.DataFrame(table)


def operating_note(points: pd.DataFrame, networks: bool = False) -> str:
    """What stands under the table of operating points.

    Args:
        points: rows of operating_points.csv.
        networks: whether the study trains networks, whose epoch is chosen on validation patients.
    """
    note = f"n = {patients_text(points)}. A patient is called positive above the threshold. "
    if (points["rule"] != HALF).any():
        epoch = "; the network's epoch was chosen on the same patients, too" if networks else ""
        note += (
            "Thresholds other than 0.5 were chosen on validation patients alone, each predicted by the model that "
            f"was not fitted to that patient{epoch}. They lie between neighbouring probabilities and are printed with "
            "all their digits; where there are folds, test patients have their mean, on which a threshold may work "
            "otherwise. "
        )
    return (
        f"{note}PPV and NPV hold for this share of positive patients. 95 % confidence intervals: "
        f"{methods_text(points)}.{few_patients_note(points)}"
    )
