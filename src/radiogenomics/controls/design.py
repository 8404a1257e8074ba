"""Patients of a study, split and predicted anew, as every repeat of a control does it.

All of it by the functions that the study itself uses, so that a control answers for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sklearn import config_context

from radiogenomics.classifiers.fit import predict_folds
from radiogenomics.classifiers.pipeline import SEEDS
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.predictions.ensemble import average
from radiogenomics.seeds import derive_seed
from radiogenomics.splits.holdout import split_patients
from radiogenomics.splits.labels import label_tables
from radiogenomics.splits.settings import SplitSettings

FAST_MODEL = ClassifierSettings(title="Ridge logistic regression", classifier="elastic_net", l1_ratio=0)
"""Behind the study's own pipeline of imputation and scaling; fitted in milliseconds."""


@dataclass(frozen=True)
class Design:
    """Patients of a study and how they are split, as a control repeats it."""

    cohort: pd.DataFrame
    """Included rows of cohort.csv."""
    groups: dict[str, list[str]]
    """Modalities of the group whose patients take part, and of the split's test group."""
    group: str
    """The group whose patients take part."""
    split: SplitSettings
    """The study's; every repeat takes another seed."""

    @property
    def labels(self) -> pd.Series:
        """Label (1, 0) by patient_id."""
        return self.cohort.set_index("patient_id")["label"].astype(int)


def control_design(cohort: pd.DataFrame, groups: Mapping[str, list[str]], group: str, split: SplitSettings) -> Design:
    """Design of a study's controls on the patients of one modality group.

    Args:
        cohort: rows of cohort.csv.
        groups: modalities of the study's groups by name.
        group: the group whose patients take part.
        split: the study's.
    """
    included = cohort[cohort["included"].astype(bool)].sort_values("patient_id", ignore_index=True)
    kept = {name: list(modalities) for name, modalities in groups.items() if name in (group, split.test_group)}
    columns = ["patient_id", "scan_id", "label", "included", *_columns_of(kept)]
    return Design(included[columns], kept, group, split)


def with_permuted_labels(design: Design, seed: int) -> Design:
    """The same patients with labels that tell nothing of them.

    Labels are permuted among the patients who have the same modalities, so that every group keeps its numbers of
    positive and negative patients, and its training and test sets their sizes.
    """
    random = np.random.default_rng(seed)
    cohort = design.cohort.copy()
    alike = cohort["label"].groupby([cohort[column].astype(bool) for column in _columns_of(design.groups)])
    cohort["label"] = alike.transform(lambda labels: random.permutation(labels.to_numpy()))
    return replace(design, cohort=cohort)


def predict_anew(feature_sets: Mapping[str, pd.DataFrame], design: Design, seed: int) -> pd.DataFrame:
    """Probabilities of the test patients of a new split, by the fast model on each set of features.

    Args:
        feature_sets: patients × features by patient_id, by name of the set.
        design: the patients, whose column `label` decides, and the split.
        seed: seed of the split and of the models.

    Returns:
        patient_id, label, and one column of probabilities per set: means over the folds' models.

    Raises:
        InputError: the patients cannot be split, or a set has no feature that varies.
    """
    split = design.split.model_copy(update={"seed": derive_seed(seed, "split") % SEEDS})
    splits = split_patients(design.cohort, design.groups, split)
    train_labels, test_labels = label_tables(design.cohort, splits)
    patients = splits[splits["group"] == design.group]
    labels = train_labels.set_index("patient_id")["label"]
    columns = []
    # Thousands of fits to a few hundred numbers: scikit-learn's checks would take longer than they.
    with config_context(assume_finite=True, skip_parameter_validation=True):
        for name, features in feature_sets.items():
            folds = predict_folds(features, labels, patients, FAST_MODEL, derive_seed(seed, name), importance=False)[0]
            mean = average([folds.assign(input=name)])
            columns.append(mean.set_index("patient_id")["probability"].rename(name))
    return with_labels(pd.concat(columns, axis="columns").reset_index(), test_labels)


def _columns_of(groups: Mapping[str, list[str]]) -> list[str]:
    """Columns of cohort.csv that say who has the modalities of some groups."""
    return list(dict.fromkeys(f"has_{modality}" for modalities in groups.values() for modality in modalities))
