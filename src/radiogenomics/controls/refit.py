"""A classifier fitted anew: to permuted labels (chance), on other splits and from other seeds (spread).

Everything is as in the study but what is varied, and but the number of trees: forests have `cross_validation_trees`, as
in repeated cross-validation. The study's own fit is repeated with so many trees too, so that like is held against like.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn import config_context

from radiogenomics.classifiers.fit import predict_folds
from radiogenomics.classifiers.pipeline import SEEDS
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.predictions.ensemble import average
from radiogenomics.seeds import derive_seed
from radiogenomics.splits.holdout import split_patients
from radiogenomics.splits.settings import SplitSettings

OBSERVED, PERMUTATION, SPLIT, SEED = "observed", "permutation", "split", "seed"
JOINED = ("variation", "repeat", "model", "ensemble", "auc", "n", "trees")


class Times(NamedTuple):
    """How often a classifier is fitted anew."""

    permutations: int
    splits: int
    seeds: int


@dataclass(frozen=True)
class Fit:
    """One way to fit the classifier of a study to one input, and to test it."""

    features: pd.DataFrame
    """Patients × features, by patient_id."""
    labels: pd.Series
    """Label (1, 0) of training and test patients by patient_id."""
    patients: pd.DataFrame
    """Rows of splits.csv of the input's group: patient_id, subset, fold."""
    settings: ClassifierSettings
    seed: int

    def test(self) -> dict[str, float | int]:
        """auc, n and n_positive of the mean probability over the folds' classifiers, on the test patients."""
        # Hundreds of fits to a small table: scikit-learn's checks would take longer than some of them.
        with config_context(assume_finite=True, skip_parameter_validation=True):
            folds = predict_folds(self.features, self.labels, self.patients, self.settings, self.seed, False)[0]
        tested = with_labels(average([folds.assign(input="input")]), self.labels.rename("label").reset_index())
        area = roc_area(tested["label"], tested["probability"], "refitted classifier")
        return {"auc": area.auc, "n": len(tested), "n_positive": int(tested["label"].sum())}


def refits(
    features: pd.DataFrame,
    cohort: pd.DataFrame,
    splits: pd.DataFrame,
    group: str,
    groups: Mapping[str, list[str]],
    settings: ClassifierSettings,
    split: SplitSettings,
    times: Times,
    seed: int,
    split_seed: int,
) -> pd.DataFrame:
    """AUC on the test patients of a classifier that is fitted anew in many ways.

    Args:
        features: patients × features of the input, by patient_id.
        cohort: rows of cohort.csv; labels of test patients are among them.
        splits: rows of splits.csv.
        group: modality group of the input.
        groups: modalities of all groups of the study by name.
        settings: the classifier; forests have `cross_validation_trees`.
        split: the study's; other splits take other seeds.
        times: how often.
        seed: the study's for this classifier and input.
        split_seed: seed of the splits, which all classifiers share, so that they can be compared split by split.

    Returns:
        variation (`observed`: none, the study's own fit; `permutation`: of the labels; `split`: repeated hold-out;
        `seed`: of the classifier), repeat, auc, n, n_positive, trees (of a forest, else empty).

    Raises:
        InputError: the patients cannot be split anew, or no feature varies among the training patients of a fold.
    """
    settings = settings.model_copy(update={"trees": settings.cross_validation_trees})
    included = cohort[cohort["included"].astype(bool)]
    labels = included.set_index("patient_id")["label"].astype(int)
    own = Fit(features, labels, splits[splits["group"] == group], settings, seed)
    rows = [{"variation": OBSERVED, "repeat": 0, **own.test()}]
    for repeat in range(times.permutations):
        permuted = permuted_within_roles(labels, own.patients, derive_seed(seed, PERMUTATION, repeat))
        rows.append({"variation": PERMUTATION, "repeat": repeat, **replace(own, labels=permuted).test()})
    for repeat in range(times.splits):
        other = split.model_copy(update={"seed": derive_seed(split_seed, SPLIT, repeat) % SEEDS})
        divided = split_patients(included, dict(groups), other)
        found = replace(own, patients=_of_group(divided, group)).test()
        rows.append({"variation": SPLIT, "repeat": repeat, **found})
    for repeat in range(times.seeds):
        rows.append({"variation": SEED, "repeat": repeat, **replace(own, seed=derive_seed(seed, SEED, repeat)).test()})
    trees = settings.trees if settings.classifier == "forest" else pd.NA
    return pd.DataFrame(rows).assign(trees=pd.array([trees] * len(rows), dtype="Int64"))


def joined(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Rows of all tables of models that were fitted or trained anew, with the columns `JOINED`."""
    # A table without rows knows no types, which pandas would have to guess.
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(JOINED))


def permuted_within_roles(labels: pd.Series, patients: pd.DataFrame, seed: int) -> pd.Series:
    """Labels permuted among the validation patients of each fold, and among the test patients.

    Folds and test set thus keep their numbers of positive and negative patients, as stratification gave them.

    Args:
        labels: label by patient_id.
        patients: rows of splits.csv of one group: patient_id, subset, fold.
        seed: seed of the permutation.
    """
    random = np.random.default_rng(seed)
    used = patients[patients["subset"].isin(["train", "test"])]
    roles = used["fold"].astype("Int64").fillna(-1).to_numpy()
    of_used = labels.loc[used["patient_id"]]
    permuted = of_used.groupby(roles).transform(lambda part: random.permutation(part.to_numpy()))
    return pd.concat([labels.drop(permuted.index), permuted])


def _of_group(splits: pd.DataFrame, group: str) -> pd.DataFrame:
    return splits[splits["group"] == group]
