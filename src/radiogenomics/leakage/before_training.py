"""The gate before training: may these patients, images and features be split as they are?"""

from collections.abc import Iterable, Mapping

import pandas as pd

from radiogenomics.images.arrays import ImageArray
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.leakage.feature_checks import FeatureInput, feature_checks
from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.image_checks import image_checks, slice_checks
from radiogenomics.leakage.roles import Roles
from radiogenomics.leakage.scan_checks import scan_checks, source_check
from radiogenomics.leakage.split_checks import label_check, split_checks


def checks_of_patients(
    cohort: pd.DataFrame,
    splits: pd.DataFrame,
    training_labels: pd.DataFrame,
    test_patients: pd.DataFrame,
    crosswalks: pd.DataFrame,
    roles: Roles,
) -> list[Check]:
    """Questions about patients, which every study is asked.

    Args:
        cohort: rows of cohort.csv; no label is needed.
        splits: rows of splits.csv.
        training_labels: rows of labels/train.csv.
        test_patients: column patient_id of labels/test.csv, and no other.
        crosswalks: pairs of names of one person.
        roles: what each patient may do.
    """
    checks = split_checks(cohort, splits, crosswalks, roles)
    return [*checks, label_check(splits, list(training_labels["patient_id"]), list(test_patients["patient_id"]))]


def checks_of_images(
    originals: Mapping[str, ImageArray],
    augmented: Mapping[str, ImageArray],
    indices: Mapping[str, pd.DataFrame],
    groups: Mapping[str, list[str]],
    roles: Roles,
) -> list[Check]:
    """Questions about scans and images, which a study of networks is asked.

    Args:
        originals, augmented: preprocessed images and their copies, by modality.
        indices: index of the images of each modality.
        groups: groups of splits.csv that train on a modality, by modality.
        roles: what each patient may do.
    """
    return [*scan_checks(indices, roles), *image_checks(originals, augmented, groups, roles)]


def checks_of_slices(
    slices: Mapping[str, SliceArray], indices: Mapping[str, pd.DataFrame], roles: Roles
) -> list[Check]:
    """Questions about scans and slices, which a study of networks on slices is asked.

    Args:
        slices: slices of each modality.
        indices: a row per scan of the index of the slices of each modality.
        roles: what each patient may do.
    """
    return [*scan_checks(indices, roles), *slice_checks(slices, roles)]


def checks_of_features(
    tables: Mapping[str, pd.DataFrame],
    inputs: Iterable[FeatureInput],
    sources: pd.DataFrame,
    cohort: pd.DataFrame,
    training_labels: pd.DataFrame,
    roles: Roles,
) -> list[Check]:
    """Questions about tables of features, which a study of classifiers is asked.

    Args:
        tables: rows of features/<table>.csv by name, with patient_id.
        inputs: tables, features and modalities of every input of the study.
        sources: source and sha256 of all files that were read.
        cohort: rows of cohort.csv; no label is needed.
        training_labels: rows of labels/train.csv.
        roles: what each patient may do.
    """
    labels = training_labels.set_index("patient_id")["label"]
    return [source_check(cohort, sources, roles), *feature_checks(tables, inputs, labels, roles)]
