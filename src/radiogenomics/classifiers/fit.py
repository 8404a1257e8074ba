"""Classifiers fitted and asked, fold by fold: on the study's split, and in repeated cross-validation."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline

from radiogenomics.classifiers.importance import permutation_importance
from radiogenomics.classifiers.pipeline import CALIBRATION_FOLDS, SEEDS, build_classifier
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.errors import InputError
from radiogenomics.leakage.records import FittedStep
from radiogenomics.seeds import derive_seed
from radiogenomics.splits.settings import CrossValidationSettings

MOST_NAMED = 3
IMPORTANCE_COLUMNS = ["family", "n_features", "importance", "sd", "n_patients", "fold"]


def predict_folds(
    features: pd.DataFrame,
    labels: pd.Series,
    patients: pd.DataFrame,
    settings: ClassifierSettings,
    seed: int,
    importance: bool = True,
    fitted: list[FittedStep] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit one classifier per fold, and predict its validation patients and all test patients.

    Args:
        features: patients × features, by patient_id.
        labels: label (1, 0) of the training patients by patient_id; no other label is needed.
        patients: rows of splits.csv of one group: patient_id, subset, fold.
        settings: the classifier.
        seed: from which the seed of every fold is derived.
        importance: whether to find out which features matter; with thousands of them that takes longer than the fit.
        fitted: list to which the record of every fitted step is added, without the names of model and input.

    Returns:
        fold, subset (validation, test), patient_id, probability, n_draws (1), sd_draws (0); and the importance of each
        family of features on the validation patients, by fold (no rows where it is not wanted).

    Raises:
        InputError: no feature varies among the training patients of a fold, or they are too few for the classifier.
    """
    test = patients.loc[patients["subset"] == "test", "patient_id"]
    predictions, drops = [], []
    for fold, known, classifier in fit_folds(features, labels, patients, settings, seed):
        validation = patients.loc[(patients["subset"] == "train") & (patients["fold"] == fold), "patient_id"]
        if fitted is not None:
            fitted += _records(classifier, known, fold)
        for subset, ids in (("validation", validation), ("test", test)):
            probabilities = classifier.predict_proba(features.loc[ids])[:, 1]
            predictions.append(
                pd.DataFrame({"fold": fold, "subset": subset, "patient_id": ids, "probability": probabilities})
            )
        if importance:
            shuffling = derive_seed(seed, "importance", fold)
            table = permutation_importance(classifier, features.loc[validation], labels.loc[validation], shuffling)
            drops.append(table.assign(fold=fold))
    found = pd.concat(drops, ignore_index=True) if drops else pd.DataFrame(columns=IMPORTANCE_COLUMNS)
    return pd.concat(predictions, ignore_index=True).assign(n_draws=1, sd_draws=0.0), found


def fit_folds(
    features: pd.DataFrame, labels: pd.Series, patients: pd.DataFrame, settings: ClassifierSettings, seed: int
) -> Iterator[tuple[int, pd.DataFrame, Pipeline]]:
    """Fold, features of the patients that its classifier is fitted to, and the classifier, fold by fold.

    Args:
        features, labels, patients, settings, seed: as of `predict_folds`.

    Raises:
        InputError: as `predict_folds`.
    """
    training = patients[patients["subset"] == "train"]
    for fold in sorted(training["fold"].astype(int).unique()):
        validates = training["fold"] == fold
        known = features.loc[training["patient_id"][~validates]]
        yield int(fold), known, _fit(settings, known, labels.loc[known.index], derive_seed(seed, "fold", fold))


def cross_validate(
    features: pd.DataFrame, labels: pd.Series, settings: ClassifierSettings, folds: CrossValidationSettings, seed: int
) -> pd.DataFrame:
    """Out-of-fold probabilities of every patient in every repeat.

    Args:
        features: patients × features, by patient_id.
        labels: label (1, 0) of every patient, by patient_id.
        settings: the classifier; forests have `cross_validation_trees`.
        folds: number of folds and repeats, and their seed, which all classifiers share.
        seed: from which the seed of every classifier is derived.

    Returns:
        repeat, fold, patient_id, probability; ordered by repeat and fold.

    Raises:
        InputError: a class has fewer patients than folds, or no feature varies among the training patients of a fold.
    """
    settings = settings.model_copy(update={"trees": settings.cross_validation_trees})
    tables = []
    for repeat, fold, train, held_out in partitions(labels, folds):
        of_fold = derive_seed(seed, "repeat", repeat, fold)
        classifier = _fit(settings, features.loc[train], labels.loc[train], of_fold)
        probabilities = classifier.predict_proba(features.loc[held_out])[:, 1]
        tables.append(
            pd.DataFrame({"repeat": repeat, "fold": fold, "patient_id": held_out, "probability": probabilities})
        )
    return pd.concat(tables, ignore_index=True)


def _fit(settings: ClassifierSettings, features: pd.DataFrame, labels: pd.Series, seed: int) -> Pipeline:
    """Classifier fitted to some patients."""
    if settings.classifier != "majority" and not (features.max() > features.min()).any():
        raise InputError(
            f"features: none of the {features.shape[1]} ({', '.join(features.columns[:MOST_NAMED])} …) varies among "
            f"{len(features)} training patients; check the table, or remove the input"
        )
    _refuse_few_patients(settings, labels)
    return build_classifier(settings, features.shape[1], seed).fit(features, labels)


def _refuse_few_patients(settings: ClassifierSettings, labels: pd.Series) -> None:
    """A classifier that asks its neighbours needs them, and one that is calibrated needs both classes in each fold."""
    if settings.classifier == "nearest_neighbours" and len(labels) < settings.neighbours:
        raise InputError(
            f"{settings.title}: {len(labels)} training patients, but `neighbours` is {settings.neighbours}; lower it"
        )
    fewest = int(labels.value_counts().reindex([0, 1], fill_value=0).min())
    if settings.classifier == "svm" and fewest < CALIBRATION_FOLDS:
        raise InputError(
            f"{settings.title}: a class has {fewest} training patient(s); a support vector machine needs "
            f"{CALIBRATION_FOLDS} for its probabilities; add patients, or use another classifier"
        )


def _records(classifier: Pipeline, features: pd.DataFrame, fold: int) -> list[FittedStep]:
    """Records of all steps of a classifier; each of them was given every row of the table that `fit` was given."""
    patients = tuple(map(str, features.index))
    return [FittedStep(name, model="", input="", fold=fold, patients=patients) for name in classifier.named_steps]


def partitions(labels: pd.Series, folds: CrossValidationSettings) -> Iterator[tuple[int, int, pd.Index, pd.Index]]:
    """Repeat, fold, training and held-out patients; they depend on the patients' ids, not on their order."""
    labels = labels.sort_index()
    fewest = int(labels.value_counts().reindex([0, 1], fill_value=0).min())
    if fewest < folds.folds:
        raise InputError(
            f"cross-validation: a class has {fewest} patient(s) for {folds.folds} folds; lower `folds` of "
            "`cross_validation`, or add patients"
        )
    for repeat in range(folds.repeats):
        splitter = StratifiedKFold(
            folds.folds, shuffle=True, random_state=derive_seed(folds.seed, "repeat", repeat) % SEEDS
        )
        for fold, (train, held_out) in enumerate(splitter.split(np.zeros(len(labels)), labels)):
            yield repeat, fold, labels.index[train], labels.index[held_out]
