"""Training labels without any relation to the patients, for a null that is trained as the study is."""

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError

MOST_DRAWS = 1000


def permuted_labels(labels: pd.DataFrame, splits: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The same patients and as many labels of each class, dealt at random within the validation folds.

    Every modality group has folds of its own. Labels are dealt among the patients who validate together in the largest
    group in which they train, whose folds thus keep the numbers of both classes that stratification gave them. The
    deal is repeated until both classes validate in every fold of the other groups, too.

    Args:
        labels: patient_id and label of the training patients.
        splits: rows of splits.csv of all groups.
        seed: seed of the permutation.

    Raises:
        InputError: in `MOST_DRAWS` deals a fold always validated on one class.
    """
    training = splits[splits["subset"] == "train"]
    size = training.groupby("group")["patient_id"].transform("size")
    ordered = training.assign(size=size).sort_values(["size", "group", "patient_id"], ascending=[False, True, True])
    own = ordered.drop_duplicates("patient_id").set_index("patient_id")
    own = own.loc[sorted(labels["patient_id"])]
    true = labels.set_index("patient_id")["label"].loc[own.index]
    random = np.random.default_rng(seed)
    for _ in range(MOST_DRAWS):
        alike = true.groupby([own["group"], own["fold"]])
        dealt = alike.transform(lambda part: random.permutation(part.to_numpy()))
        if _both_classes_validate(dealt, training):
            return dealt.reset_index()
    raise InputError(
        f"permuted training labels: in {MOST_DRAWS} permutations a fold of a group always validated on one class; "
        "lower `folds` of the split, or set `retrained_permutations` to 0"
    )


def _both_classes_validate(labels: pd.Series, training: pd.DataFrame) -> bool:
    """Whether every fold of every group has patients of both classes."""
    of_folds = training["patient_id"].map(labels).groupby([training["group"], training["fold"]])
    return bool((of_folds.nunique() == 2).all())
