import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.splits.folds import validation_folds
from radiogenomics.splits.settings import SplitSettings


def labels_of(n_positive: int, n_negative: int) -> pd.Series:
    labels = [1] * n_positive + [0] * n_negative
    return pd.Series(labels, [f"patient {number}" for number in range(len(labels))])


@given(
    folds=st.integers(2, 6), positive=st.integers(0, 20), negative=st.integers(0, 20), seed=st.integers(0, 2**32 - 1)
)
def test_every_patient_validates_once_and_classes_are_spread_within_one(folds, positive, negative, seed):
    labels = labels_of(folds + positive, folds + negative)
    result = validation_folds(labels, SplitSettings(folds=folds, seed=seed), "DSC")
    assert result.index.equals(labels.index)
    counts = pd.crosstab(result, labels)
    assert counts.index.tolist() == list(range(folds))
    assert (counts.max() - counts.min() <= 1).all()


def test_another_seed_gives_other_folds():
    labels = labels_of(20, 30)
    first, again, other = (validation_folds(labels, SplitSettings(seed=seed), "DSC") for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_b21_fewer_patients_than_folds():
    message = "group 'DSC': 2 positive and 2 negative training patients for 5 folds, fewer patients .*`folds`.* to 2"
    with pytest.raises(InputError, match=message):
        validation_folds(labels_of(2, 2), SplitSettings(), "DSC")


def test_b22_a_fold_with_one_class():
    message = "group 'DTI': 4 positive and 60 negative training patients for 5 folds, .*one class; lower `folds`.* to 4"
    with pytest.raises(InputError, match=message):
        validation_folds(labels_of(4, 60), SplitSettings(), "DTI")


@pytest.mark.parametrize("n_positive", [0, 1])
def test_b22_no_number_of_folds_would_do(n_positive: int):
    with pytest.raises(InputError, match=f"{n_positive} positive and 9 negative .*; add patients$"):
        validation_folds(labels_of(n_positive, 9), SplitSettings(), "DTI")


@given(share=st.floats(0.1, 0.6), positive=st.integers(10, 40), negative=st.integers(10, 40), seed=st.integers(0, 1000))
def test_one_share_validates_and_all_others_never_do(share, positive, negative, seed):
    labels = labels_of(positive, negative)
    settings = SplitSettings(validation_fraction=share, seed=seed)
    result = validation_folds(labels, settings, "structural")
    assert result.index.equals(labels.index) and set(result) == {0, 1} and settings.trained_folds == [0]
    validating = labels[result == 0]
    assert len(validating) == math.ceil(share * len(labels))
    assert abs(validating.mean() - labels.mean()) <= 1 / len(validating)


@pytest.mark.parametrize(("n_positive", "n_negative", "share"), [(1, 9, 0.5), (3, 4, 0.1)])
def test_a_share_that_lacks_a_class_is_refused(n_positive, n_negative, share):
    with pytest.raises(InputError, match="would validate, on one class or leaving one; raise `validation_fraction`"):
        validation_folds(labels_of(n_positive, n_negative), SplitSettings(validation_fraction=share), "structural")
