"""Predictions of a weighted combination: as of one network, fold by fold."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.weighted_ensemble import weighted_mean

KEYS = ["fold", "subset"]


def combined(members: Mapping[str, pd.DataFrame], weights: Mapping[str, float]) -> pd.DataFrame:
    """Weighted mean of the members' probabilities, for the validation patients of each fold and for test patients.

    Args:
        members: predictions of each input: fold, subset, patient_id and probability.
        weights: the weight of each member; they add up to 1.

    Returns:
        fold, subset, patient_id, probability, n_draws (1) and sd_draws (0), in the order of the first member.

    Raises:
        InputError: the members have other folds or patients, or weights do not fit.
    """
    parts = {name: dict(iter(table.groupby(KEYS, sort=False))) for name, table in members.items()}
    first, *others = parts.values()
    if any(set(other) != set(first) for other in others):
        raise InputError(f"combination of {', '.join(members)}: they have other folds; predict with the same split")
    tables = []
    for key in first:
        series = {name: own[key].set_index("patient_id")["probability"] for name, own in parts.items()}
        mean = weighted_mean(series, weights).rename("probability").rename_axis("patient_id").reset_index()
        tables.append(mean.assign(**dict(zip(KEYS, key, strict=True))))
    table = pd.concat(tables, ignore_index=True).assign(n_draws=1, sd_draws=0.0)
    return table[[*KEYS, "patient_id", "probability", "n_draws", "sd_draws"]]
