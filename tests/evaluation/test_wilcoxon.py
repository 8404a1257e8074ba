from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import rankdata

from radiogenomics.errors import InputError
from radiogenomics.evaluation.wilcoxon import signed_ranks

scores_of_two = arrays(float, st.tuples(st.integers(2, 60), st.just(2)), elements=st.integers(0, 9).map(float))


def test_worked_example_of_demsar():
    """Table 2: accuracies of C4.5 on 14 data sets without and with a chosen parameter m; T = 12, p < 0.05.

    The two data sets without a difference are here left out, there split: R+ is 93 - 1.5 and R- 12 - 1.5.
    """
    without = [0.763, 0.599, 0.954, 0.628, 0.882, 0.936, 0.661, 0.583, 0.775, 1.000, 0.940, 0.619, 0.972, 0.957]
    chosen = [0.768, 0.591, 0.971, 0.661, 0.888, 0.931, 0.668, 0.583, 0.838, 1.000, 0.962, 0.666, 0.981, 0.978]
    result = signed_ranks(np.round(np.transpose([chosen, without]), 3))
    # Ranks of the twelve others are each lower by two.
    assert result.statistic == pytest.approx(12 - 1.5 - 2 * 2)
    assert result.p < 0.05
    assert result.mean_rank_a < result.mean_rank_b


def test_p_is_exact_by_enumeration_of_all_signs():
    differences = np.array([0.31, -0.12, 0.54, 0.08, 0.77, -0.05, 0.42])
    scores = np.stack([0.5 + differences, np.full(7, 0.5)], axis=1)
    ranks = rankdata(np.abs(differences))
    sums = np.array([ranks[np.array(signs) > 0].sum() for signs in product((-1, 1), repeat=7)])
    statistic = min(ranks[differences > 0].sum(), ranks[differences < 0].sum())
    expected = np.mean(np.minimum(sums, ranks.sum() - sums) <= statistic)
    assert signed_ranks(scores)[:2] == pytest.approx((statistic, expected))


# A permutation of all signs takes a while.
@settings(max_examples=30, deadline=None)
@given(scores_of_two)
def test_models_change_places_and_nothing_else_does(scores):
    result, swapped = signed_ranks(scores), signed_ranks(scores[:, ::-1])
    assert (result.statistic, result.p) == pytest.approx((swapped.statistic, swapped.p))
    assert (result.mean_rank_a, result.mean_rank_b) == (swapped.mean_rank_b, swapped.mean_rank_a)
    assert result.mean_rank_a + result.mean_rank_b == pytest.approx(3)
    assert 0 <= result.p <= 1
    if (scores[:, 0] == scores[:, 1]).all():
        assert result == (0, 1, 1.5, 1.5)


def test_a_constant_advantage_is_found():
    scores = np.random.default_rng(1).normal(size=(30, 2)) * 0.1 + [1, 0]
    assert signed_ranks(scores).p == pytest.approx(2 * 0.5**30)


@pytest.mark.parametrize("scores", [np.zeros((1, 2)), np.zeros((5, 3)), np.zeros(5)])
def test_anything_but_two_models_is_refused(scores):
    with pytest.raises(InputError, match="at least two patients and two models"):
        signed_ranks(scores)


def test_missing_score_is_refused():
    with pytest.raises(InputError, match="missing or infinite"):
        signed_ranks([[0.1, 0.2], [np.nan, 0.3]])
