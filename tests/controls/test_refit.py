import numpy as np
import pandas as pd
import pytest

from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.controls.refit import Times, joined, permuted_within_roles, refits
from radiogenomics.splits.holdout import split_patients

from .conftest import GROUPS

SEVEN = Times(3, 2, 2)
LOGISTIC = ClassifierSettings(title="Logistic", classifier="elastic_net", l1_ratio=0)
FOREST = ClassifierSettings(title="Forest", classifier="forest", trees=4000, cross_validation_trees=5)


@pytest.fixture
def splits(cohort, split):
    return split_patients(cohort, GROUPS, split)


@pytest.fixture
def features(cohort):
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(90, 3)), cohort["patient_id"], list("abc"))
    return table.add(2 * cohort.set_index("patient_id")["label"], axis=0)


@pytest.fixture
def run(features, cohort, splits, split):
    def made(settings=LOGISTIC, times=SEVEN, seed=7):
        return refits(features, cohort, splits, "structural", GROUPS, settings, split, times, seed, split_seed=9)

    return made


def test_permuted_labels_stay_within_folds_and_test_set(cohort, splits):
    labels = cohort.set_index("patient_id")["label"].astype(int)
    patients = splits[splits["group"] == "structural"]
    permuted = permuted_within_roles(labels, patients, seed=1)
    assert set(permuted.index) == set(labels.index)
    for _, role in patients.groupby(["subset", patients["fold"].fillna(-1)]):
        ids = role["patient_id"]
        assert permuted[ids].sum() == labels[ids].sum()
    used = patients["patient_id"][patients["subset"] != "unused"]
    unused = patients["patient_id"][patients["subset"] == "unused"]
    assert (permuted[used] != labels[used]).any()
    assert (permuted[unused] == labels[unused]).all()


def test_folds_are_permuted_independently_of_each_other():
    """Folds of equal size whose labels stand in the same order would else stay alike in every permutation."""
    ids = [f"p{number}" for number in range(60)]
    labels = pd.Series(np.tile(np.repeat([1, 0], 10), 3), ids)
    patients = pd.DataFrame({"patient_id": ids, "subset": "train", "fold": np.repeat([0, 1, pd.NA], 20)})
    patients.loc[40:, "subset"] = "test"
    first, second, test = permuted_within_roles(labels, patients, seed=1)[ids].to_numpy().reshape(3, 20)
    assert (first != second).any()
    assert (first != test).any()


def test_variations_and_numbers_are_those_asked_for(run):
    table = run()
    assert table["variation"].value_counts().to_dict() == {"observed": 1, "permutation": 3, "split": 2, "seed": 2}
    assert list(table.columns) == ["variation", "repeat", "auc", "n", "n_positive", "trees"]
    assert table["trees"].isna().all()
    of_variation = table.groupby("variation")["auc"].mean()
    assert of_variation["observed"] > 0.9
    assert of_variation["split"] > 0.9
    assert of_variation["permutation"] < 0.8
    # Nothing in this classifier is random.
    assert (table["auc"][table["variation"] == "seed"] == of_variation["observed"]).all()


def test_permuted_training_labels_teach_nothing(run):
    table = run(times=Times(60, 0, 0))
    permuted = table["auc"][table["variation"] == "permutation"]
    assert permuted.mean() == pytest.approx(0.5, abs=0.06)
    assert permuted.std() > 0.05


def test_splits_are_shared_and_seeds_are_not(run):
    first, second = run(times=Times(1, 2, 1)), run(times=Times(1, 2, 1), seed=8)
    of_splits = [table["auc"][table["variation"] == "split"].to_list() for table in (first, second)]
    assert of_splits[0] == of_splits[1]


def test_forests_have_the_trees_of_cross_validation(run):
    table = run(FOREST, Times(1, 1, 3))
    assert (table["trees"] == 5).all()
    assert table["auc"][table["variation"] == "seed"].nunique() > 1


def test_nothing_to_join_is_an_empty_table(run):
    assert joined([]).empty
    table = joined([run(times=Times(0, 0, 0)).assign(model="m", ensemble="e"), joined([])])
    assert list(table["variation"]) == ["observed"]
