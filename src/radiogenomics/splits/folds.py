"""Cross-validation folds within a training set."""

import math

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold, train_test_split

from radiogenomics.errors import InputError
from radiogenomics.splits.settings import SplitSettings


def validation_folds(labels: pd.Series, settings: SplitSettings, group: str, stratified: bool = True) -> pd.Series:
    """Fold 0 … `settings.folds` − 1 in which each training patient validates, stratified by label.

    With `settings.validation_fraction` there are two folds, of which the first alone is ever validated on: that share
    of the patients, rounded up, in fold 0 and all others in fold 1.

    Args:
        labels: label (1, 0) by patient, in the order in which the patients are dealt to the folds.
        settings: number of folds or share of the validation patients, and seed.
        group: name of the modality group, for messages.
        stratified: false where the patients have no label; those of `labels` are then all equal.

    Raises:
        InputError: fewer patients than folds, or fewer patients of a class than folds, so that a fold would lack it;
            or a class too small for the share of validation patients.
    """
    if settings.validation_fraction is not None:
        return _one_division(labels, settings, group, stratified)
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


def _one_division(labels: pd.Series, settings: SplitSettings, group: str, stratified: bool) -> pd.Series:
    """Fold 0 of the patients who validate, 1 of all others; both classes are on both sides."""
    n_validation, classes = math.ceil(settings.validation_fraction * len(labels)), 2 if stratified else 1
    validation = labels.index[:0]
    if min(n_validation, len(labels) - n_validation) >= classes and labels.value_counts().min() > 1:
        _, drawn = train_test_split(
            labels.index.to_numpy(),
            test_size=settings.validation_fraction,
            random_state=settings.seed,
            stratify=labels if stratified else None,
        )
        validation = pd.Index(drawn)
    validates = pd.Series(labels.index.isin(validation), labels.index)
    if min(labels[validates].nunique(), labels[~validates].nunique()) < classes:
        raise InputError(
            f"group {group!r}: of {len(labels)} training patients {n_validation} would validate, on one class or "
            "leaving one; raise `validation_fraction` of the split, or add patients"
        )
    return (~validates).astype(int).rename("fold")


def _refuse_incomplete_folds(labels: pd.Series, folds: int, group: str) -> None:
    n_positive, n_negative = int((labels == 1).sum()), int((labels == 0).sum())
    counts = f"group {group!r}: {n_positive} positive and {n_negative} negative training patients for {folds} folds"
    fewest = min(n_positive, n_negative)
    if fewest < folds:
        problem = "fewer patients than folds" if len(labels) < folds else "a fold would validate on one class"
        fix = f"lower `folds` of the split to {fewest}, or add patients" if fewest > 1 else "add patients"
        raise InputError(f"{counts}, {problem}; {fix}")
