import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.permuted_labels import permuted_labels
from radiogenomics.errors import InputError

IDS = [f"p{i:02}" for i in range(40)]
LABELS = pd.DataFrame({"patient_id": IDS, "label": [1] * 16 + [0] * 24})


def group(name, ids, folds):
    rows = pd.DataFrame({"patient_id": ids, "group": name, "subset": "train", "fold": folds})
    tested = pd.DataFrame({"patient_id": ["t1"], "group": name, "subset": "test", "fold": pd.NA})
    return pd.concat([rows, tested]).astype({"fold": "Int64"})


@pytest.fixture
def splits():
    """Four folds of 4 positive and 6 negative patients; a second group with folds of its own."""
    return pd.concat([group("DSC", IDS[10:30], np.arange(20) // 2 % 4), group("structural", IDS, np.arange(40) % 4)])


def test_deals_the_same_labels_to_the_same_patients(splits):
    permuted = permuted_labels(LABELS, splits, 1)
    assert permuted["patient_id"].tolist() == IDS
    assert permuted["label"].sum() == 16
    assert permuted["label"].tolist() != LABELS["label"].tolist()


def test_folds_of_the_largest_group_keep_their_classes(splits):
    for seed in range(10):
        permuted = permuted_labels(LABELS, splits, seed)["label"].to_numpy()
        assert [permuted[fold::4].sum() for fold in range(4)] == [4] * 4


def test_every_fold_of_every_group_has_both_classes(splits):
    """Folds of two patients: one deal in two would leave one of them with one class."""
    pairs = group("pairs", [IDS[0], IDS[20], IDS[1], IDS[21]], [0, 0, 1, 1])
    for seed in range(20):
        permuted = permuted_labels(LABELS, pd.concat([splits, pairs]), seed).set_index("patient_id")["label"]
        assert permuted[IDS[0]] != permuted[IDS[20]]
        assert permuted[IDS[1]] != permuted[IDS[21]]


def test_a_patient_outside_the_largest_group_takes_part(splits):
    without = splits[~((splits["group"] == "structural") & splits["patient_id"].isin(IDS[14:18]))]
    permuted = permuted_labels(LABELS, without, 1)
    assert permuted["label"].sum() == 16
    assert permuted["patient_id"].tolist() == IDS


def test_folds_that_cannot_have_both_classes_are_refused(splits):
    alone = group("alone", IDS[:1], [0])
    with pytest.raises(InputError, match="a fold of a group always validated on one class; lower `folds`"):
        permuted_labels(LABELS, pd.concat([splits, alone]), 1)


def test_depends_on_the_seed_and_not_on_the_order_of_rows(splits):
    shuffled = LABELS.sample(frac=1, random_state=3), splits.sample(frac=1, random_state=3)
    assert permuted_labels(LABELS, splits, 1).equals(permuted_labels(*shuffled, 1))
    assert not permuted_labels(LABELS, splits, 1).equals(permuted_labels(LABELS, splits, 2))
