import pandas as pd
import pytest

from radiogenomics.cohorts.simulation.truth import ideal_auc
from radiogenomics.controls.planted import judge_planted, planted_effect, planted_repeats

MODALITIES = ["FLAIR", "DSC_PH"]


def test_own_effect_is_planted_where_it_can_show_something():
    own = {"FLAIR": 0.6, "DSC_PH": 1.0, "DTI_FA": 4.0}
    assert planted_effect(MODALITIES, own, 0.5) == ({"FLAIR": 0.6, "DSC_PH": 1.0}, 0.5)


@pytest.mark.parametrize(
    ("effect", "correlation"), [(None, None), ({"FLAIR": 0.0}, 0.5), ({"FLAIR": 4.0, "DSC_PH": 4.0}, 0.3)]
)
def test_else_an_effect_of_stated_size(effect, correlation):
    planted, rho = planted_effect(MODALITIES, effect, correlation)
    assert list(planted) == MODALITIES
    assert ideal_auc(planted, rho, MODALITIES) == pytest.approx(0.8)


def test_a_planted_effect_is_found_again(design):
    effect, correlation = planted_effect(MODALITIES, None, None)
    repeats = planted_repeats(design, effect, correlation, 50, seed=1)
    assert repeats["ideal_auc"].iloc[0] == pytest.approx(0.8)
    assert (repeats["n"] == 24).all()
    assert [quantity.passed for quantity in judge_planted(repeats)] == [True, True]
    assert (repeats["ci_low"] > 0.5).mean() > 0.5


@pytest.mark.parametrize(
    ("auc", "passed"),
    [(0.79, [True, True]), (0.7, [False, True]), (0.5, [False, False]), (0.86, [False, True]), (1.0, [False, False])],
)
def test_what_is_missed_or_more_than_ideal_fails(auc, passed):
    size = {"n": 57, "n_positive": 24, "ideal_auc": 0.8}
    repeats = pd.DataFrame({"auc": auc, "ci_low": auc - 0.12, "ci_high": auc + 0.12, **size}, index=range(100))
    assert [quantity.passed for quantity in judge_planted(repeats)] == passed
