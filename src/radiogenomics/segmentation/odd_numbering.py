"""Predicted labels whose numbers seem to mean other regions than is declared, by which true regions they overlap.

A convention with the same numbers in another order reads without an error: whole tumours fit, and regions do not.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from radiogenomics.images.labels import LABELS
from radiogenomics.oddities import notice
from radiogenomics.segmentation.conventions import NAMES
from radiogenomics.segmentation.masks import MEANINGS

FEWEST_OF_LABEL = 50
"""Voxels of a predicted label from which it is judged what it means."""
LEAST_GAIN, LEAST_MEAN = 0.3, 0.5
"""By how much more a label must overlap with another region than with its own, and how much all that seem to be
exchanged must on average (Dice). A network that takes one region for another moves one label; here two are moved."""


def notice_other_numbers(
    model: str, folder: Path, convention: str, confusions: Mapping[tuple[str, str], np.ndarray]
) -> None:
    """Notice labels that fit other regions better, or the whole tumour: of all patients together, or else of some.

    Args:
        model: whose masks they are.
        folder: where they lie.
        convention: what their numbers mean, as the study declares it.
        confusions: of file and patient, voxels by predicted label (rows) and true label (columns), in the order
            background, `LABELS`.
    """
    pooled = np.sum(list(confusions.values()), axis=0)
    said = _what_is_odd(pooled, model, convention)
    if said:
        notice(folder, None, f"{said} (all patients together); {_remedy(pooled, model, convention)}")
        return
    for (path, patient), confusion in confusions.items():
        said = _what_is_odd(confusion, model, convention)
        if said:
            notice(path, patient, f"{said}; {_remedy(confusion, model, convention)}")


def moved_labels(confusion: np.ndarray) -> dict[int, int]:
    """Labels that seem to be other ones, by the label that is predicted; empty where none is proved.

    Args:
        confusion: of `notice_other_numbers`.
    """
    dice = _dice(confusion)
    present = confusion[1:].sum(axis=1) >= FEWEST_OF_LABEL
    moved = {int(i): int(j) for i, j in zip(*linear_sum_assignment(-dice), strict=True) if i != j and present[i]}
    gains = [dice[i, j] - dice[i, i] for i, j in moved.items()]
    if len(moved) < 2 or min(gains) < LEAST_GAIN or np.mean([dice[i, j] for i, j in moved.items()]) < LEAST_MEAN:
        return {}
    return {LABELS[i]: LABELS[j] for i, j in moved.items()}


def _dice(confusion: np.ndarray) -> np.ndarray:
    """Dice coefficient of each predicted label with each true one."""
    sizes = confusion[1:].sum(axis=1)[:, None] + confusion[:, 1:].sum(axis=0)
    return 2 * confusion[1:, 1:] / np.maximum(sizes, 1)


def _whole_tumour_as(confusion: np.ndarray) -> tuple[int, float] | None:
    """The one label that is predicted, and its Dice coefficient with the whole tumour, where it seems to mean that.

    Of a tumour of one region that tells nothing: what is core by one definition is oedema by another.
    """
    present, true = (np.flatnonzero(confusion[1:, 1:].sum(axis=axis) >= FEWEST_OF_LABEL) for axis in (1, 0))
    if np.count_nonzero(confusion[1:].sum(axis=1)) != 1 or len(present) != 1 or len(true) < 2:
        return None
    whole = 2 * confusion[1:, 1:].sum() / (confusion[1:].sum() + confusion[:, 1:].sum())
    own = _dice(confusion)[present[0], present[0]]
    return (LABELS[present[0]], float(whole)) if whole >= LEAST_MEAN and whole - own >= LEAST_GAIN else None


def _what_is_odd(confusion: np.ndarray, model: str, convention: str) -> str:
    numbers, dice = _numbers(convention), _dice(confusion)
    moved = moved_labels(confusion)
    if moved:
        parts = [
            f"{numbers[label]} overlaps with the {NAMES[other]} by {_of(dice, label, other):.2f} (Dice) and with the "
            f"{NAMES[label]}, which it is in the convention {convention!r}, by {_of(dice, label, label):.2f}"
            for label, other in sorted(moved.items(), key=lambda pair: numbers[pair[0]])
        ]
        return f"the numbers predicted by {model!r} seem to be exchanged: {'; '.join(parts)}"
    whole = _whole_tumour_as(confusion)
    if whole:
        label, share = whole
        return (
            f"the masks predicted by {model!r} hold {numbers[label]} alone, which overlaps with the whole tumour by "
            f"{share:.2f} (Dice) and with the {NAMES[label]} by {_of(dice, label, label):.2f}"
        )
    return ""


def _remedy(confusion: np.ndarray, model: str, convention: str) -> str:
    """What to do: declare the convention that fits, or store other numbers, or go by the whole tumour."""
    moved, numbers = moved_labels(confusion), _numbers(convention)
    if not moved:
        return "if it outlines the whole tumour, go by the scores of that alone, or give masks of the regions"
    present = [label for label, voxels in zip(LABELS, confusion[1:].sum(axis=1), strict=True) if voxels]
    meant = {numbers[label]: moved.get(label, label) for label in present}
    fitting = [name for name, each in MEANINGS.items() if all(each.get(key) == label for key, label in meant.items())]
    stored = [f"{numbers[label]} as {numbers[other]}" for label, other in moved.items()]
    fix = (
        f"declare `convention: {fitting[0]}` in the study's `external.{model}`"
        if fitting
        else f"store {', '.join(sorted(stored))}"
    )
    return f"if so, {fix}; if the true segmentations are numbered otherwise, correct their convention"


def _of(dice: np.ndarray, predicted: int, true: int) -> float:
    return float(dice[LABELS.index(predicted), LABELS.index(true)])


def _numbers(convention: str) -> dict[int, int]:
    """Stored number by label."""
    return {label: number for number, label in MEANINGS[convention].items()}
