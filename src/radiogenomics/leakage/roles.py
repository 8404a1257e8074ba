"""What a split lets each patient do, and when two names, images or rows may not belong to one person."""

from collections.abc import Iterable
from itertools import permutations

import pandas as pd

TRAIN, TEST = "train", "test"


class Roles:
    """Training, validation and test of every patient of a study, by splits.csv."""

    def __init__(self, splits: pd.DataFrame, cross_validated: bool = False) -> None:
        """Take note of the roles.

        Args:
            splits: rows of splits.csv: patient_id, group, subset, fold.
            cross_validated: whether the study also cross-validates over all its patients, so that any two of them
                are on different sides in some fold.
        """
        self.patients = frozenset(splits["patient_id"])
        self.tested = frozenset(splits["patient_id"][splits["subset"] == TEST])
        self.cross_validated = cross_validated
        self.folds: dict[str, dict[str, int]] = {}
        for row in splits[splits["subset"] == TRAIN].dropna(subset="fold").itertuples():
            self.folds.setdefault(row.patient_id, {})[row.group] = int(row.fold)

    @property
    def trained(self) -> frozenset[str]:
        """Training patients of any group."""
        return frozenset(self.folds)

    def training_patients(self, group: str) -> frozenset[str]:
        """Training patients of one group."""
        return frozenset(patient for patient, folds in self.folds.items() if group in folds)

    def validation_patients(self, group: str, fold: int) -> frozenset[str]:
        """Patients of a group who validate in a fold."""
        return frozenset(patient for patient, folds in self.folds.items() if folds.get(group) == fold)

    def conflict(self, one: str, other: str) -> str | None:
        """Why two patients may not be one person; None where they may."""
        for first, second in permutations((one, other)):
            if first in self.folds and second in self.tested:
                return f"{first} trains ({', '.join(self.folds[first])}) and {second} is tested"
        shared = self.folds.get(one, {}).keys() & self.folds.get(other, {}).keys()
        for group in sorted(shared):
            folds = self.folds[one][group], self.folds[other][group]
            if folds[0] != folds[1]:
                return f"of group {group}, one validates in fold {folds[0]} and the other in fold {folds[1]}"
        if self.cross_validated and {one, other} <= self.patients:
            return "cross-validation trains on one and holds out the other"
        return None


def judged(pairs: Iterable[tuple[str, str, str]], roles: Roles) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences on pairs of patients who share something: leaks, and what is none.

    Args:
        pairs: two patients and what they share, as a sentence about both.
        roles: what each may do.

    Returns:
        Leaks (the two are in different roles), and notes (both are in the same role, or one is not used).
    """
    found, notes = [], []
    for one, other, sentence in pairs:
        conflict = roles.conflict(one, other)
        if conflict:
            found.append(f"{sentence}: {conflict}")
        else:
            both = "both are tested" if {one, other} <= roles.tested else "no training separates them"
            notes.append(f"{sentence}: {both}")
    return tuple(found), tuple(notes)
