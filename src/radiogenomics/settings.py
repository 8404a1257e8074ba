"""Base of every section of the configuration."""

from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Item = TypeVar("Item")


class Settings(BaseModel):
    """A config section: unknown keys, NaN and infinities are refused, values cannot be changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def repeated(values: Sequence[Item]) -> list[Item]:
    """What is listed more than once, each such value once, in the order of the list."""
    return list(dict.fromkeys(value for value in values if values.count(value) > 1))


def _refuse_repeats(values: list[Item]) -> list[Item]:
    for value in repeated(values):
        raise ValueError(f"{value!r} is listed twice; remove one")
    return values


UniqueList = Annotated[list[Item], AfterValidator(_refuse_repeats)]
"""List whose items differ: what is listed twice would be trained, averaged or drawn twice."""

Precision = Annotated[
    Literal["32-true", "bf16-mixed"],
    Field(description="Arithmetic: float32, or bfloat16 where torch finds it safe, if the device has it: faster."),
]
