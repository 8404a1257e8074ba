"""Two models predicted elsewhere of which one is the other: rounded, calibrated anew, or of the other class."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.oddities import notice
from radiogenomics.predictions.external_settings import ExternalSettings

FEWEST_PATIENTS, FEWEST_DIFFERENT = 10, 5
"""Patients, and different probabilities of either model, from which their agreement is no chance. Of ten patients with
two on each of five grades, one order in 113,400 is that of the other model."""
NEAR, LEAST_SPREAD = 0.01, 5
"""Largest difference of the probabilities of all patients, and their standard deviation as a multiple of it, at least:
models that say about 0.5 of everybody are near each other, too. Of seven scores of a published network for 240 patients
of TCGA, any two differ by 0.8 and more for somebody; told were only those that are one minus another."""
MOST_DIGITS = 6
TINY = 1e-9
"""Difference that arithmetic leaves."""


def notice_alike_models(tables: Mapping[str, pd.DataFrame], paths: Mapping[str, str | Path]) -> None:
    """Notice every two models of which one is likely made from the other.

    Args:
        tables: patient_id and probability, by model.
        paths: files of the tables, by model.
    """
    for one, other in combinations(tables, 2):
        notice_alike_model(other, tables[other], {one: tables[one]}, paths)


def notice_alike_model(
    model: str, table: pd.DataFrame, others: Mapping[str, pd.DataFrame], paths: Mapping[str, str | Path]
) -> None:
    """Notice that a model is likely made from one of others.

    Args:
        model, table: the model, and its patient_id and probability.
        others: the same of others; patients who are not in both do not count.
        paths: files of the tables, by model.
    """
    for other, given in others.items():
        both = table.merge(given, on="patient_id")
        numbers = both["probability_x"].to_numpy(float), both["probability_y"].to_numpy(float)
        if len(both) < FEWEST_PATIENTS or min(len(set(each)) for each in numbers) < FEWEST_DIFFERENT:
            continue
        said = _likeness(*numbers)
        if said:
            fix = (
                f"if {model} and {other} are one model, a test between them compares it with itself; remove one of both"
            )
            notice(paths[model], None, f"{said.format(f'{other} ({Path(paths[other]).name})', len(both))}; {fix}")


def probabilities_of(external: ExternalSettings) -> pd.DataFrame:
    """patient_id and probability of a table of predictions; what is wrong with it is said by who reads it as its own.

    Raises:
        InputError: the file is missing or not readable, or lacks a column.
    """
    table = read_clinical_table(Path(external.path), [external.patient_column, external.probability_column])
    numbers = pd.to_numeric(table[external.probability_column], errors="coerce")
    return pd.DataFrame({"patient_id": table[external.patient_column], "probability": numbers}).dropna()


def _likeness(ours: np.ndarray, others: np.ndarray) -> str:
    """What one model has of the other, with places for its name and the number of patients; empty where nothing."""
    largest = float(np.abs(ours - others).max())
    near = largest <= NEAR + TINY and min(ours.std(), others.std()) >= LEAST_SPREAD * largest
    if near or _is_rounded(ours, others) or _is_rounded(others, ours):
        return (
            "the probabilities are those of {} to within "
            f"{largest:.2g} for all {{}} patients, as where one table is the other, rounded"
        )
    if _has_order(ours, others):
        return "the order of its probabilities is that of {} for all {} patients, as where one was calibrated anew"
    if _has_order(ours, -others):
        return "its probabilities are in reverse order to those of {} for all {} patients, as those of the other class"
    return ""


def _is_rounded(coarse: np.ndarray, fine: np.ndarray) -> bool:
    """Whether numbers are others, rounded to a number of digits."""
    for digits in range(1, MOST_DIGITS + 1):
        if np.abs(coarse - coarse.round(digits)).max() < TINY:
            return bool(np.abs(coarse - fine).max() <= 0.5 * 10.0**-digits + TINY)
    return False


def _has_order(ours: np.ndarray, others: np.ndarray) -> bool:
    """Whether no two patients are in one order by one model and in the other by the other; ties count for neither."""
    in_order = ours[np.lexsort((ours, others))]
    return bool((np.diff(in_order) >= 0).all())
