"""Probabilities that look as made by something else than a model of the positive class; all are kept and told."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.oddities import notice

FEWEST_TELLING = 10
"""With fewer patients, any of this may be chance."""
FEWEST_DIFFERENT = 6
"""Different probabilities from which two models that agree on all patients are one."""
CHANCE = 1e-3
"""Probability of an AUC as low as it is, where a model knew nothing, below which it is told."""
DIGITS = r"\d*\.\d{4,}.*|.*[eE]-\d+"
"""A probability as programs write it."""
FAR = 0.01
MOST_NAMED = 3


def notice_odd_probabilities(texts: pd.Series, numbers: pd.Series, patients: pd.Series, path: Path) -> None:
    """Notice what probabilities of a class hardly are: decisions, confidences, or failures that were filled.

    Args:
        texts: cells as they stand in the table.
        numbers: the same as numbers.
        patients: ids of the same rows.
        path: file of the table.
    """
    if numbers.isin([0, 1]).all():
        notice(
            path,
            None,
            f"column {texts.name!r} holds nothing but 0 and 1, as of decisions and not of probabilities; AUC and "
            "calibration are those of one threshold",
        )
        return
    if len(numbers) >= FEWEST_TELLING and numbers.min() >= 0.5 and numbers.nunique() > 1:
        notice(
            path,
            None,
            f"no probability lies below 0.5, as where column {texts.name!r} is the confidence in the class that was "
            "predicted, or a sigmoid was applied twice; give the probability of the positive class",
        )
    for value in (0, 0.5, 1):
        exact = numbers == value
        others = numbers[~exact]
        is_far = value == 0.5 or (others - value).abs().min() > FAR
        if exact.any() and len(others) >= FEWEST_TELLING and is_far and texts[~exact].str.fullmatch(DIGITS).all():
            named = [str(patient) for patient in patients[exact]]
            more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
            said = f"the probability is exactly {value} for {', '.join(named[:MOST_NAMED])}{more}"
            fix = "if they could not be predicted, exclude them from all models"
            notice(path, named[0] if len(named) == 1 else None, f"{said}, and of many digits for all others; {fix}")


def notice_reversed(probabilities: pd.Series, labels: pd.Series, path: str | Path) -> None:
    """Notice probabilities that are lower in the positive class than chance allows, as those of the negative class.

    Args:
        probabilities: by row.
        labels: 1, 0 or missing, by row.
        path: file of the table.
    """
    # Imported here: every start of the workflow reads the tables of predictions.
    from scipy.stats import mannwhitneyu

    positive, negative = (probabilities[labels.eq(value).fillna(False).astype(bool)] for value in (1, 0))
    if min(len(positive), len(negative)) < 2 or len(positive) + len(negative) < FEWEST_TELLING:
        return
    statistic, chance = mannwhitneyu(positive, negative, alternative="less")
    if chance < CHANCE:
        area = statistic / (len(positive) * len(negative))
        said = f"the AUC is {area:.2f}, far below 0.5, as where the probabilities are of the negative class"
        notice(path, None, f"{said}; if so, give those of the positive one by `probability_column`")


def refuse_same_predictions(tables: Mapping[str, pd.DataFrame], paths: Mapping[str, str]) -> None:
    """Check that no two models have the same probabilities, as where one file was named for both.

    Args:
        tables: patient_id and probability, by model.
        paths: files of the tables, by model.

    Raises:
        InputError: two have.
    """
    known = {name: table.set_index("patient_id")["probability"].sort_index() for name, table in tables.items()}
    for one, other in combinations(known, 2):
        if known[one].nunique() >= FEWEST_DIFFERENT and known[one].equals(known[other]):
            raise InputError(
                f"{paths[other]}: the probabilities of {other} are those of {one} ({paths[one]}) for all "
                f"{len(known[one])} patients; correct `path` or `probability_column` of one of them"
            )
