import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.null import judge_null, null_contrasts, null_repeats, own_features
from radiogenomics.evaluation.bootstrap import stratified_counts

ROUND = 50


@pytest.fixture(scope="module")
def sound() -> pd.DataFrame:
    """Repeats as they are where nothing is wrong."""
    random = np.random.default_rng(5)
    auc = 0.5 + 0.078 * random.standard_normal(200)
    p = (np.arange(200) + 0.5) / 200
    return pd.DataFrame(
        {
            **{"auc": auc, "ci_low": auc - 0.15, "ci_high": auc + 0.15, "method": "DeLong"},
            **{"boot_low": auc - 0.15, "boot_high": auc + 0.15, "p": p, "p_paired": p},
            **{"method_paired": "DeLong", "n": 57, "n_positive": 24},
        }
    )


def verdicts(repeats):
    return [quantity.passed for quantity in judge_null(repeats)]


def test_null_cohorts_pass(design):
    repeats = null_repeats(design, null_contrasts(["FLAIR", "DSC_PH"], 0.3), ROUND, seed=3)
    assert len(repeats) == ROUND
    assert (repeats["n"] == 24).all()
    assert repeats["auc"].nunique() > 10
    assert all(verdicts(repeats))
    first = null_repeats(design, null_contrasts(["FLAIR", "DSC_PH"], 0.3), 2, seed=3)
    pd.testing.assert_frame_equal(first, repeats.head(2))


def test_every_repeat_draws_its_own_bootstrap(design, monkeypatch):
    seeds = []

    def drawn(truth, seed):
        seeds.append(seed)
        return stratified_counts(truth, draws=100, seed=seed)

    monkeypatch.setattr("radiogenomics.controls.null.stratified_counts", drawn)
    null_repeats(design, null_contrasts(["FLAIR"], 0.3), 3, seed=3)
    assert len(set(seeds)) == 3


def test_own_features_with_permuted_labels_pass_however_much_they_tell(design):
    """The features stay the same in every repeat: that ties the repeats together in nothing that is judged."""
    features = pd.DataFrame(np.random.default_rng(0).normal(size=(90, 6)), design.labels.index, list("abcdef"))
    features = features.add(2 * design.labels, axis=0)
    assert all(verdicts(null_repeats(design, own_features(features), ROUND, seed=4)))


def test_a_feature_made_from_the_permuted_labels_is_caught(design):
    """The leak that the control is there for: something that knows the labels of the test patients."""

    def leaking(permuted, random):
        noise = random.normal(size=(90, 2))
        return {"first": pd.DataFrame(noise, permuted.labels.index).add(permuted.labels, axis=0)}

    mean, intervals, bootstrap, p = judge_null(null_repeats(design, leaking, ROUND, seed=5))
    assert not any(quantity.passed for quantity in (mean, intervals, bootstrap, p))


def test_sets_of_own_features_have_none_in_common_and_no_constant(design):
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(90, 50)), design.labels.index).add_prefix("f")
    table["constant"] = 1.0
    sets = own_features(table)(design, np.random.default_rng(0))
    assert [len(sets[name].columns) for name in ("first", "second")] == [10, 10]
    assert not set(sets["first"]) & set(sets["second"])
    assert "constant" not in {*sets["first"], *sets["second"]}


def test_one_feature_makes_no_second_model(design):
    table = pd.DataFrame({"age": np.arange(90.0)}, design.labels.index)
    repeats = null_repeats(design, own_features(table), 3, seed=1)
    assert repeats["p_paired"].isna().all()
    assert len(judge_null(repeats)) == 4


def test_sound_repeats_pass(sound):
    assert verdicts(sound) == [True] * 5


@pytest.mark.parametrize(
    ("fault", "failed"),
    [
        ({"auc": 0.55}, 0),
        ({"ci_low": 0.45, "ci_high": 0.49}, 1),
        ({"boot_low": 0.51, "boot_high": 0.6}, 2),
        ({"p": 0.03}, 3),
        ({"p_paired": 1.0}, 4),
    ],
)
def test_every_fault_has_its_quantity(sound, fault, failed):
    assert [index for index, passed in enumerate(verdicts(sound.assign(**fault))) if not passed] == [failed]


def test_methods_that_need_more_patients_are_not_judged(sound):
    few = sound.assign(n_positive=5, boot_low=0.51, boot_high=0.6, p_paired=1.0)
    assert verdicts(few) == [True, True, None, True, None]


def test_the_paired_test_is_named_after_its_method(sound):
    name = judge_null(sound.assign(n_positive=5, method_paired="Zou–Donner"))[-1].quantity
    assert name == "Uniform p-values of the paired test, Zou–Donner (Kolmogorov–Smirnov p)"
