"""Masks that were predicted elsewhere and seem to be no predictions, another patient's, or numbered otherwise.

Each is read without an error and scored. All are noticed and none is refused: a truth may have been drawn by correcting
the very prediction that is judged, and a network may fail.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from radiogenomics.images.labels import BACKGROUND, LABELS
from radiogenomics.images.masks import given
from radiogenomics.images.misplaced import SIDES
from radiogenomics.images.odd_masks import parts_in_the_air
from radiogenomics.images.same_scan import Outline, dice_of_outlines, outline_of
from radiogenomics.images.volume import Grid, Volume, read_volume
from radiogenomics.images.workers import map_patients
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.oddities import notice
from radiogenomics.segmentation.moved_predictions import Moved, moved_predictions, said_of_moved
from radiogenomics.segmentation.odd_numbering import notice_other_numbers
from radiogenomics.segmentation.predicted_masks import PredictedMask, included_patients, read_pair

FEWEST_OF_TUMOUR = 100
"""Voxels of a tumour from which it is no chance that a prediction is equal to it, or fits it."""
NEARLY_EQUAL = 0.995
"""Dice coefficient of whole tumours above which one was made from the other. Two readers, and the best networks, reach
0.98."""
MOST_OF_OWN, LEAST_OF_OTHER = 0.3, 0.5
"""Dice coefficients of a predicted whole tumour with the patient's own, at most, and with another patient's, at least,
where it seems to be the other's."""
AS_OTHERS = 0.75
"""Share of what the model's other predictions reach (median) that it must reach there, too: in a common space a failed
prediction may overlap with somebody's tumour by chance: of 12 simulated patients by 0.68 at most, where the networks'
own medians are 0.8 and 0.9."""
FEWEST_TURNED = 2
"""Masks that fit where the same sides are exchanged."""
GRID_TOLERANCE = 1e-2
"""In mm, and of direction cosines."""


class PredictionFacts(NamedTuple):
    """What is kept of a predicted mask.

    Attributes:
        mask: by which model, of whom and where.
        confusion: voxels by label that is predicted (rows) and true (columns), in the order background, `LABELS`.
        predicted: outline of the whole tumour as it is predicted; None where there is none.
        truth: outline of the true one.
        grid: on which both lie.
        in_air: voxels of parts of the prediction that lie in the background of the patient's scan altogether.
        turned: sides that are exchanged where the predicted whole tumour then fits the true one best, and the Dice
            coefficient there.
    """

    mask: PredictedMask
    confusion: np.ndarray
    predicted: Outline | None
    truth: Outline
    grid: Grid
    turned: tuple[tuple[int, ...], float]
    in_air: int = 0

    @property
    def dice(self) -> float:
        """Of the whole tumour."""
        inside = self.confusion[1:, 1:].sum()
        return float(2 * inside / (self.confusion[1:].sum() + self.confusion[:, 1:].sum()))


def prediction_facts(
    mask: PredictedMask, truth: Volume, predicted: Volume, background: np.ndarray | None = None
) -> PredictionFacts:
    """What is kept of a predicted mask, some KB.

    Args:
        mask: by which model, of whom and where.
        truth: labels 0, 1, 2, 4, not all of them 0.
        predicted: labels on the same grid.
        background: which voxels of the patient's scan are 0; None where no scan is known.
    """
    known = np.array((BACKGROUND, *LABELS))
    codes = np.zeros(known.max() + 1, np.int64)
    codes[known] = np.arange(len(known))
    pairs = codes[predicted.array] * len(known) + codes[truth.array]
    confusion = np.bincount(pairs.ravel(), minlength=len(known) ** 2).reshape(len(known), len(known))
    outline = outline_of(predicted.array) if predicted.array.any() else None
    turned = _best_turn(predicted.array > 0, truth.array > 0)
    in_air = 0 if background is None else parts_in_the_air(predicted, background)
    return PredictionFacts(mask, confusion, outline, outline_of(truth.array), truth.grid, turned, in_air)


def _best_turn(predicted: np.ndarray, truth: np.ndarray) -> tuple[tuple[int, ...], float]:
    voxels = np.count_nonzero(predicted) + np.count_nonzero(truth)
    turns = [axes for count in (1, 2, 3) for axes in combinations((2, 1, 0), count)]
    both = {axes: np.count_nonzero(np.flip(predicted, axes) & truth) for axes in turns}
    best = max(both, key=both.__getitem__)
    return best, 2 * both[best] / voxels if voxels else 0.0


def facts_of_masks(
    masks: Sequence[PredictedMask], cohort: pd.DataFrame, mask: str, workers: int = 1
) -> list[PredictionFacts]:
    """What is kept of predicted masks, in their order.

    Args:
        masks: of `masks_to_score`.
        cohort: rows of cohort.csv.
        mask: the true segmentation, `automatic` or `corrected`.
        workers: processes, each of which reads one mask at a time.

    Raises:
        InputError: a mask is faulty, or lies on another grid than the true one.
    """
    return map_patients(partial(_facts, patients=included_patients(cohort), mask=mask), masks, workers)


def _facts(predicted: PredictedMask, patients: pd.DataFrame, mask: str) -> PredictionFacts:
    truth, labels = read_pair(predicted, patients, mask)
    return prediction_facts(predicted, truth, labels, _background(patients.loc[predicted.patient_id], truth))


def _background(patient: pd.Series, truth: Volume) -> np.ndarray | None:
    """Where the first scan of a patient is 0; None where there is none on the grid of the truth, as of other tables."""
    for sequence in STRUCTURAL:
        path = patient.get(f"path_{sequence}")
        if given(path):
            scan = read_volume(path, str(patient["patient_id"]))
            return scan.array == 0 if scan.array.shape == truth.array.shape else None
    return None


def notice_odd_predictions(facts: Iterable[PredictionFacts]) -> None:
    """Notice masks that are the truth, seem to be another patient's, or number regions otherwise than is declared."""
    listed = list(facts)
    for model in dict.fromkeys(each.mask.model for each in listed):
        of_model = [each for each in listed if each.mask.model == model]
        for each in of_model:
            notice_copy(each)
        for each in of_model:
            if each.in_air:
                said = f"{each.in_air} voxels of the mask predicted by {model!r} lie in the background of the scan"
                fix = "as of a network that was given air or a border; its scores count them"
                notice(each.mask.path, each.mask.patient_id, f"{said}, {fix}")
        said = _said_of_places(of_model)
        for each in of_model:
            if each.mask.path in said:
                notice(each.mask.path, each.mask.patient_id, said[each.mask.path])
        folder, convention = Path(of_model[0].mask.path).parent, of_model[0].mask.convention
        confusions = {(each.mask.path, each.mask.patient_id): each.confusion for each in of_model}
        notice_other_numbers(model, folder, convention, confusions)


def notice_copy(facts: PredictionFacts) -> None:
    """Notice a mask that is equal to the true one, or nearly, as no prediction is."""
    if facts.truth.voxels < FEWEST_OF_TUMOUR:
        return
    if np.array_equal(facts.confusion, np.diag(np.diag(facts.confusion))):
        said = "is equal to the true segmentation, voxel for voxel"
    elif facts.dice > NEARLY_EQUAL:
        said = f"overlaps with the true segmentation by {facts.dice:.3f} (Dice of the whole tumour), as a copy would"
    else:
        return
    fix = (
        "if it is a copy of the truth, put the prediction in its place; if the truth was made by correcting this very "
        "prediction, its scores say how much was corrected and not how good it is"
    )
    notice(facts.mask.path, facts.mask.patient_id, f"the mask predicted by {facts.mask.model!r} {said}; {fix}")


def _said_of_places(facts: Sequence[PredictionFacts]) -> dict[str | Path, str]:
    """What is said of masks of a model that lie elsewhere than they should, by file: one thing of each."""
    turned = _turned(facts)
    said = {each.mask.path: _said_of_turned(each) for each in turned}
    moved = _moved([each for each in facts if each.mask.path not in said])
    # What serves most masks explains more than a patient whose tumour lies there by chance.
    said |= {each.mask.path: said_of_moved(each.mask.model, each.dice, way) for each, way in moved if way.together}
    said |= {each.mask.path: what for each, what in _of_others(facts, said)}
    return {each.mask.path: said_of_moved(each.mask.model, each.dice, way) for each, way in moved} | said


def _moved(facts: Sequence[PredictionFacts]) -> list[tuple[PredictionFacts, Moved]]:
    """Masks of a model that fit the own tumour much better where they are moved."""
    large = [each for each in facts if each.predicted is not None and each.predicted.voxels >= FEWEST_OF_TUMOUR]
    large = [each for each in large if each.truth.voxels >= FEWEST_OF_TUMOUR]
    ways = moved_predictions([(each.predicted, each.truth) for each in large])
    return [(each, way) for each, way in zip(large, ways, strict=True) if way is not None]


def _turned(facts: Sequence[PredictionFacts]) -> list[PredictionFacts]:
    """Masks of a model that fit the own tumour where the same sides are exchanged, and are half of all or more.

    Of fewer, another patient's tumour may be the better explanation.
    """
    found = [
        each
        for each in facts
        if each.predicted is not None and each.predicted.voxels >= FEWEST_OF_TUMOUR
        if each.dice < MOST_OF_OWN and each.turned[1] > LEAST_OF_OTHER
    ]
    alike = [each for each in found if each.turned[0] == found[0].turned[0]]
    return alike if len(alike) >= max(FEWEST_TURNED, len(facts) / 2) else []


def _said_of_turned(facts: PredictionFacts) -> str:
    axes, dice = facts.turned
    sides = ", and ".join(SIDES[axis] for axis in axes)
    said = f"overlaps with the true tumour by {facts.dice:.2f} (Dice), and by {dice:.2f} where {sides} are exchanged"
    fix = "as where a program wrote the array without the scan's header; write it again, turned"
    return f"the mask predicted by {facts.mask.model!r} {said}, {fix}"


def _of_others(facts: Sequence[PredictionFacts], told: Container[str | Path]) -> Iterator[tuple[PredictionFacts, str]]:
    """Masks of a model that fit the tumour of another patient and not the own one, and what is said of each.

    Args:
        facts: of a model.
        told: files of those of which something else is said already.
    """
    usual = [each.dice for each in facts if each.dice >= MOST_OF_OWN]
    least = max(LEAST_OF_OTHER, AS_OTHERS * float(np.median(usual)) if usual else 0.0)
    for each in facts:
        if each.predicted is None or each.predicted.voxels < FEWEST_OF_TUMOUR or each.dice >= MOST_OF_OWN:
            continue
        if each.mask.path in told:
            continue
        others = [other for other in facts if other is not each and _same_grid(each.grid, other.grid)]
        fits = [dice_of_outlines(each.predicted, other.truth) for other in others]
        if not fits or max(fits) <= least:
            continue
        owner = others[int(np.argmax(fits))].mask.patient_id
        said = f"overlaps with the tumour of this patient by {each.dice:.2f} (Dice) and with that of {owner} by"
        fix = f"if it is the prediction of {owner}, as where files were exchanged, name each file by its patient"
        yield each, f"the mask predicted by {each.mask.model!r} {said} {max(fits):.2f}; {fix}"


def _same_grid(one: Grid, other: Grid) -> bool:
    return one.shape == other.shape and all(
        np.allclose(getattr(one, what), getattr(other, what), rtol=0, atol=GRID_TOLERANCE)
        for what in ("spacing", "origin", "direction")
    )
