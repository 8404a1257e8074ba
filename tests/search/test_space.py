import optuna
import pytest
from pydantic import TypeAdapter, ValidationError

from radiogenomics.search.settings import SearchSettings
from radiogenomics.search.space import COLOUR_OF_TIME, Space, by_key, combinations, extremes, logarithmic, suggest


def drawn(space: Space, count: int = 200) -> list[dict]:
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    return [suggest(study.ask(), space) for _ in range(count)]


def space_of(**parameters) -> Space:
    return SearchSettings(space=parameters).space


def test_the_papers_space_is_the_default():
    assert SearchSettings().space == COLOUR_OF_TIME
    assert logarithmic(SearchSettings().space) == ["training.learning_rate"]


def test_draws_of_the_papers_space():
    """Ranges and conditions as MacKinnon's Table 1 has them."""
    draws = drawn(dict(COLOUR_OF_TIME))
    always = {"training.learning_rate", "model.initial_weights", "training.schedule", "slices.tumour_only"}
    cycle = {"training.peak_fraction", "training.update", "one_cycle_epochs"}
    for draw in draws:
        in_cycle = draw["training.schedule"] == "one_cycle"
        assert set(draw) == always | (cycle if in_cycle else {"constant_rate_epochs"})
        assert 6e-6 <= draw["training.learning_rate"] <= 6e-4
        if in_cycle:
            assert 0.01 <= draw["training.peak_fraction"] <= 0.5 and 10 <= draw["one_cycle_epochs"] <= 100
            assert draw["training.update"] in ("step", "epoch")
        else:
            assert 100 <= draw["constant_rate_epochs"] <= 150
    # On a logarithmic scale, half of the draws lie below the geometric mean of the limits.
    assert 70 < sum(draw["training.learning_rate"] < 6e-5 for draw in draws) < 130
    assert {draw["model.initial_weights"] for draw in draws} == {"transferred", "random"}
    assert {draw["slices.tumour_only"] for draw in draws} == {True, False}


def test_the_published_optimum_lies_in_the_space():
    study = optuna.create_study()
    optimum = {
        "training.learning_rate": 1.08e-4,
        "model.initial_weights": "transferred",
        "training.schedule": "one_cycle",
        "training.peak_fraction": 0.437,
        "training.update": "epoch",
        "one_cycle_epochs": 40,
        "slices.tumour_only": False,
    }
    study.enqueue_trial(optimum)
    assert suggest(study.ask(), dict(COLOUR_OF_TIME)) == optimum
    assert by_key(optimum, dict(COLOUR_OF_TIME))["training.epochs"] == 40


def test_combinations_of_what_is_prepared_beforehand():
    space = space_of(
        **{
            "slices.tumour_only": {"type": "choice", "values": [True, False]},
            "slices.fit": {"type": "choice", "values": ["pad", "stretch"]},
            "training.epochs": {"type": "integer", "low": 1, "high": 2},
        }
    )
    found = combinations(space, "slices")
    assert len(found) == 4 and found[1] == {"slices.tumour_only": True, "slices.fit": "stretch"}
    assert combinations(space, "images") == []
    with pytest.raises(ValueError, match=r"slices\.count is prepared before any trial; make it a `choice`"):
        combinations(space_of(**{"slices.count": {"type": "integer", "low": 1, "high": 2}}), "slices")


def test_extremes_meet_their_conditions():
    space = dict(COLOUR_OF_TIME)
    found = [values for name, values in extremes(space) if name == "constant_rate_epochs"]
    assert found == [{"training.schedule": "constant", "training.epochs": epochs} for epochs in (100, 150)]


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
        (
            {
                "a": {"type": "choice", "values": ["x"]},
                "b": {"type": "integer", "low": 0, "high": 1, "sets": "a", "when": {"a": "x"}},
            },
            "b and a set the same key at the same time",
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
