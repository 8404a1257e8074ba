"""How much a split of slices instead of patients inflates a result: a demonstration of a mistake, and no result.

Labels are drawn at random, so that nothing can be learnt of them; a classifier that knows its neighbours still finds
them again, if other slices of the same patient were in its training set. Nothing here is a prediction of the study.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, KFold
from sklearn.neighbors import KNeighborsClassifier

from radiogenomics.seeds import derive_seed

NEIGHBOURS, FOLDS, CELLS = 3, 5, 16
CAPTION = "Demonstration of a leak: random labels, slices split with and without regard to patients"
HEADINGS = {"split": "Split by", "auc": "AUC per slice (mean)", "low": "2.5 %", "high": "97.5 %", "repeats": "Repeats"}
NOTE = (
    f"A mistake on purpose, and no result of the study: labels are drawn at random for each patient, {NEIGHBOURS} "
    f"nearest slices vote, {FOLDS}-fold cross-validation. Split by patient, nothing can be known and the AUC is 0.5; "
    "split by slice, other slices of the same patient give the label away. The percentiles are those of the repeats."
)


def slice_leak(slices: NDArray, patients: Sequence[str], repeats: int, seed: int) -> pd.DataFrame:
    """Area of a nearest-neighbour classifier on random labels, by a split of patients and by one of slices.

    Args:
        slices: float32 (n, rows, columns); several of each patient.
        patients: whose each slice is.
        repeats: how often labels are drawn anew.
        seed: of the labels and of the splits.

    Returns:
        Two rows: split (`patient`, `slice`), auc (mean), low, high (percentiles 2.5 and 97.5 of the repeats), repeats.
    """
    features, codes = _coarse(slices), pd.factorize(np.asarray(patients))[0]
    areas: dict[str, list[float]] = {"patient": [], "slice": []}
    for repeat in range(repeats):
        generator = np.random.default_rng(derive_seed(seed, "slice leak", repeat))
        of_patients = generator.permutation(np.arange(codes.max() + 1) % 2)
        labels, order = of_patients[codes], generator.permutation(len(codes))
        # Otherwise equal for all repeats, in which case one lucky split would count as many.
        groups = generator.permutation(codes.max() + 1)[codes]
        splits = {
            "patient": GroupKFold(FOLDS).split(features, labels, groups),
            "slice": ((order[a], order[b]) for a, b in KFold(FOLDS).split(features)),
        }
        for name, split in splits.items():
            areas[name].append(_area(features, labels, split))
    rows = [(name, np.mean(found), *np.percentile(found, [2.5, 97.5]), repeats) for name, found in areas.items()]
    return pd.DataFrame(rows, columns=["split", "auc", "low", "high", "repeats"])


def _area(features: NDArray, labels: NDArray, split) -> float:
    votes = np.empty(len(labels))
    for training, tested in split:
        classifier = KNeighborsClassifier(NEIGHBOURS).fit(features[training], labels[training])
        known = list(classifier.classes_)
        votes[tested] = classifier.predict_proba(features[tested])[:, known.index(1)] if 1 in known else 0.0
    return roc_auc_score(labels, votes)


def _coarse(slices: NDArray) -> NDArray:
    """Means of up to 16×16 blocks of each slice, flat."""
    for axis in (1, 2):
        starts = np.unique(np.arange(CELLS) * slices.shape[axis] // CELLS)
        sizes = np.diff([*starts, slices.shape[axis]])
        shape = [1, 1, 1]
        shape[axis] = len(starts)
        slices = np.add.reduceat(slices, starts, axis=axis) / sizes.reshape(shape)
    return slices.reshape(len(slices), -1)
