"""Discrimination and calibration on the study's own test patients and on those of another cohort, side by side."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from radiogenomics.evaluation.bootstrap import DRAWS
from radiogenomics.evaluation.calibration import measure_calibration
from radiogenomics.evaluation.calibration_table import SLOPE_LIMIT
from radiogenomics.evaluation.ensembles import measure
from radiogenomics.evaluation.metrics import brier_interval
from radiogenomics.evaluation.number_text import difference_text, interval_text, number_text
from radiogenomics.evaluation.recalibration import recalibrated_in_the_large
from radiogenomics.evaluation.titles import title_of

DISCRIMINATION = ("AUC", "SEN", "SPE")
CALIBRATION = ("intercept", "slope", "Brier")
RECALIBRATED = "Brier recalibrated"
"""Brier score once the intercept is fitted to the other patients of the same set, each left out in turn."""
ONE_ALONE = "not defined (fewer than two patients of a class)"
KEYS = ["model", "ensemble"]
COLUMNS = (*KEYS, "metric", "value", "ci_low", "ci_high", "method", "n", "n_positive")


def measured_together(probabilities: Mapping[str, pd.DataFrame], seed: int = 42, draws: int = DRAWS) -> pd.DataFrame:
    """Metrics and calibration of every model and ensemble, on several sets of patients.

    Args:
        probabilities: rows of `ensemble_probabilities`, by the name of the set of patients.
        seed: seed of the bootstrap.
        draws: number of bootstrap draws.

    Returns:
        of (the set's name), model, ensemble, metric, value, ci_low, ci_high, method, n, n_positive; metrics are AUC,
        SEN and SPE at a probability of 0.5, intercept, slope, Brier, and Brier recalibrated.
    """
    columns = list(COLUMNS)
    tables = []
    for name, rows in probabilities.items():
        shares = measure(rows, seed, draws=draws)
        lines = measure_calibration(rows, seed, draws)
        for table, wanted in ((shares, DISCRIMINATION), (lines, CALIBRATION)):
            tables.append(table.loc[table["metric"].isin(wanted), columns].assign(of=name))
        tables.append(_recalibrated(rows, seed, draws).assign(of=name))
    return pd.concat(tables, ignore_index=True)[["of", *columns]]


def _recalibrated(probabilities: pd.DataFrame, seed: int, draws: int) -> pd.DataFrame:
    """The Brier score of every model and ensemble after recalibration in the large."""
    rows = []
    for key, own in probabilities.groupby(KEYS, sort=False):
        truth = own["label"].to_numpy() == 1
        moved = recalibrated_in_the_large(truth, own["probability"].to_numpy())
        value, interval = np.nan, (np.nan, np.nan, ONE_ALONE)
        if np.isfinite(moved).all():
            value, interval = float(np.mean((moved - truth) ** 2)), brier_interval(truth, moved, seed, draws)
        rows.append((*key, RECALIBRATED, value, *interval, truth.size, np.count_nonzero(truth)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def area_difference(internal: pd.Series, external: pd.Series) -> tuple[float, float, float]:
    """AUC on the external patients minus that on the internal ones, with its 95 % interval.

    The two sets have no patient in common, so that the distances from the areas to the ends of their own intervals add
    as squares (Newcombe 1998, Statistics in Medicine 17:873–890, method 10, for independent estimates).

    Args:
        internal, external: value, ci_low and ci_high of an AUC.
    """
    value = external["value"] - internal["value"]
    low = value - np.hypot(external["value"] - external["ci_low"], internal["ci_high"] - internal["value"])
    high = value + np.hypot(external["ci_high"] - external["value"], internal["value"] - internal["ci_low"])
    return float(value), float(low), float(high)


def external_table(
    measured: pd.DataFrame, titles: Mapping[str, str], ideal: Mapping[str, Mapping[str, float]] | None = None
) -> pd.DataFrame:
    """Rows of `measured_together` as text: two rows per model and ensemble, the study's own test patients first.

    Args:
        measured: of the sets `internal` and `external`.
        titles: titles of models, ensembles and of the two sets.
        ideal: the ideal observer's AUC in the population of each set, by ensemble, where the label's effect is planted
            in both.

    Returns:
        Model, Ensemble, Patients, n (positive), AUC, Difference of the AUC, with `ideal` that AUC and its difference,
        Sensitivity, Specificity, Intercept, Slope, Brier and Brier recalibrated with 95 % intervals.
    """
    table = []
    for (model, ensemble), rows in measured.groupby(KEYS, sort=False):
        sets = {name: own.set_index("metric") for name, own in rows.groupby("of", sort=False)}
        for name, found in sets.items():
            text = {metric: interval_text(*found.loc[metric, ["value", "ci_low", "ci_high"]]) for metric in found.index}
            slope = found.loc["slope", ["value", "ci_low", "ci_high"]]
            difference = area_difference(sets["internal"].loc["AUC"], found.loc["AUC"])
            table.append(
                {
                    "Model": title_of(model, titles),
                    "Ensemble": title_of(ensemble, titles),
                    "Patients": titles[name],
                    "n (positive)": f"{found['n'].iloc[0]} ({found['n_positive'].iloc[0]})",
                    "AUC (95 % CI)": text["AUC"],
                    "AUC − internal (95 % CI)": "" if name == "internal" else difference_text(*difference),
                    **_ideal_cells(ideal, name, ensemble),
                    "Sensitivity (95 % CI)": text["SEN"],
                    "Specificity (95 % CI)": text["SPE"],
                    "Intercept (95 % CI)": text["intercept"],
                    "Slope (95 % CI)": interval_text(*slope, limit=SLOPE_LIMIT),
                    "Brier (95 % CI)": text["Brier"],
                    "Brier, intercept refitted (95 % CI)": text[RECALIBRATED],
                }
            )
    return pd.DataFrame(table)


def _ideal_cells(ideal: Mapping[str, Mapping[str, float]] | None, name: str, ensemble: str) -> dict[str, str]:
    """What was planted in a set of patients, and by how much less or more than in the study's own."""
    if not ideal:
        return {}
    value = ideal[name][ensemble]
    difference = "" if name == "internal" else number_text(value - ideal["internal"][ensemble], 3)
    return {"Ideal AUC": number_text(value, 3), "Ideal AUC − internal": difference}


def external_note(test: Mapping[str, Any], shared: Mapping[str, Any], compared: int) -> str:
    """What stands under the table.

    Args:
        test: `titles` and `patients` (`simulated`, `real`) of the two sets, `left_out` and `planted`, as
            `ExternalTest.evaluation` gives them.
        shared: `shared`, `crosswalks` and `linked` of `mark_shared_patients`.
        compared: images of the other cohort that were compared with the study's (`leakage.other_cohort`).
    """
    simulated = [test["titles"][name] for name, kind in test["patients"].items() if kind == "simulated"]
    who = f" Simulated patients: {'; '.join(simulated)}." if simulated else ""
    who += f" Not predicted there: {'; '.join(test['left_out'])}." if test["left_out"] else ""
    if shared["shared"]:
        overlap = (
            f"{shared['shared']} patients who are in both cohorts are left out ({'; '.join(shared['crosswalks'])})."
        )
    elif shared["linked"]:
        overlap = "By names and published crosswalks nobody is in both cohorts."
    else:
        overlap = (
            "No published crosswalk links the two cohorts, and they name patients differently: by names, nobody would "
            "be known to be in both."
        )
    overlap += (
        f" None of the {compared} images there is one of the study's patients', even if rescaled or slightly altered; "
        "another scan of one person would not be known again."
    )
    planted = (
        " Ideal AUC: of an observer who knows the planted contrast of every patient without noise, in infinitely many "
        "such patients; its difference is the drop (or gain) that was planted, with which that of a network is to be "
        "compared. More noise there can cost a network more than that."
    )
    return (
        f"Networks trained on {test['titles']['cohort']} alone predict the patients of {test['titles']['external']}: "
        f"nothing is fitted, chosen or recalibrated there. {overlap}{who} Sensitivity and specificity at a probability "
        "of 0.5. Intercept (0 is right) and slope (1 is right) of the log odds as in the table of calibration. The one "
        "exception is the last column: there the intercept alone is refitted on the patients of the row, for each "
        "patient on the others (leave-one-out). It is what the error would be if the probabilities were right on "
        "average; its interval takes these intercepts as given. The difference's interval is that of independent "
        "estimates (Newcombe's combination of the two intervals)."
        f"{planted if test['planted'] else ''}"
    )
