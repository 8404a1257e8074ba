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
    """Notice labels that fit other regions better, of all patients together or else of some, or one that is the whole.

    Args:
        model: whose masks they are.
        folder: where they lie.
        convention: what their numbers mean, as the study declares it.
        confusions: of file and patient, voxels by predicted label (rows) and true label (columns), in the order
            background, `LABELS`.
    """
    pooled = np.sum(list(confusions.values()), axis=0)
    everybody = _exchanged(pooled, model, convention) or _whole_tumour(pooled, model, convention)
    if everybody:
        notice(folder, None, f"of all patients together, {everybody}")
        return
    for (path, patient), confusion in confusions.items():
        if what := _exchanged(confusion, model, convention):
            notice(path, patient, what)


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


def _exchanged(confusion: np.ndarray, model: str, convention: str) -> str:
    """What is said of labels that seem to be others, and what to do: declare what fits, or store other numbers."""
    moved, numbers, dice = moved_labels(confusion), _numbers(convention), _dice(confusion)
    if not moved:
        return ""
    parts = [
        f"{numbers[label]} overlaps with the {NAMES[other]} by {_of(dice, label, other):.2f} (Dice) and with the "
        f"{NAMES[label]}, which it is in the convention {convention!r}, by {_of(dice, label, label):.2f}"
        for label, other in sorted(moved.items(), key=lambda pair: numbers[pair[0]])
    ]
    present = [label for label, voxels in zip(LABELS, confusion[1:].sum(axis=1), strict=True) if voxels]
    meant = {numbers[label]: moved.get(label, label) for label in present}
    fitting = [name for name, each in MEANINGS.items() if all(each.get(key) == label for key, label in meant.items())]
    stored = sorted(f"{numbers[label]} as {numbers[other]}" for label, other in moved.items())
    declare = f"declare `convention: {fitting[0]}` in the study's `external.{model}`" if fitting else ""
    return (
        f"the numbers predicted by {model!r} seem to be exchanged: {'; '.join(parts)}; if so, "
        f"{declare or 'store ' + ', '.join(stored)}; if the true segmentations are numbered otherwise, correct their "
        "convention"
    )


def _whole_tumour(confusion: np.ndarray, model: str, convention: str) -> str:
    """What is said where one label alone is predicted and seems to mean the whole tumour, and what to do.

    Where the truth has one region, too, that tells nothing: what is core by one definition is oedema by another.
    """
    predicted, true = (confusion.sum(axis=axis)[1:] for axis in (1, 0))
    if np.count_nonzero(predicted) != 1 or np.count_nonzero(true >= FEWEST_OF_LABEL) < 2:
        return ""
    label, inside = LABELS[int(predicted.argmax())], confusion[1:, 1:].sum()
    whole, own = 2 * inside / (predicted.sum() + true.sum()), _of(_dice(confusion), label, label)
    if inside < FEWEST_OF_LABEL or whole < LEAST_MEAN or whole - own < LEAST_GAIN:
        return ""
    return (
        f"the masks predicted by {model!r} hold {_numbers(convention)[label]} alone, which overlaps with the whole "
        f"tumour by {whole:.2f} (Dice) and with the {NAMES[label]} by {own:.2f}; if that is what it outlines, go by "
        "the scores of the whole tumour alone, or give masks of the regions"
    )


def _of(dice: np.ndarray, predicted: int, true: int) -> float:
    return float(dice[LABELS.index(predicted), LABELS.index(true)])


def _numbers(convention: str) -> dict[int, int]:
    """Stored number by label."""
    return {label: number for number, label in MEANINGS[convention].items()}
