"""Cross-validation folds within a training set."""

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from radiogenomics.errors import InputError
from radiogenomics.splits.settings import SplitSettings


def validation_folds(labels: pd.Series, settings: SplitSettings, group: str, stratified: bool = True) -> pd.Series:
    """Fold 0 … `settings.folds` − 1 in which each training patient validates, stratified by label.

    Args:
        labels: label (1, 0) by patient, in the order in which the patients are dealt to the folds.
        settings: number of folds and seed.
        group: name of the modality group, for messages.
        stratified: false where the patients have no label; those of `labels` are then all equal.

    Raises:
        InputError: fewer patients than folds, or fewer patients of a class than folds, so that a fold would lack it.
    """
    if stratified:
        _refuse_incomplete_folds(labels, settings.folds, group)
    elif len(labels) < settings.folds:
        raise InputError(
            f"group {group!r}: {len(labels)} training patients for {settings.folds} folds; lower `folds` of the split, "
            "or add patients"
        )
    folds = pd.Series(0, labels.index, name="fold")
    splitter = StratifiedKFold(settings.folds, shuffle=True, random_state=settings.seed)
    for fold, (_, validation) in enumerate(splitter.split(np.zeros(len(labels)), labels.to_numpy())):
        folds.iloc[validation] = fold
    return folds


def _refuse_incomplete_folds(labels: pd.Series, folds: int, group: str) -> None:
    n_positive, n_negative = int((labels == 1).sum()), int((labels == 0).sum())
    counts = f"group {group!r}: {n_positive} positive and {n_negative} negative training patients for {folds} folds"
    fewest = min(n_positive, n_negative)
    if fewest < folds:
        problem = "fewer patients than folds" if len(labels) < folds else "a fold would validate on one class"
        fix = f"lower `folds` of the split to {fewest}, or add patients" if fewest > 1 else "add patients"
        raise InputError(f"{counts}, {problem}; {fix}")
