from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.leakage.label_copies import label_copies, separation


def fewest_exceptions(values, positive):
    """By the definition: the best threshold in either order, or codes each of which is given to one class."""
    thresholds = [values >= value for value in values] + [values > value for value in values]
    by_threshold = min(min((above != positive).sum(), (above == positive).sum()) for above in thresholds)
    by_code = sum(min(positive[values == code].sum(), (~positive[values == code]).sum()) for code in set(values))
    return min(by_threshold, by_code)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=8), st.integers(0, 2), st.data())
def test_the_probability_is_at_least_that_of_all_permutations(values, most, data):
    """Exact null distribution by listing it: the share of choices that separate at least as clearly is no greater."""
    values = np.array(values, float)
    n_positive = data.draw(st.integers(1, len(values) - 1))
    choices = [np.isin(range(len(values)), chosen) for chosen in combinations(range(len(values)), n_positive)]
    observed = data.draw(st.sampled_from(choices))
    probability, exceptions = separation(values, observed, most)
    if fewest_exceptions(values, observed) > most:
        assert probability == 1
        return
    assert exceptions >= fewest_exceptions(values, observed)
    as_rare = [separation(values, choice, most)[0] <= probability for choice in choices]
    assert np.mean(as_rare) <= probability + 1e-12


def test_perfect_separation_by_a_measurement_has_two_of_all_choices():
    values, positive = np.arange(10.0), np.arange(10) >= 6
    assert separation(values, positive, 0) == separation(-values, positive, 0) == (2 / 210, 0)


def test_one_exception_has_the_choices_of_all_thresholds():
    """Perfect: 1; one of the 7 highest is negative: 7; one of the 5 lowest is positive: 5."""
    values, positive = np.arange(10.0), np.array([0, 0, 0, 1, 0, 1, 1, 1, 1, 1], bool)
    assert separation(values, positive, 1) == (2 * (1 + 7 + 5) / 210, 1)
    assert separation(values, positive, 0)[0] == 1


@pytest.fixture
def labels():
    return pd.Series(np.arange(60) % 2, [f"P{number}" for number in range(60)])


def test_noise_is_no_label_however_many_features_there_are(labels):
    noise = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3000)), labels.index)
    noise.iloc[:, ::3] = noise.iloc[:, ::3].round()
    noise = noise.mask(np.random.default_rng(1).random(noise.shape) < 0.2)
    assert list(label_copies(noise, labels, 3000)) == []


def test_a_flipped_label_hides_no_copy_and_more_of_them_make_it_a_feature(labels):
    """Of 60 patients, 2 % are one; a strong feature with more exceptions is what a study looks for."""
    copy = labels.astype(float).copy()
    for exceptions, words in enumerate(("without exception", "with 1 exception", None)):
        found = [(one.feature, one.exceptions_in_words) for one in label_copies(copy.to_frame("grade"), labels, 5000)]
        assert found == ([("grade", words)] if words else []), exceptions
        copy.iloc[exceptions] = 1 - copy.iloc[exceptions]


def test_five_flipped_labels_of_262():
    labels = pd.Series(np.arange(262) % 2)
    copy = labels.astype(float)
    copy.iloc[:5] = 1 - copy.iloc[:5]
    ((_, n, exceptions, probability),) = label_copies(copy.to_frame("grade"), labels, 5000)
    assert (n, exceptions) == (262, 5) and probability < 1e-50


def test_a_rare_class_is_no_exception():
    """Two positive patients of 200 are 1 %: a feature that all have in common does not tell them apart."""
    labels = pd.Series(np.arange(200) < 2, dtype=int)
    assert list(label_copies(pd.DataFrame({"one": 1.0, "noise": np.arange(200.0) % 77}), labels, 2)) == []


def test_too_few_patients_tell_nothing(labels):
    few = labels[:12]
    assert list(label_copies(few.to_frame("grade"), few, 1)) == []


def test_one_class_or_an_empty_feature_is_no_separation(labels):
    assert separation(np.arange(3.0), np.ones(3, bool), 0)[0] == 1
    assert separation(np.array([]), np.array([], bool), 0)[0] == 1
    assert list(label_copies(pd.DataFrame({"empty": np.nan}, labels.index), labels, 1)) == []
