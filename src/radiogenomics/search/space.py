"""What is searched: the parameters, their ranges, and which of them depend on others."""

from collections.abc import Mapping
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
    when: dict[str, Value] = Field(
        {}, description="Values that other parameters, named before this one, must have for it to be searched."
    )


class FloatParameter(_Parameter):
    """A number of a range."""

    type: Literal["float"] = "float"
    low: float = Field(description="Lowest value.")
    high: float = Field(description="Highest value.")
    log: bool = Field(False, description="Whether its logarithm is drawn, so that small values come as often as large.")

    @model_validator(mode="after")
    def _check_range(self) -> "FloatParameter":
        _check_range(self.low, self.high, self.log)
        return self


class IntegerParameter(_Parameter):
    """A whole number of a range, both ends included."""

    type: Literal["integer"] = "integer"
    low: int = Field(description="Lowest value.")
    high: int = Field(description="Highest value.")
    log: bool = Field(False, description="Whether its logarithm is drawn.")

    @model_validator(mode="after")
    def _check_range(self) -> "IntegerParameter":
        _check_range(self.low, self.high, self.log)
        return self


class ChoiceParameter(_Parameter):
    """One of some values."""

    type: Literal["choice"] = "choice"
    values: UniqueList[Value] = Field(min_length=1, description="The values.")


Parameter = Annotated[FloatParameter | IntegerParameter | ChoiceParameter, Field(discriminator="type")]
Space = dict[str, Parameter]

COLOUR_OF_TIME: Mapping[str, Parameter] = {
    "learning_rate": FloatParameter(low=6e-6, high=6e-4, log=True),
    "pretrained": ChoiceParameter(values=[True, False]),
    "one_cycle": ChoiceParameter(values=[True, False]),
    "peak_fraction": FloatParameter(low=0.01, high=0.5, when={"one_cycle": True}),
    "rate_update": ChoiceParameter(values=["step", "epoch"], when={"one_cycle": True}),
    "one_cycle_epochs": IntegerParameter(low=10, high=100, when={"one_cycle": True}),
    "constant_rate_epochs": IntegerParameter(low=100, high=150, when={"one_cycle": False}),
    "tumour_only": ChoiceParameter(values=[True, False]),
}
"""The space of The Color of Time (MacKinnon, Table 1)."""


def check_conditions(space: Space) -> None:
    """Check that every condition names a parameter before it and a value that this one can have.

    Raises:
        ValueError: one does not.
    """
    before: dict[str, Parameter] = {}
    for name, parameter in space.items():
        for other, value in parameter.when.items():
            if other not in before:
                raise ValueError(f"{name}: `when` names {other!r}, which must be a parameter listed before it")
            if not _can_be(before[other], value):
                raise ValueError(f"{name}: `when` asks for {other} = {value!r}, which it never is; correct the value")
        before[name] = parameter


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


def _can_be(parameter: Parameter, value: Value) -> bool:
    if isinstance(parameter, ChoiceParameter):
        return value in parameter.values
    return not isinstance(value, str) and parameter.low <= value <= parameter.high
