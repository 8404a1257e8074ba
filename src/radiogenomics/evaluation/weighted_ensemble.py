"""An ensemble whose members have unequal weights (Ferreira et al., TU Berlin: FLAIR 0.75, T1 0.25)."""

import math
from collections.abc import Mapping

import pandas as pd

from radiogenomics.errors import InputError


def weighted_mean(members: Mapping[str, pd.Series], weights: Mapping[str, float]) -> pd.Series:
    """Weighted mean of the members' probabilities, patient by patient.

    Args:
        members: probabilities by patient of each member.
        weights: the weight of each member; they add up to 1.

    Returns:
        Probabilities by patient, in the order of the first member.

    Raises:
        InputError: members and weights have other names, a weight is negative, they do not add up to 1, or a member
            lacks a patient, or a probability, that another one has.
    """
    for name in sorted(set(members) ^ set(weights)):
        raise InputError(f"weighted ensemble: {name!r} has a weight or predictions, but not both; correct `weights`")
    if min(weights.values(), default=-1) < 0 or not math.isclose(sum(weights.values()), 1, abs_tol=1e-9):
        listed = ", ".join(f"{name} {weight:g}" for name, weight in weights.items())
        raise InputError(
            f"weighted ensemble: weights ({listed}) must not be negative and add up to 1; correct `weights`"
        )
    table = pd.DataFrame(dict(members))
    lacking = table.isna()
    if lacking.to_numpy().any():
        patient = lacking.index[lacking.any(axis=1)][0]
        member = lacking.columns[lacking.loc[patient]][0]
        raise InputError(f"weighted ensemble: patient {patient} has no prediction of {member!r}; predict the patient")
    first = next(iter(members.values()))
    return sum(table[name] * weight for name, weight in weights.items()).loc[first.index]
