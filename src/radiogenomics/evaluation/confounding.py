"""How much of a prediction a known property of the patients, such as IDH, explains by itself.

In lower-grade glioma, patients with a mutant IDH respond more often and have other expression. A model of response that
has learned nothing but IDH looks as if it knew of the response; within the patients of one status it is at chance.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm

from radiogenomics.errors import InputError
from radiogenomics.evaluation.confounder_settings import ConfounderSettings
from radiogenomics.evaluation.delong import LEVEL, paired_test, placements, roc_area
from radiogenomics.files import nearest

MODEL, ALONE, DIFFERENCE = "model", "confounder alone", "model minus confounder"
WITHIN, STRATIFIED = "model within", "model, stratified"
"""Quantities, as the table names them."""
COLUMNS = ["quantity", "stratum", "auc", "ci_low", "ci_high", "n", "n_positive", "method"]


class StratifiedArea(NamedTuple):
    """Area over pairs of patients of one stratum, its 95 % interval, and the number of such pairs."""

    auc: float
    ci_low: float
    ci_high: float
    pairs: int


def stratified_area(labels: pd.Series, scores: pd.Series, strata: pd.Series) -> StratifiedArea:
    """Probability that of a positive and a negative patient of the same stratum the positive one has the higher score.

    It is the mean of the strata's areas, each weighted by its number of pairs; the strata are independent, and each has
    DeLong's variance, so that of the mean follows. A stratum with one class has no pairs. The interval is on the area's
    own scale, clipped to [0, 1].

    Args:
        labels: 1 or 0 by patient.
        scores: higher for the positive class, by patient.
        strata: stratum of each patient, none missing.

    Raises:
        InputError: no stratum holds both classes.
    """
    areas, variances, pairs = [], [], []
    for _, patients in strata.groupby(strata):
        truth = labels[patients.index].to_numpy() == 1
        values = scores[patients.index].to_numpy(float)
        m, n = int(truth.sum()), int((~truth).sum())
        if not m or not n:
            continue
        of_positives, of_negatives = placements(values[truth], values[~truth])
        areas.append(of_positives.mean())
        variances.append(_variance(of_positives) / m + _variance(of_negatives) / n)
        pairs.append(m * n)
    if not pairs:
        raise InputError(f"{strata.name}: no value of it has patients of both classes; the area within it is not known")
    weights = np.array(pairs) / sum(pairs)
    area = float(weights @ areas)
    half = float(norm.ppf(0.5 + LEVEL / 2) * np.sqrt(weights**2 @ variances))
    return StratifiedArea(area, max(area - half, 0.0), min(area + half, 1.0), sum(pairs))


def confounding_table(
    labels: pd.Series, scores: pd.Series, confounder: pd.Series, confounder_scores: pd.Series
) -> pd.DataFrame:
    """A model's area compared with that of the confounder alone, and within its values.

    Patients whose confounder is not known (missing or empty) are left out of every row, so that all rows speak of the
    same patients.

    Args:
        labels: 1 or 0 by patient.
        scores: of the model, by patient; of patients that it was not fitted to.
        confounder: the property, by patient, such as `IDH.status`.
        confounder_scores: of a model that sees the confounder alone, likewise; of a property of two values, the
            property itself as 0 and 1, which orders patients as any such model does.

    Returns:
        Rows: `model` (all patients), `confounder alone`, `model minus confounder` (a difference of areas, paired),
        `model within` each value of the confounder with both classes, and `model, stratified`.

    Raises:
        InputError: no patient's confounder is known, or no value of it has both classes.
    """
    known = confounder.reindex(labels.index)
    known = known[known.notna() & (known != "")]
    if known.empty:
        raise InputError(f"{confounder.name}: not known of any of the {len(labels)} patients; check the table")
    labels, scores, alone = (values[known.index] for values in (labels, scores, confounder_scores))
    rows = [
        _row(MODEL, "", roc_area(labels, scores)[:4], labels),
        _row(ALONE, "", roc_area(labels, alone)[:4], labels),
    ]
    test = paired_test(labels, scores, alone)
    rows.append(_row(DIFFERENCE, "", (test.value, test.low, test.high, f"paired, {test.method}"), labels))
    for value, patients in known.groupby(known):
        of_value = labels[patients.index]
        if of_value.nunique() == 2:
            rows.append(_row(WITHIN, value, roc_area(of_value, scores[patients.index])[:4], of_value))
    area = stratified_area(labels, scores, known)
    rows.append(_row(STRATIFIED, "", (*area[:3], f"{area.pairs} pairs within values"), labels))
    return pd.DataFrame(rows, columns=COLUMNS)


def measure_confounding(
    predictions: pd.DataFrame, patients: pd.DataFrame, scans: pd.DataFrame, confounder: ConfounderSettings
) -> pd.DataFrame:
    """`confounding_table` of every model and input, by the mean of a patient's out-of-fold probabilities.

    Args:
        predictions: model, input, repeat, patient_id, probability, as of `classifiers.fit.cross_validate`.
        patients: patient_id and label of the patients who take part.
        scans: patient_id and the confounder's column, one row per patient.
        confounder: the property.

    Raises:
        InputError: the column is not there, is known of nobody, or has another number of values than two.
    """
    column = confounder.column
    if column not in scans:
        raise InputError(
            f"confounder: {column!r} is not in the archive's tables{nearest(column, scans.columns)}; correct `column`"
        )
    status = scans.set_index("patient_id")[column].astype(str)
    status = status[~status.isin([*confounder.missing, "nan"])].reindex(patients["patient_id"]).rename(column)
    values = sorted(status.dropna().unique())
    if len(values) != 2 or confounder.positive not in values:
        raise InputError(
            f"confounder {column!r}: its values are {', '.join(values) or 'not known'}; it must have two, `positive` "
            f"({confounder.positive!r}) among them; correct `positive`, or add what means not known to `missing`"
        )
    labels = patients.set_index("patient_id")["label"].astype(int)
    alone = (status == confounder.positive).astype(float)
    tables = []
    for (model, name), rows in predictions.groupby(["model", "input"], sort=False):
        scores = rows.groupby("patient_id")["probability"].mean()
        of_input = labels[labels.index.isin(scores.index)]
        table = confounding_table(of_input, scores, status, alone)
        table.insert(0, "input", name)
        table.insert(0, "model", model)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _variance(values: np.ndarray) -> float:
    """Variance of placements; a single patient's is not known, and that of a fair coin's placement is the largest."""
    return float(values.var(ddof=1)) if len(values) > 1 else 0.25


def _row(quantity: str, stratum: str, area: tuple, labels: pd.Series) -> list:
    value, low, high, method = area
    return [quantity, stratum, value, low, high, len(labels), int(labels.sum()), method]
