import optuna
import pytest
from pydantic import TypeAdapter, ValidationError

from radiogenomics.search.settings import SearchSettings
from radiogenomics.search.space import COLOUR_OF_TIME, Space, logarithmic, suggest


def drawn(space: Space, count: int = 200) -> list[dict]:
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    return [suggest(study.ask(), space) for _ in range(count)]


def space_of(**parameters) -> Space:
    return SearchSettings(space=parameters).space


def test_the_papers_space_is_the_default():
    assert SearchSettings().space == COLOUR_OF_TIME
    assert logarithmic(SearchSettings().space) == ["learning_rate"]


def test_draws_of_the_papers_space():
    """Ranges and conditions as MacKinnon's Table 1 has them."""
    draws = drawn(dict(COLOUR_OF_TIME))
    always = {"learning_rate", "pretrained", "one_cycle", "tumour_only"}
    cycle = {"peak_fraction", "rate_update", "one_cycle_epochs"}
    for draw in draws:
        assert set(draw) == always | (cycle if draw["one_cycle"] else {"constant_rate_epochs"})
        assert 6e-6 <= draw["learning_rate"] <= 6e-4
        if draw["one_cycle"]:
            assert 0.01 <= draw["peak_fraction"] <= 0.5 and 10 <= draw["one_cycle_epochs"] <= 100
            assert draw["rate_update"] in ("step", "epoch")
        else:
            assert 100 <= draw["constant_rate_epochs"] <= 150
    # On a logarithmic scale, half of the draws lie below the geometric mean of the limits.
    assert 70 < sum(draw["learning_rate"] < 6e-5 for draw in draws) < 130
    assert {draw["pretrained"] for draw in draws} == {draw["tumour_only"] for draw in draws} == {True, False}


def test_the_published_optimum_lies_in_the_space():
    study = optuna.create_study()
    optimum = {
        "learning_rate": 1.08e-4,
        "pretrained": True,
        "one_cycle": True,
        "peak_fraction": 0.437,
        "rate_update": "epoch",
        "one_cycle_epochs": 40,
        "tumour_only": False,
    }
    study.enqueue_trial(optimum)
    assert suggest(study.ask(), dict(COLOUR_OF_TIME)) == optimum


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"a": {"type": "float", "low": 2, "high": 1}}, "the range 2 to 1 is empty"),
        ({"a": {"type": "integer", "low": 0, "high": 9, "log": True}}, "the logarithm of 0 does not exist"),
        ({"a": {"type": "choice", "values": [1, 1]}}, "listed twice"),
        ({"a": {"type": "float", "low": 0, "high": 1, "when": {"b": 1}}}, "'b', which must be a parameter listed bef"),
        (
            {"b": {"type": "choice", "values": ["x"]}, "a": {"type": "float", "low": 0, "high": 1, "when": {"b": "y"}}},
            "b = 'y', which it never is",
        ),
        ({}, "nothing is searched"),
    ],
)
def test_a_space_that_makes_no_sense(parameters, told):
    with pytest.raises(ValidationError, match=told):
        space_of(**parameters)


def test_values_keep_their_types():
    space = TypeAdapter(Space).validate_python(
        {"flag": {"type": "choice", "values": [True, False]}, "name": {"type": "choice", "values": ["a", 1, 0.5]}}
    )
    assert [type(value) for value in space["flag"].values] == [bool, bool]
    assert [type(value) for value in space["name"].values] == [str, int, float]
