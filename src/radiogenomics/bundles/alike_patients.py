"""Patients of one table to be predicted of whom one has the features of another."""

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from radiogenomics.bundles.scans import SUSPICION, Noticed, noticed
from radiogenomics.checking.patients import Patient
from radiogenomics.features.equal_rows import equal_rows
from radiogenomics.features.odd_numbers import alike_rows

ABOUT = "table of features"
WHAT_TO_DO = "find out whose they are; if one person was measured twice, remove one of both rows"


def alike_patients(patients: Sequence[Patient], names: Sequence[str]) -> dict[str, list[Noticed]]:
    """What is suspicious of patients who share their features, as where a row was copied: a line for each of a pair.

    Args:
        patients: with the cells of their rows; a cell that is no number counts as empty.
        names: features of the model.
    """
    rows = [[one.cells.get(name, "") for name in names] for one in patients]
    texts = pd.DataFrame(rows, [one.identifier for one in patients], list(names))
    numbers = texts.apply(pd.to_numeric, errors="coerce").astype(float)
    found = defaultdict(list)
    pairs = [(one, other, f"({equal} of {known} are equal)") for one, other, equal, known in equal_rows(numbers)]
    for one, other, how in [*pairs, *((one, other, "but for rounding") for one, other in alike_rows(numbers))]:
        for patient, whose in ((one, other), (other, one)):
            found[patient].append(noticed(ABOUT, SUSPICION, f"its features are those of {whose} {how}", WHAT_TO_DO))
    return dict(found)
