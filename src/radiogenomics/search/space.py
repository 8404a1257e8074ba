"""What is searched: the parameters, their ranges, and which of them depend on others."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from radiogenomics.settings import Settings, UniqueList

if TYPE_CHECKING:
    import optuna

Value = bool | int | float | str


def _check_range(low: float, high: float, log: bool) -> None:
    if low > high:
        raise ValueError(f"the range {low:g} to {high:g} is empty; exchange `low` and `high`")
    if log and low <= 0:
        raise ValueError(f"the logarithm of {low:g} does not exist; raise `low` above 0, or set `log: false`")


class _Parameter(Settings):
    sets: str = Field(
        "",
        description="Key of the study's section that it sets; empty where its own name is that key, as it may be once.",
    )
    when: dict[str, Value] = Field(
        {}, description="Values that other parameters, named before this one, must have for it to be searched."
    )


class FloatParameter(_Parameter):
    """A number of a range."""

    type: Literal["float"] = Field("float", description="Type of the parameter.")
    low: float = Field(description="Lowest value.")
    high: float = Field(description="Highest value.")
    log: bool = Field(False, description="Whether its logarithm is drawn, so that small values come as often as large.")

    @model_validator(mode="after")
    def _check_range(self) -> "FloatParameter":
        _check_range(self.low, self.high, self.log)
        return self


class IntegerParameter(_Parameter):
    """A whole number of a range, both ends included."""

    type: Literal["integer"] = Field("integer", description="Type of the parameter.")
    low: int = Field(description="Lowest value.")
    high: int = Field(description="Highest value.")
    log: bool = Field(False, description="Whether its logarithm is drawn.")

    @model_validator(mode="after")
    def _check_range(self) -> "IntegerParameter":
        _check_range(self.low, self.high, self.log)
        return self


class ChoiceParameter(_Parameter):
    """One of some values."""

    type: Literal["choice"] = Field("choice", description="Type of the parameter.")
    values: UniqueList[Value] = Field(min_length=1, description="The values.")


Parameter = Annotated[FloatParameter | IntegerParameter | ChoiceParameter, Field(discriminator="type")]
Space = dict[str, Parameter]

_CYCLE, _CONSTANT = {"training.schedule": "one_cycle"}, {"training.schedule": "constant"}
COLOUR_OF_TIME: Mapping[str, Parameter] = {
    "training.learning_rate": FloatParameter(low=6e-6, high=6e-4, log=True),
    "model.initial_weights": ChoiceParameter(values=["transferred", "random"]),
    "training.schedule": ChoiceParameter(values=["one_cycle", "constant"]),
    "training.peak_fraction": FloatParameter(low=0.01, high=0.5, when=_CYCLE),
    "training.update": ChoiceParameter(values=["step", "epoch"], when=_CYCLE),
    "one_cycle_epochs": IntegerParameter(sets="training.epochs", low=10, high=100, when=_CYCLE),
    "constant_rate_epochs": IntegerParameter(sets="training.epochs", low=100, high=150, when=_CONSTANT),
    "slices.tumour_only": ChoiceParameter(values=[True, False]),
}
"""The space of The Color of Time (MacKinnon, Table 1)."""


def check_conditions(space: Space) -> None:
    """Check that every condition names a parameter before it and a value that this one can have.

    Raises:
        ValueError: one does not, or two parameters may set one key at the same time.
    """
    before: dict[str, Parameter] = {}
    for name, parameter in space.items():
        for other, earlier in before.items():
            if key_of(other, earlier) == key_of(name, parameter) and not _exclude_each_other(earlier, parameter):
                raise ValueError(f"{name} and {other} set the same key at the same time; give them other `when`")
        for other, value in parameter.when.items():
            if other not in before:
                raise ValueError(f"{name}: `when` names {other!r}, which must be a parameter listed before it")
            if not _can_be(before[other], value):
                raise ValueError(f"{name}: `when` asks for {other} = {value!r}, which it never is; correct the value")
        before[name] = parameter


def key_of(name: str, parameter: Parameter) -> str:
    """Key of the study's section that a parameter sets."""
    return parameter.sets or name


def by_key(values: Mapping[str, Value], space: Space) -> dict[str, Value]:
    """Values of a trial by the keys of the study's section that they set."""
    return {key_of(name, space[name]): value for name, value in values.items()}


def combinations(space: Space, section: str) -> list[dict[str, Value]]:
    """All combinations of the values that a space gives to the keys of one section; none where it gives none.

    Raises:
        ValueError: a parameter of the section is not a choice of listed values, which hold in every trial.
    """
    chosen = {key: p for key, p in ((key_of(n, p), p) for n, p in space.items()) if key.startswith(f"{section}.")}
    for key, parameter in chosen.items():
        if not isinstance(parameter, ChoiceParameter) or parameter.when:
            raise ValueError(f"{key} is prepared before any trial; make it a `choice` without `when`")
    lists = [parameter.values for parameter in chosen.values()]
    return [dict(zip(chosen, values, strict=True)) for values in product(*lists)] if chosen else []


def extremes(space: Space) -> Iterator[tuple[str, dict[str, Value]]]:
    """For every parameter in turn, trials in which it has each of its outermost values and its conditions hold.

    Yields:
        Name of the parameter, and values by the keys that they set.
    """
    for name, parameter in space.items():
        outermost = parameter.values if isinstance(parameter, ChoiceParameter) else [parameter.low, parameter.high]
        for value in outermost:
            yield name, by_key({**parameter.when, name: value}, space)


def in_words(parameter: Parameter) -> str:
    """Range or values of a parameter, and its condition, for a table."""
    if isinstance(parameter, ChoiceParameter):
        values = " or ".join(str(value) for value in parameter.values)
    else:
        values = f"{parameter.low:g} to {parameter.high:g}{' (logarithmic)' * parameter.log}"
    when = " and ".join(f"{name} = {value}" for name, value in parameter.when.items())
    return f"{values}{f', where {when}' * bool(when)}"


def logarithmic(space: Space) -> list[str]:
    """Parameters whose logarithm is drawn."""
    return [name for name, parameter in space.items() if getattr(parameter, "log", False)]


def suggest(trial: "optuna.Trial", space: Space) -> dict[str, Value]:
    """Values of one trial; a parameter whose condition is not met is left out."""
    values: dict[str, Value] = {}
    for name, parameter in space.items():
        if all(values.get(other) == value for other, value in parameter.when.items()):
            values[name] = _suggest(trial, name, parameter)
    return values


def _suggest(trial: "optuna.Trial", name: str, parameter: Parameter) -> Any:
    if isinstance(parameter, ChoiceParameter):
        return trial.suggest_categorical(name, parameter.values)
    suggested = trial.suggest_float if isinstance(parameter, FloatParameter) else trial.suggest_int
    return suggested(name, parameter.low, parameter.high, log=parameter.log)


def _exclude_each_other(one: Parameter, other: Parameter) -> bool:
    return any(one.when[name] != other.when[name] for name in one.when.keys() & other.when.keys())


def _can_be(parameter: Parameter, value: Value) -> bool:
    if isinstance(parameter, ChoiceParameter):
        return value in parameter.values
    return not isinstance(value, str) and parameter.low <= value <= parameter.high
