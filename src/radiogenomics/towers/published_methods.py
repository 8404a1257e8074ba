"""The published methods that Lyu and Costen compare with, fitted to the patients that the image tower is fitted to."""

from dataclasses import replace
from typing import Literal

import pandas as pd

from radiogenomics.classifiers.fit import predict_folds
from radiogenomics.expression.baselines import BASELINES, CLINICAL, Baseline
from radiogenomics.features.clinical import clinical_features
from radiogenomics.features.extraction import extract_features
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.leakage.records import FittedStep
from radiogenomics.towers.names import IMAGES

COLUMNS = ["fold", "subset", "patient_id", "probability", "n_draws", "sd_draws"]


def features_of(
    baseline: Baseline, cohort: pd.DataFrame, mask: Literal["automatic", "corrected"], workers: int
) -> pd.DataFrame:
    """What a method is given of some patients: radiomic features, and age and sex where it reads clinical data.

    Args:
        baseline: the method.
        cohort: rows of cohort.csv of the patients.
        mask: segmentation that defines the regions.
        workers: processes that read scans.

    Returns:
        Patients × features by patient_id; features of several resolutions have it in their names.

    Raises:
        InputError: as of `features.extraction.extract_features`.
    """
    modalities = [need for need in baseline.needs if need != CLINICAL]
    tables = []
    for settings in baseline.radiomics:
        table, _, _ = extract_features(cohort, modalities, settings, mask, workers)
        tables.append(table.set_index("patient_id").add_prefix(_prefix(settings)))
    if CLINICAL in baseline.needs:
        tables.append(clinical_features(cohort))
    return pd.concat(tables, axis=1)


def fit_method(
    name: str, baseline: Baseline, features: pd.DataFrame, labels: pd.Series, splits: pd.DataFrame, seed: int
) -> tuple[pd.DataFrame, list[FittedStep]]:
    """Fit a method's classifier in every fold, and predict its validation patients and all test patients.

    Args:
        name: of the method.
        baseline: the method; it has a classifier.
        features: of `features_of`.
        labels: 1 or 0 of training patients.
        splits: rows of splits.csv.
        seed: of the method.

    Returns:
        Predictions in the columns COLUMNS, and the records of all fits.

    Raises:
        InputError: as of `classifiers.fit.predict_folds`.
    """
    patients, fitted = splits[splits["group"] == IMAGES], []
    predictions, _ = predict_folds(features, labels, patients, baseline.classifier, seed, False, fitted)
    return predictions[COLUMNS], [replace(step, model=name, input=IMAGES) for step in fitted]


def run_method(
    name: str,
    cohort: pd.DataFrame,
    splits: pd.DataFrame,
    labels: pd.Series,
    mask: Literal["automatic", "corrected"],
    weights: str | None,
    seed: int,
    workers: int,
) -> tuple[pd.DataFrame, list[FittedStep]]:
    """Read what a method is given, fit it in every fold, and predict validation and test patients.

    Args:
        name: of the method, in `expression.baselines.BASELINES`.
        cohort: rows of cohort.csv; those who train or are tested by their scans take part.
        splits, labels, seed: as of `fit_method`.
        mask, workers: as of `features_of`.
        weights: checkpoint of the network behind a method that has no classifier.

    Returns:
        As of `fit_method`.

    Raises:
        InputError: as of `features_of` and `fit_method`.
    """
    baseline = BASELINES[name]
    used = splits["patient_id"][splits["group"].eq(IMAGES) & splits["subset"].ne("unused")]
    patients = cohort[cohort["patient_id"].isin(used)].sort_values("patient_id")
    if baseline.classifier is not None:
        features = features_of(baseline, patients, mask, workers)
        return fit_method(name, baseline, features, labels, splits, seed)
    # Imported here: the other methods need no torch.
    from radiogenomics.towers.slice_features import slice_network, slices_of
    from radiogenomics.towers.slice_transformer_fit import fit_slice_transformer

    modalities = [need for need in baseline.needs if need != CLINICAL]
    slices = slices_of(patients, slice_network(weights), modalities, mask)
    return fit_slice_transformer(name, slices, clinical_features(patients), labels, splits, seed)


def _prefix(settings: RadiomicsSettings) -> str:
    return "" if settings.resampling is None else f"{settings.resampling:g}_mm_"
