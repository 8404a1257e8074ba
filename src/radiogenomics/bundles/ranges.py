"""Features of a patient that lie far outside of what any training patient had, as in another unit.

A distance from all training patients is a mean over features: one that is a thousandth of what it should be hides in
it. In a large table some feature of every second ordinary patient lies far outside; so it counts how many do: more must
than of any training patient, who is held against the others. Measured on CaPTk's features of UPENN-GBM (10 to 4,752
columns, 30 to 300 training patients): 0 to 4 % of the other patients are told as they are, and 51 to 100 % where their
volumes are given in ml instead of mm³; on micro-RNA (791 columns) 0 to 3 %, and all where it is given without the
logarithm.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from radiogenomics.bundles.scans import SUSPICION, Noticed, noticed

FAR = 5.0
"""Factor below the lowest or above the highest value of a positive feature from which a value lies far outside."""
UNIT = 20.0
"""Factor from which it may be given in another unit, at least; and at least the root of highest by lowest value, as far
as a feature that spreads over orders of magnitude goes beyond them by itself. Of mm³ and ml the factor is 1,000."""
ASKED = "make sure that the units (ml or mm³) and the settings of the extraction are those of the training patients"


def describe_ranges(features: np.ndarray) -> dict[str, Any]:
    """Lowest and highest value of each feature, and how many features of a training patient lie far outside.

    Args:
        features: one row per training patient; what is not known is NaN.

    Returns:
        `lowest` and `highest` by feature, None where nobody has a value; and of the training patients, each held
        against all others, the most features that lie far outside (`most_far`) or further (`most_in_unit`).
    """
    two_lowest = np.sort(np.where(np.isnan(features), np.inf, features), axis=0)[:2]
    two_highest = -np.sort(np.where(np.isnan(features), np.inf, -features), axis=0)[:2]
    counts = []
    for row in features:
        # Where two share the lowest value, the others of each have it, too.
        lowest, highest = (np.where(row == two[0], two[-1], two[0]) for two in (two_lowest, two_highest))
        counts.append([np.count_nonzero(outside) for outside in _outside(row, lowest, highest)])
    most_far, most_in_unit = np.max(counts, axis=0).tolist()
    edges = {"lowest": two_lowest[0], "highest": two_highest[0]}
    found = {name: [value if np.isfinite(value) else None for value in each.tolist()] for name, each in edges.items()}
    return {**found, "most_far": most_far, "most_in_unit": most_in_unit}


def compare_ranges(features: np.ndarray, names: Sequence[str], training: Mapping[str, Any]) -> list[Noticed]:
    """A suspicion, where more features of a patient lie far outside than of any training patient.

    Args:
        features: of the patient; what is not known is NaN.
        names: of the features.
        training: of `describe_ranges`.
    """
    lowest, highest = (np.array(training[name], float) for name in ("lowest", "highest"))
    far, in_unit = (np.flatnonzero(outside) for outside in _outside(features, lowest, highest))
    is_unit = len(in_unit) > training["most_in_unit"]
    if not is_unit and len(far) <= training["most_far"]:
        return []
    first = in_unit[0] if is_unit else far[0]
    value, low, high = (f"{each[first]:.6g}" for each in (features, lowest, highest))
    lie = "lie" if len(far) > 1 else "lies"
    what = (
        f"{len(far)} of {len(names)} features {lie} far outside of what any training patient had, as {names[first]}, "
    )
    return [noticed("features", SUSPICION, f"{what}which is {value} here and from {low} to {high} there", ASKED)]


def _outside(row: np.ndarray, lowest: np.ndarray, highest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which values lie far outside of a range, and which so far that their unit may be another one."""
    # Nothing is outside of a range that nobody has.
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        width, positive = highest - lowest, lowest > 0
        far = (row < lowest - width) | (row > highest + width)
        far |= positive & ((row < lowest / FAR) | (row > highest * FAR))
        factor = np.maximum(UNIT, np.sqrt(highest / lowest))
        in_unit = positive & (row > 0) & ((row < lowest / factor) | (row > highest * factor))
    known = np.isfinite(lowest) & np.isfinite(highest)
    return far & known, in_unit & known
