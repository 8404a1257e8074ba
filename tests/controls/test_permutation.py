from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, mannwhitneyu

from radiogenomics.controls import permutation
from radiogenomics.controls.permutation import permutation_test, randomised_p
from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area

LABELS = np.array([1, 1, 1, 0, 0, 0, 0, 1])


@pytest.mark.parametrize("seed", range(5))
def test_p_is_that_of_the_exact_mann_whitney_distribution(seed):
    scores = np.random.default_rng(seed).normal(size=8)
    found = permutation_test(LABELS, scores, permutations=40_000)
    exact = mannwhitneyu(scores[LABELS == 1], scores[LABELS == 0], alternative="greater", method="exact")
    assert found.p == pytest.approx(exact.pvalue, abs=0.01)
    assert found.auc == exact.statistic / 16


def test_tied_scores_count_one_half_in_every_permutation():
    scores = np.array([1, 2, 2, 1, 2, 3, 1, 3])
    observed = roc_area(LABELS, scores).auc
    areas = []
    for positives in combinations(range(8), 4):
        labels = np.isin(np.arange(8), positives).astype(int)
        areas.append(roc_area(labels, scores).auc)
    found = permutation_test(LABELS, scores, permutations=40_000)
    assert found.auc == observed
    assert found.p == pytest.approx(np.mean(np.array(areas) >= observed - 1e-12), abs=0.01)


def test_constant_predictions_are_no_better_than_chance():
    assert permutation_test(LABELS, np.full(8, 0.3)) == (0.5, 1.0, 10_000)


def test_p_is_one_sided_and_never_0():
    labels = np.repeat([1, 0], 20)
    assert permutation_test(labels, labels, permutations=500).p == 1 / 501
    assert permutation_test(labels, -labels, permutations=500).p == 1


def test_p_does_not_depend_on_how_many_are_permuted_at_once(monkeypatch):
    scores = np.random.default_rng(1).normal(size=8)
    whole = permutation_test(LABELS, scores, permutations=20_000)
    monkeypatch.setattr(permutation, "AT_ONCE", 80)
    parts = permutation_test(LABELS, scores, permutations=20_000)
    assert parts.auc == whole.auc
    assert parts.p == pytest.approx(whole.p, abs=0.015)


@given(st.lists(st.integers(0, 5), min_size=8, max_size=8))
def test_only_the_order_of_the_scores_counts(scores):
    scores = np.array(scores)
    first = permutation_test(LABELS, scores, 200)
    assert first == permutation_test(LABELS, 3.7 * scores**3 + 1, 200)
    assert 1 / 201 <= first.p <= 1


@pytest.mark.parametrize("levels", [2, 1000])
def test_randomised_p_is_uniform_with_and_without_ties(levels):
    random = np.random.default_rng(7)
    p = [randomised_p(random.permutation(LABELS), random.integers(levels, size=8), 99, random) for _ in range(2000)]
    assert kstest(p, "uniform").pvalue > 0.01


def test_b22_test_set_of_one_class_is_refused():
    with pytest.raises(InputError, match="forest, dsc: 8 patients, 8 of them positive"):
        permutation_test(np.ones(8), np.arange(8), where="forest, dsc")
