import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import chi2, rankdata, studentized_range

from radiogenomics.errors import InputError
from radiogenomics.evaluation.friedman import FriedmanNemenyi, friedman_nemenyi, from_mean_ranks, nemenyi_p

NAMES = ("SpotTune", "Random", "Transfer")
PUBLISHED = [
    ((1.842, 2.228, 1.930), 0.0970, 0.0982, 0.249),
    ((1.754, 2.298, 1.947), 0.0131, 0.0103, 0.1465),
]
tied_scores = arrays(float, st.tuples(st.integers(2, 15), st.integers(3, 5)), elements=st.integers(0, 4).map(float))


def pair_p(result: FriedmanNemenyi, a: str, b: str) -> float:
    return result.pairs.set_index(["model_a", "model_b"]).loc[(a, b), "p"]


def ranking_with(mean_ranks, n_blocks=57) -> np.ndarray:
    """Untied ranks (patients, 3) whose column sums are `mean_ranks` × patients, built one patient at a time."""
    target = np.round(np.array(mean_ranks) * n_blocks).astype(int)
    rows = []
    for left in range(n_blocks, 0, -1):
        rest = target - np.sum(rows, axis=0) if rows else target
        # The model that must still collect the most rank sum gets rank 3 now.
        order = np.argsort(np.argsort(rest, kind="stable"), kind="stable") + 1
        assert rest.sum() == 6 * left
        rows.append(order)
    ranks = np.array(rows)
    assert (ranks.sum(axis=0) == target).all()
    return ranks


@pytest.mark.parametrize(("mean_ranks", "friedman", "spottune_random", "random_transfer"), PUBLISHED)
def test_published_p_values_come_from_ranks_of_57_patients(mean_ranks, friedman, spottune_random, random_transfer):
    exact = np.round(np.array(mean_ranks) * 57) / 57
    result = from_mean_ranks(exact, 57, NAMES)
    assert result.p == pytest.approx(friedman, abs=5e-5)
    assert pair_p(result, "SpotTune", "Random") == pytest.approx(spottune_random, abs=5e-5)
    assert pair_p(result, "Random", "Transfer") == pytest.approx(random_transfer, abs=5e-4)


@pytest.mark.parametrize("mean_ranks", [case[0] for case in PUBLISHED])
def test_scores_of_57_patients_agree_with_their_mean_ranks(mean_ranks):
    ranks = ranking_with(mean_ranks)
    from_scores = friedman_nemenyi(10.0 - ranks, NAMES)
    shortcut = from_mean_ranks(ranks.mean(axis=0), 57, NAMES)
    assert from_scores.mean_ranks.to_numpy() == pytest.approx(np.array(mean_ranks), abs=5e-4)
    assert (from_scores.statistic, from_scores.p) == pytest.approx((shortcut.statistic, shortcut.p))
    pd.testing.assert_frame_equal(from_scores.pairs, shortcut.pairs)


def test_mirrored_ranks_give_the_same_p():
    result, mirrored = (from_mean_ranks(ranks, 57) for ranks in ((1.8, 2.3, 1.9), (2.2, 1.7, 2.1)))
    assert result.p == pytest.approx(mirrored.p)
    assert result.pairs["p"].to_numpy() == pytest.approx(mirrored.pairs["p"].to_numpy())


@given(tied_scores)
def test_statistic_is_the_textbooks_with_ties(scores):
    """Conover 1999, section 5.8: the variance of the ranks within patients takes the place of k (k² - 1) / 12."""
    result = friedman_nemenyi(scores)
    ranks = rankdata(-scores, axis=1)
    n, k = scores.shape
    spread = ((ranks - (k + 1) / 2) ** 2).sum()
    if spread == 0:
        assert (result.statistic, result.p) == (0, 1)
        assert (result.pairs["p"] == 1).all()
    else:
        statistic = (k - 1) * ((ranks.sum(axis=0) - n * (k + 1) / 2) ** 2).sum() / spread
        assert result.statistic == pytest.approx(statistic)
        assert result.p == pytest.approx(chi2.sf(statistic, k - 1), abs=1e-9)


@given(tied_scores)
def test_pairs_from_scores_are_those_of_their_mean_ranks(scores):
    """The library's p-values from scores are ours from the mean ranks, which published ranks are judged by."""
    result = friedman_nemenyi(scores)
    n, k = scores.shape
    pairs = result.pairs
    difference = pairs["mean_rank_a"] - pairs["mean_rank_b"]
    assert pairs["p"].to_numpy() == pytest.approx(nemenyi_p(difference, k, n), abs=1e-6)
    assert pairs["p"].to_numpy() == pytest.approx(studentized_range.sf(pairs["statistic"], k, np.inf), abs=1e-6)
    assert pairs["p"].between(0, 1).all()
    assert result.mean_ranks.to_numpy() == pytest.approx(rankdata(-scores, axis=1).mean(axis=0))


@given(tied_scores)
def test_patients_whose_models_all_tie_change_no_rank_order(scores):
    result = friedman_nemenyi(np.vstack([scores, np.full((3, scores.shape[1]), 0.5)]))
    assert 0 <= result.p <= 1
    assert result.mean_ranks.sum() == pytest.approx(scores.shape[1] * (scores.shape[1] + 1) / 2)


def test_rank_1_is_the_highest_score():
    scores = pd.DataFrame({"good": [0.9, 0.8, 0.7], "poor": [0.1, 0.2, 0.3], "middling": 0.5})
    statistic, p, mean_ranks, pairs = friedman_nemenyi(scores)
    assert mean_ranks.to_dict() == {"good": 1, "poor": 3, "middling": 2}
    assert statistic == pytest.approx(6)
    assert p == pytest.approx(np.exp(-3))
    assert list(pairs.columns) == ["model_a", "model_b", "mean_rank_a", "mean_rank_b", "statistic", "p"]
    assert list(zip(pairs["model_a"], pairs["model_b"], strict=True)) == [
        ("good", "poor"),
        ("good", "middling"),
        ("poor", "middling"),
    ]


def test_the_library_is_imported_only_where_scores_are_tested():
    """It imports seaborn and matplotlib's pyplot, which the judgement of published ranks would pay for."""
    code = (
        "import sys; from radiogenomics.evaluation import comparisons, published; "
        "from radiogenomics.evaluation.friedman import from_mean_ranks; "
        "from_mean_ranks((1, 2, 3), 5); assert not {'scikit_posthocs', 'seaborn', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("scores", [np.zeros((1, 3)), np.zeros((5, 2)), np.zeros(5)])
def test_too_little_to_compare_is_refused(scores):
    with pytest.raises(InputError, match="at least two patients and three models"):
        friedman_nemenyi(scores)


def test_missing_score_is_refused():
    with pytest.raises(InputError, match="missing or infinite"):
        friedman_nemenyi([[0.1, 0.2, 0.3], [np.nan, 0.3, 0.4]])
